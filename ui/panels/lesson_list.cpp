#include "ui/panels/lesson_list.h"

#include <QLabel>
#include <QVBoxLayout>
#include <utility>

#include "ui/panels/scrolled_column.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {

LessonList::LessonList(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("lessonList"));
  auto* column = scrolledColumn(*this, "lessonListScroll");
  words_ = new QLabel(this);
  words_->setWordWrap(true);
  words_->setTextFormat(Qt::RichText);
  words_->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  words_->setFont(textFont(TextStyle::Body));
  words_->setAccessibleName(tr("Lessons"));
  column->addWidget(words_);
  column->addStretch(1);
  connect(words_, &QLabel::linkActivated, this, [this](const QString& number) {
    const auto place = static_cast<std::size_t>(number.toInt());
    if (place < lessons_.size()) emit chosen(lessons_[place].path);
  });
}

QSize LessonList::sizeHint() const { return {scaled(260), scaled(380)}; }

void LessonList::setTheme(const Theme& theme) {
  theme_ = &theme;
  fill();
}

void LessonList::setLessons(std::vector<LessonEntry> lessons) {
  lessons_ = std::move(lessons);
  fill();
}

void LessonList::fill() {
  QString text =
      QStringLiteral("<p>%1</p>")
          .arg(tr("A lesson is played on this window. Space goes on, ← back; type a sentence of your own at any time.")
                   .toHtmlEscaped());
  for (std::size_t i = 0; i < lessons_.size(); ++i) {
    const LessonEntry& lesson = lessons_[i];
    const QString minutes = lesson.minutes > 0 ? QStringLiteral(" · ") + tr("%1 min").arg(lesson.minutes) : QString();
    text += QStringLiteral("<p style=\"margin-bottom:8px\"><a href=\"%1\" style=\"color:%2\"><b>%3</b></a>%4<br>%5</p>")
                .arg(i)
                .arg(theme_->accent.name(), lesson.title.toHtmlEscaped(), minutes.toHtmlEscaped(),
                     lesson.summary.toHtmlEscaped());
  }
  words_->setText(text);
}

}  // namespace headlight::ui
