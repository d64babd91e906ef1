#include "ui/window/glossary_window.h"

#include <QAbstractButton>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

constexpr int termRole = Qt::UserRole;

Term termOf(const QListWidgetItem& item) { return static_cast<Term>(item.data(termRole).toInt()); }

/// As a heading has it.
QString titleOf(Term term) {
  QString name = nameOf(term);
  if (!name.isEmpty() && name != QLatin1String("p")) name[0] = name[0].toUpper();
  return name;
}

}  // namespace

GlossaryWindow::GlossaryWindow(QWidget& window, std::function<OnScreen()> onScreen)
    : QDialog(&window), onScreen_(std::move(onScreen)) {
  setObjectName(QStringLiteral("glossary"));
  setWindowTitle(tr("Words"));
  auto* all = new QVBoxLayout(this);
  auto* columns = new QHBoxLayout;
  all->addLayout(columns, 1);

  auto* left = new QVBoxLayout;
  columns->addLayout(left, 2);
  search_ = new QLineEdit(this);
  search_->setObjectName(QStringLiteral("glossarySearch"));
  search_->setPlaceholderText(tr("Find a word"));
  search_->setClearButtonEnabled(true);
  left->addWidget(search_);
  list_ = new QListWidget(this);
  list_->setObjectName(QStringLiteral("glossaryList"));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setTextElideMode(Qt::ElideRight);
  left->addWidget(list_, 1);

  auto* page = new QWidget(this);
  auto* lines = new QVBoxLayout(page);
  const auto label = [&](const char* name, TextStyle style) {
    auto* made = new QLabel(page);
    made->setObjectName(QLatin1String(name));
    made->setFont(textFont(style));
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    lines->addWidget(made);
    return made;
  };
  name_ = label("glossaryName", TextStyle::Title);
  sentence_ = label("glossarySentence", TextStyle::Body);
  formula_ = label("glossaryFormula", TextStyle::Body);
  formula_->setFont(fixedFont(13));
  numbersTitle_ = label("glossaryNumbersTitle", TextStyle::Strong);
  numbers_ = label("glossaryNumbers", TextStyle::Body);
  lines->addStretch(1);
  signs_ = label("glossarySigns", TextStyle::Caption);
  signs_->setText(
      tr("A: a head’s weights, from the row i that asks to the row j that is asked · q, k, v: query, key, value · d: a "
         "head’s width · x: the residual stream · z: logits · V: entries of the vocabulary · n: rows that count"));
  auto* scroll = new QScrollArea(this);
  scroll->setWidget(page);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  columns->addWidget(scroll, 5);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  for (QAbstractButton* button : buttons->buttons()) button->setIcon({});
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  all->addWidget(buttons);

  connect(search_, &QLineEdit::textChanged, this, &GlossaryWindow::fillList);
  connect(search_, &QLineEdit::returnPressed, this, [this] {
    if (list_->count() > 0) list_->setCurrentRow(0);
  });
  connect(list_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    if (item == nullptr) return;
    term_ = termOf(*item);
    refresh();
  });
  fillList();
  const QSize room = window.screen()->availableGeometry().size() * 9 / 10;
  resize(scaled(QSize(720, 460)).boundedTo(room));
}

void GlossaryWindow::open(Term term) {
  search_->clear();
  choose(term);
  openAgain();
}

void GlossaryWindow::openAgain() {
  show();
  raise();
  activateWindow();
}

void GlossaryWindow::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  refresh();
}

void GlossaryWindow::fillList() {
  const Term before = term_;
  const QSignalBlocker quiet(list_);
  list_->clear();
  for (const Term term : everyTerm()) {
    const QString wanted = search_->text().trimmed();
    if (!wanted.isEmpty() && !nameOf(term).contains(wanted, Qt::CaseInsensitive) &&
        !explain(term).contains(wanted, Qt::CaseInsensitive))
      continue;
    auto* item = new QListWidgetItem(titleOf(term), list_);
    item->setData(termRole, static_cast<int>(term));
    item->setToolTip(explain(term));
  }
  choose(before);
}

void GlossaryWindow::choose(Term term) {
  term_ = term;
  for (int row = 0; row < list_->count(); ++row)
    if (termOf(*list_->item(row)) == term) list_->setCurrentRow(row);
  refresh();
}

void GlossaryWindow::refresh() {
  if (!isVisible()) return;
  name_->setText(titleOf(term_));
  sentence_->setText(explain(term_));
  formula_->setText(formulaOf(term_));
  const QStringList numbers = numbersOf(term_, onScreen_());
  numbersTitle_->setText(tr("On screen now"));
  numbers_->setText(numbers.isEmpty() ? tr("What is on screen has no number for it.")
                                      : numbers.join(QLatin1Char('\n')));
}

}  // namespace headlight::ui
