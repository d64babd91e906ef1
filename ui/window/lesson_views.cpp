#include "ui/window/lesson_views.h"

#include "ui/panels/lesson_editor.h"
#include "ui/panels/lesson_list.h"
#include "ui/panels/lesson_panel.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

LessonViews::LessonViews(QWidget* parent)
    : QStackedWidget(parent),
      list_(new LessonList(this)),
      panel_(new LessonPanel(this)),
      editor_(new LessonEditor(this)) {
  setObjectName(QStringLiteral("lessonViews"));
  for (QWidget* page : std::initializer_list<QWidget*>{list_, panel_, editor_}) addWidget(page);
  bring(*list_);
}

void LessonViews::setTheme(const Theme& theme) {
  setStyleSheet(QStringLiteral("#lessonViews, #lessonViews > QWidget { background: %1; }").arg(theme.surface.name()));
  list_->setTheme(theme);
  panel_->setTheme(theme);
}

void LessonViews::showList() { bring(*list_); }
void LessonViews::showPanel() { bring(*panel_); }
void LessonViews::showEditor() { bring(*editor_); }

void LessonViews::bring(QWidget& page) {
  setCurrentWidget(&page);
  updateGeometry();
}

// Only the page that is shown asks for room.
QSize LessonViews::sizeHint() const { return currentWidget()->sizeHint(); }
QSize LessonViews::minimumSizeHint() const { return {scaled(160), scaled(110)}; }

}  // namespace headlight::ui
