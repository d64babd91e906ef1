#include "ui/window/lesson_marks.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QEvent>
#include <QPainter>
#include <QScrollArea>
#include <utility>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr double ringWidth = 3;  // px at 100 %

QDockWidget* dockOf(QWidget& control) {
  for (QWidget* at = &control; at; at = at->parentWidget())
    if (auto* dock = qobject_cast<QDockWidget*>(at)) return dock;
  return nullptr;
}

}  // namespace

/// A child of the control that lies over all of it, and goes where it goes.
class LessonMarks::Mark : public QWidget {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::LessonMarks)
 public:
  Mark(QWidget& control, bool covers, const Theme& theme) : QWidget(&control), covers_(covers), theme_(theme) {
    setObjectName(covers ? QStringLiteral("lessonCover") : QStringLiteral("lessonRing"));
    setAttribute(Qt::WA_TransparentForMouseEvents, !covers);
    setFocusPolicy(Qt::NoFocus);
    if (covers) {
      setToolTip(tr("Hidden until the answer is shown"));
      setAccessibleName(toolTip());
    }
    control.installEventFilter(this);
    setGeometry(control.rect());
    show();
    raise();
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == parent()) {
      if (event->type() == QEvent::Resize) setGeometry(parentWidget()->rect());
      if (event->type() == QEvent::ChildAdded || event->type() == QEvent::Show) raise();
    }
    return QWidget::eventFilter(watched, event);
  }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    if (covers_) {
      painter.fillRect(rect(), theme_.raised);
      painter.setPen(theme_.muted);
      painter.setFont(textFont(TextStyle::Message));
      painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, tr("?\nWhat do you think?"));
      return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = ringWidth * textScale() * theme_.lineScale, half = width / 2;
    painter.setPen(QPen(theme_.focus, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), 6, 6);
  }

 private:
  bool covers_;
  const Theme& theme_;
};

LessonMarks::LessonMarks(Find find) : find_(std::move(find)), theme_(&Theme::light()) {}

LessonMarks::~LessonMarks() { clear(); }

void LessonMarks::setTheme(const Theme& theme) { theme_ = &theme; }

void LessonMarks::mark(const QStringList& ringed, const QStringList& covered, const QStringList& locked) {
  for (const auto& mark : std::exchange(marks_, {})) delete mark.data();
  for (const auto& control : std::exchange(locked_, {}))
    if (control) control->setEnabled(true);
  for (const QString& name : ringed) add(name, false);
  for (const QString& name : covered) add(name, true);
  for (const QString& name : locked)
    if (QWidget* control = find_(name); control && control->isEnabled()) {
      control->setEnabled(false);
      locked_.emplace_back(control);
    }
}

void LessonMarks::add(const QString& name, bool covers) {
  QWidget* control = find_(name);
  if (!control) return;
  if (QDockWidget* dock = dockOf(*control); dock && dock->isHidden()) dock->show();
  for (QWidget* at = control->parentWidget(); at && !covers; at = at->parentWidget())
    if (auto* area = qobject_cast<QScrollArea*>(at)) area->ensureWidgetVisible(control, 0, 0);
  marks_.emplace_back(new Mark(*control, covers, *theme_));
}

}  // namespace headlight::ui
