#include "ui/panels/lesson_editor.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>
#include <utility>

#include "base/error.h"
#include "ui/lessons/markup.h"
#include "ui/panels/scrolled_column.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

/// Words in the window's language in place of those that were shown.
void put(LocalText& text, const QString& words) {
  if (text.byLanguage.size() == 1 && text.byLanguage.contains(QString())) {
    text = LocalText(words);
    return;
  }
  for (auto& [language, known] : text.byLanguage)
    if (known == text.shown()) {
      known = words;
      return;
    }
  text = LocalText(words);
}

}  // namespace

LessonEditor::LessonEditor(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("lessonEditor"));
  auto* column = column_ = scrolledColumn(*this, "lessonEditScroll");
  column->setSpacing(4);
  title_ = addLine(tr("Lesson"), "lessonEditTitle");
  auto* stepsName = new QLabel(tr("Steps"), this);
  stepsName->setFont(textFont(TextStyle::Caption));
  column->addWidget(stepsName);
  steps_ = new QListWidget(this);
  steps_->setObjectName(QStringLiteral("lessonEditSteps"));
  steps_->setAccessibleName(tr("Steps"));
  fixHeight(*steps_, 84);
  column->addWidget(steps_);
  auto* tools = new FlowLayout(4);
  const auto add = [&](const char* name, const QString& text, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(tip);
    button->setToolTip(tip);
    button->setProperty("words", true);
    tools->addWidget(button);
    return button;
  };
  auto* addStep = add("lessonEditAdd", tr("Add"), tr("A step that shows what is on screen now, behind this one"));
  auto* state = add("lessonEditState", tr("Take the window"), tr("This step shows what is on screen now"));
  up_ = add("lessonEditUp", tr("Up"), tr("This step comes earlier"));
  down_ = add("lessonEditDown", tr("Down"), tr("This step comes later"));
  remove_ = add("lessonEditRemove", tr("Remove"), tr("This step goes"));
  column->addLayout(tools);
  stepTitle_ = addLine(tr("Title of the step"), "lessonEditStepTitle");
  text_ = addText(tr("What it says: **bold**, [words](term:attention), {p:Silver}"), "lessonEditText", 5);
  hint_ = addText(tr("A hint"), "lessonEditHint", 2);
  said_ = new QLabel(this);
  said_->setObjectName(QStringLiteral("lessonEditSaid"));
  said_->setWordWrap(true);
  said_->setFont(textFont(TextStyle::Body));
  said_->hide();
  column->addWidget(said_);
  tools = new FlowLayout(4);
  auto* preview = add("lessonEditPreview", tr("Preview"), tr("Play the lesson from this step on"));
  auto* save = add("lessonEditSave", tr("Save…"), tr("Save the lesson as one file"));
  auto* close = add("lessonEditClose", tr("Close"), tr("Close the editor; the lesson stays until the window closes"));
  column->addLayout(tools);
  column->addStretch(1);
  connect(addStep, &QToolButton::clicked, this, &LessonEditor::addAsked);
  connect(state, &QToolButton::clicked, this, &LessonEditor::stateAsked);
  connect(up_, &QToolButton::clicked, this, [this] { move(-1); });
  connect(down_, &QToolButton::clicked, this, [this] { move(1); });
  connect(remove_, &QToolButton::clicked, this, &LessonEditor::remove);
  connect(preview, &QToolButton::clicked, this, &LessonEditor::previewAsked);
  connect(save, &QToolButton::clicked, this, &LessonEditor::saveAsked);
  connect(close, &QToolButton::clicked, this, &LessonEditor::closeAsked);
  connect(steps_, &QListWidget::currentRowChanged, this, &LessonEditor::choose);
  connect(title_, &QLineEdit::textChanged, this, &LessonEditor::take);
  connect(stepTitle_, &QLineEdit::textChanged, this, &LessonEditor::take);
  connect(text_, &QPlainTextEdit::textChanged, this, &LessonEditor::take);
  connect(hint_, &QPlainTextEdit::textChanged, this, &LessonEditor::take);
}

QSize LessonEditor::sizeHint() const { return {scaled(280), scaled(460)}; }

QLineEdit* LessonEditor::addLine(const QString& name, const char* objectName) {
  auto* label = new QLabel(name, this);
  label->setFont(textFont(TextStyle::Caption));
  label->setWordWrap(true);
  auto* line = new QLineEdit(this);
  line->setObjectName(QLatin1String(objectName));
  line->setAccessibleName(name);
  line->setMaxLength(lesson_limits::titleCharacters);
  column_->addWidget(label);
  column_->addWidget(line);
  return line;
}

QPlainTextEdit* LessonEditor::addText(const QString& name, const char* objectName, int lines) {
  auto* label = new QLabel(name, this);
  label->setFont(textFont(TextStyle::Caption));
  label->setWordWrap(true);
  auto* text = new QPlainTextEdit(this);
  text->setObjectName(QLatin1String(objectName));
  text->setAccessibleName(name);
  text->setTabChangesFocus(true);
  fixHeight(*text, 18 * lines + 20);
  column_->addWidget(label);
  column_->addWidget(text);
  return text;
}

LessonStep* LessonEditor::current() {
  const auto place = static_cast<std::size_t>(step_);
  return step_ >= 0 && place < lesson_.steps.size() ? &lesson_.steps[place] : nullptr;
}

void LessonEditor::setLesson(const Lesson& lesson, int step) {
  lesson_ = lesson;
  step_ = step;
  say({});
  fill();
}

void LessonEditor::say(const QString& sentence) {
  said_->setText(sentence);
  said_->setVisible(!sentence.isEmpty());
}

void LessonEditor::fill() {
  const QScopedValueRollback filling(filling_, true);
  title_->setText(lesson_.title.shown());
  steps_->clear();
  for (std::size_t i = 0; i < lesson_.steps.size(); ++i)
    steps_->addItem(QStringLiteral("%1  %2").arg(i + 1).arg(lesson_.steps[i].title.shown()));
  steps_->setCurrentRow(step_);
  const LessonStep* step = current();
  stepTitle_->setText(step ? step->title.shown() : QString());
  text_->setPlainText(step ? step->text.shown() : QString());
  hint_->setPlainText(step ? step->hint.shown() : QString());
  up_->setEnabled(step_ > 0);
  down_->setEnabled(step_ + 1 < static_cast<int>(lesson_.steps.size()));
  remove_->setEnabled(lesson_.steps.size() > 1);
}

void LessonEditor::take() {
  LessonStep* step = current();
  if (filling_ || !step) return;
  put(lesson_.title, title_->text());
  put(step->title, stepTitle_->text());
  put(step->text, text_->toPlainText());
  if (hint_->toPlainText().trimmed().isEmpty())
    step->hint = {};
  else
    put(step->hint, hint_->toPlainText());
  if (QListWidgetItem* item = steps_->item(step_))
    item->setText(QStringLiteral("%1  %2").arg(step_ + 1).arg(stepTitle_->text()));
  QString problem;
  for (const QString& words : {text_->toPlainText(), hint_->toPlainText()}) {
    try {
      checkMarkup(words);
    } catch (const Error& error) {
      problem = QString::fromUtf8(error.what());
    }
  }
  say(problem);
  emit edited();
}

void LessonEditor::choose(int step) {
  if (filling_ || step < 0 || step == step_) return;
  step_ = step;
  fill();
}

void LessonEditor::move(int by) {
  const int to = step_ + by;
  if (to < 0 || to >= static_cast<int>(lesson_.steps.size())) return;
  // Each keeps all of its own state, whatever now stands before it.
  const StepState here = lesson_.stateAt(step_), there = lesson_.stateAt(to);
  LessonStep& one = lesson_.steps[static_cast<std::size_t>(step_)];
  LessonStep& other = lesson_.steps[static_cast<std::size_t>(to)];
  one.state = here;
  other.state = there;
  std::swap(one, other);
  step_ = to;
  fill();
  emit edited();
}

void LessonEditor::remove() {
  if (lesson_.steps.size() < 2) return;
  const auto place = static_cast<std::size_t>(step_);
  if (place + 1 < lesson_.steps.size()) lesson_.steps[place + 1].state = lesson_.stateAt(step_ + 1);
  lesson_.steps.erase(lesson_.steps.begin() + step_);
  step_ = std::min(step_, static_cast<int>(lesson_.steps.size()) - 1);
  fill();
  emit edited();
}

}  // namespace headlight::ui
