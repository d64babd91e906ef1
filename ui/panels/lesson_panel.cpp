#include "ui/panels/lesson_panel.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include "ui/lessons/markup.h"
#include "ui/theme/elided.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int mostVotes = 999;

void setInk(QLabel& label, const QColor& ink) {
  QPalette colors = label.palette();
  colors.setColor(QPalette::WindowText, ink);
  label.setPalette(colors);
}

/// A line of text that holds a dot to choose.
class AnswerLabel : public QLabel {
 public:
  AnswerLabel(const QString& text, QRadioButton& dot, QWidget* parent) : QLabel(text, parent), dot_(dot) {
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
  }

 protected:
  void mouseReleaseEvent(QMouseEvent*) override {
    if (dot_.isEnabled()) dot_.click();
  }

 private:
  QRadioButton& dot_;
};

}  // namespace

/// The answers of one question: a dot, the words, how many of the class chose it.
class LessonPanel::Answers : public QWidget {
 public:
  explicit Answers(LessonPanel& panel) : QWidget(&panel), panel_(panel), grid_(new QGridLayout(this)), dots_(this) {
    setObjectName(QStringLiteral("lessonAnswers"));
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(4);
    grid_->setVerticalSpacing(4);
    grid_->setColumnStretch(1, 1);
    connect(&dots_, &QButtonGroup::idClicked, &panel, &LessonPanel::answerChosen);
  }

  void show(const LessonPage& page) {
    QStringList words;
    for (const LessonPage::Answer& answer : page.answers) words << answer.text;
    if (words != words_) make(words);
    int votes = 0;
    for (const Row& row : rows_) votes += row.votes->value();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      Row& row = rows_[i];
      const bool right = page.revealed && page.answers[i].right;
      row.dot->setChecked(page.chosen == static_cast<int>(i));
      QString text = words_[static_cast<qsizetype>(i)];
      if (right) text = LessonPanel::tr("✓ %1").arg(text);
      if (page.revealed && votes > 0)
        text = LessonPanel::tr("%1 · %2 of %3").arg(text).arg(row.votes->value()).arg(votes);
      row.words->setText(text);
      QFont font = textFont(right ? TextStyle::Strong : TextStyle::Body);
      row.words->setFont(font);
      setInk(*row.words, right ? panel_.theme().accent : panel_.theme().text);
    }
  }

 private:
  struct Row {
    QRadioButton* dot;
    QLabel* words;
    QSpinBox* votes;
  };
  void make(const QStringList& words) {
    for (const Row& row : rows_)
      for (QWidget* widget : std::initializer_list<QWidget*>{row.dot, row.words, row.votes}) {
        widget->hide();
        widget->deleteLater();
      }
    rows_.clear();
    words_ = words;
    for (int i = 0; i < words.size(); ++i) {
      Row row{new QRadioButton(this), nullptr, new QSpinBox(this)};
      row.words = new AnswerLabel(words[i], *row.dot, this);
      row.words->setFont(textFont(TextStyle::Body));
      row.dot->setObjectName(QStringLiteral("lessonAnswer%1").arg(i));
      row.dot->setAccessibleName(words[i]);
      row.dot->installEventFilter(&panel_);
      dots_.addButton(row.dot, i);
      row.votes->setObjectName(QStringLiteral("lessonVotes%1").arg(i));
      row.votes->setRange(0, mostVotes);
      row.votes->setAccessibleName(LessonPanel::tr("Votes for “%1”").arg(words[i]));
      row.votes->setToolTip(LessonPanel::tr("How many of the class say so"));
      row.votes->setButtonSymbols(QAbstractSpinBox::NoButtons);
      fixWidth(*row.votes, 60);
      grid_->addWidget(row.dot, i, 0, Qt::AlignTop);
      grid_->addWidget(row.words, i, 1);
      grid_->addWidget(row.votes, i, 2, Qt::AlignTop);
      rows_.push_back(row);
    }
  }

  LessonPanel& panel_;
  QGridLayout* grid_;
  QButtonGroup dots_;
  QStringList words_;
  std::vector<Row> rows_;
};

void LessonPanel::fit() {
  // As the panels below it, unless words are so large that they need the room.
  const bool large = textPercent() > 150;
  layout()->setContentsMargins(large ? 8 : 16, 6, large ? 6 : 12, 8);
}

void LessonPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange && layout()) fit();
}

LessonPanel::LessonPanel(QWidget* parent) : QWidget(parent), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("lessonPanel"));
  setAccessibleName(tr("Lesson"));
  setFocusPolicy(Qt::StrongFocus);
  auto* outer = new QVBoxLayout(this);
  outer->setSpacing(6);
  fit();
  auto* top = new QHBoxLayout;
  lesson_ = new ElidedLabel(this);
  lesson_->setFont(textFont(TextStyle::Caption));
  progressText_ = new QLabel(this);
  progressText_->setObjectName(QStringLiteral("lessonProgress"));
  progressText_->setFont(textFont(TextStyle::Caption));
  top->addWidget(lesson_, 1);
  top->addWidget(progressText_);
  outer->addLayout(top);
  progress_ = new QProgressBar(this);
  progress_->setTextVisible(false);
  progress_->setAccessibleName(tr("How far the lesson has come"));
  outer->addWidget(progress_);
  scroll_ = new QScrollArea(this);
  scroll_->setObjectName(QStringLiteral("lessonScroll"));
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidgetResizable(true);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* content = new QWidget(scroll_);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 2, 0);
  column->setSpacing(6);
  title_ = addWords(*column);
  title_->setObjectName(QStringLiteral("lessonTitle"));
  title_->setFont(textFont(TextStyle::Message));
  title_->setTextFormat(Qt::PlainText);
  text_ = addWords(*column);
  text_->setObjectName(QStringLiteral("lessonText"));
  broken_ = addWords(*column);
  broken_->setObjectName(QStringLiteral("lessonBroken"));
  broken_->setTextFormat(Qt::PlainText);
  question_ = addWords(*column);
  question_->setObjectName(QStringLiteral("lessonQuestion"));
  answers_ = new Answers(*this);
  column->addWidget(answers_);
  const auto addButton = [&](const char* name, const QString& text) {
    auto* button = new QPushButton(text, content);
    button->setObjectName(QLatin1String(name));
    button->installEventFilter(this);
    column->addWidget(button, 0, Qt::AlignLeft);
    return button;
  };
  reveal_ = addButton("lessonReveal", tr("Show the answer"));
  done_ = addWords(*column);
  done_->setObjectName(QStringLiteral("lessonDone"));
  done_->setFont(textFont(TextStyle::Strong));
  hintButton_ = addButton("lessonHintButton", tr("A hint"));
  hint_ = addWords(*column);
  hint_->setObjectName(QStringLiteral("lessonHint"));
  solve_ = addButton("lessonSolve", tr("Do it for me"));
  column->addStretch(1);
  scroll_->setWidget(content);
  content->setAutoFillBackground(false);
  scroll_->viewport()->setAutoFillBackground(false);
  outer->addWidget(scroll_, 1);
  auto* buttons = new FlowLayout(6);
  const auto addTool = [&](const char* name, const QString& text, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(tip);
    button->setToolTip(tip);
    button->setProperty("words", true);
    button->installEventFilter(this);
    buttons->addWidget(button);
    return button;
  };
  back_ = addTool("lessonBack", QStringLiteral("←"), tr("The step before (←)"));
  next_ = new QPushButton(tr("Next →"), this);
  next_->setObjectName(QStringLiteral("lessonNext"));
  next_->setProperty("primary", true);
  next_->setToolTip(tr("The next step (→ or Space)"));
  next_->installEventFilter(this);
  buttons->addWidget(next_);
  again_ = addTool("lessonAgain", QStringLiteral("↺"), tr("Back to the start of this step"));
  outer->addLayout(buttons);
  connect(back_, &QToolButton::clicked, this, &LessonPanel::backAsked);
  connect(next_, &QPushButton::clicked, this, &LessonPanel::nextAsked);
  connect(again_, &QToolButton::clicked, this, &LessonPanel::againAsked);
  connect(reveal_, &QPushButton::clicked, this, &LessonPanel::answerAsked);
  connect(solve_, &QPushButton::clicked, this, &LessonPanel::solutionAsked);
  connect(hintButton_, &QPushButton::clicked, this, [this] { showHint(true); });
}

QLabel* LessonPanel::addWords(QVBoxLayout& column) {
  auto* label = new QLabel(this);
  label->setWordWrap(true);
  label->setTextFormat(Qt::RichText);
  label->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  label->setFont(textFont(TextStyle::Body));
  connect(label, &QLabel::linkActivated, this, [this](const QString& link) {
    if (const auto term = termNamed(link.section(QLatin1Char(':'), 1))) emit termAsked(*term);
  });
  connect(label, &QLabel::linkHovered, this, &LessonPanel::explainLink);
  column.addWidget(label);
  return label;
}

void LessonPanel::explainLink(const QString& link) {
  const auto term = termNamed(link.section(QLatin1Char(':'), 1));
  if (!term) return QToolTip::hideText();
  QToolTip::showText(
      QCursor::pos(),
      QStringLiteral("<p><b>%1</b><br>%2</p>").arg(nameOf(*term).toHtmlEscaped(), explain(*term).toHtmlEscaped()));
}

void LessonPanel::setTheme(const Theme& theme) {
  theme_ = &theme;
  setInk(*lesson_, theme.muted);
  setInk(*progressText_, theme.muted);
  setInk(*broken_, theme.danger);
  setInk(*done_, theme.accent);
  show(page_);
}

void LessonPanel::show(const LessonPage& page) {
  const bool another = page.step != page_.step || page.lesson != page_.lesson || page.title != page_.title;
  page_ = page;
  const auto put = [](QLabel& label, const QString& text) {
    if (label.text() != text) label.setText(text);
    label.setVisible(!text.isEmpty());
  };
  put(*lesson_, page.lesson);
  put(*progressText_, page.steps > 0 ? tr("%1 of %2").arg(page.step + 1).arg(page.steps) : QString());
  progress_->setRange(0, std::max(1, page.steps));
  progress_->setValue(page.step + 1);
  put(*title_, page.title);
  put(*text_, page.text);
  put(*broken_,
      page.broken.isEmpty()
          ? QString()
          : tr("On what stands here now this does not hold any more: %1").arg(page.broken.join(QStringLiteral("; "))));
  put(*done_, page.asks && page.done ? tr("✓ Done") : QString());
  hintButton_->setVisible(!page.hint.isEmpty() && !page.done);
  if (another) hintShown_ = false;
  showHint(hintShown_);
  showQuestion();
  back_->setEnabled(page.step > 0);
  next_->setText(page.step + 1 < page.steps ? tr("Next →") : tr("Finish"));
  if (another) scroll_->verticalScrollBar()->setValue(0);
}

void LessonPanel::showQuestion() {
  question_->setVisible(!page_.question.isEmpty());
  if (question_->text() != page_.question) question_->setText(page_.question);
  answers_->setVisible(!page_.question.isEmpty());
  answers_->show(page_);
  reveal_->setVisible(!page_.question.isEmpty() && !page_.revealed);
}

void LessonPanel::showHint(bool shown) {
  hintShown_ = shown;
  const bool visible = shown && !page_.hint.isEmpty();
  hint_->setVisible(visible);
  if (hint_->text() != page_.hint) hint_->setText(page_.hint);
  if (visible) hintButton_->hide();
  solve_->setVisible(page_.solvable && !page_.done && (visible || page_.hint.isEmpty()));
}

bool LessonPanel::takeKey(int key) {
  if (key == Qt::Key_Right || key == Qt::Key_PageDown || key == Qt::Key_Space) {
    emit nextAsked();
  } else if (key == Qt::Key_Left || key == Qt::Key_PageUp) {
    emit backAsked();
  } else {
    return false;
  }
  return true;
}

void LessonPanel::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() == Qt::NoModifier && takeKey(event->key())) return;
  QWidget::keyPressEvent(event);
}

bool LessonPanel::eventFilter(QObject* watched, QEvent* event) {
  // Buttons would walk with the arrows; Space presses them.
  if (event->type() == QEvent::KeyPress) {
    const auto& key = static_cast<const QKeyEvent&>(*event);
    if (key.modifiers() == Qt::NoModifier && key.key() != Qt::Key_Space && takeKey(key.key())) return true;
  }
  return QWidget::eventFilter(watched, event);
}

QSize LessonPanel::sizeHint() const {
  // As high as its words, which are scrolled where that is too much.
  const int width = std::max(scaled(220), scroll_->viewport()->width());
  const QWidget& content = *scroll_->widget();
  const int words = content.hasHeightForWidth() ? content.heightForWidth(width) : content.sizeHint().height();
  return {scaled(260), words + scaled(110)};
}

}  // namespace headlight::ui
