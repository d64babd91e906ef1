#include "ui/editors/text_editor.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTextCursor>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/document/glossary.h"
#include "ui/document/row_selection.h"
#include "ui/document/selection.h"
#include "ui/editors/text_input.h"
#include "ui/editors/token_chips.h"
#include "ui/editors/token_picker.h"
#include "ui/theme/language.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

/// The likeliest label of each row of a token classification; none of other models, where ids stand below the chips.
QStringList tokenLabels(const Trace& trace) {
  const ModelInfo& model = trace.model();
  const SiteId site{model.stacks.back().stack, Site::Logits, -1};
  if (!model.says(Says::LabelPerRow) || !trace.find(site)) return {};
  std::vector<int> shape;
  const std::vector<float> logits = siteToHost(trace, site, shape);
  const std::vector<std::string>& all = model.output()->labels;
  const auto labels = static_cast<std::ptrdiff_t>(all.size());
  QStringList names;
  for (auto row = logits.begin(); labels > 0 && logits.end() - row >= labels; row += labels) {
    const auto best = static_cast<std::size_t>(std::max_element(row, row + labels) - row);
    names << QString::fromStdString(all[best]);
  }
  return names;
}

// px at 100 %: of one text, of two, of two in a low window.
constexpr int highestInput = 132, lowInput = 68, lowestInput = 52;
constexpr int leastInput = 48, leastOfTwo = 34, lowEditor = 300, surpriseHeight = 26;
constexpr int oneLine = 40, twoLines = 58;  // of chips; without ids
constexpr int lookedAtLines = 3;
constexpr int spacesStayFor = 800;     // ms
constexpr QChar leadingSpace(0x00B7);  // as chips show it

/// Words have the space before them in their token ("·owl"), as byte-level BPE and SentencePiece cut them.
bool beginWithSpaces(const Vocabulary& vocabulary) {
  const std::vector<std::int32_t> some = vocabulary.search(leadingSpace, 64);  // the shortest first
  return std::any_of(some.begin(), some.end(), [&vocabulary](std::int32_t id) {
    const QString shown = vocabulary.shown(id);
    return shown.size() > 1 && shown.front() == leadingSpace && shown[1].isLetter();
  });
}

}  // namespace

TextEditor::TextEditor(Document& document, TextDocument& text, Selection& selection, QWidget* parent)
    : InputEditor(parent), document_(document), text_(text) {
  setObjectName(QStringLiteral("inputPanel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 8);
  layout->setSpacing(0);

  rows_ = new RowSelection(selection, this);
  editor_ = new TextInput(text, *rows_, this);
  leastHeight(*editor_, leastInput);
  auto* editorRow = new QVBoxLayout;
  editorRow->setContentsMargins(16, 2, 16, 12);
  editorRow->addWidget(editor_);
  layout->addLayout(editorRow);

  auto* line = new QFrame(this);
  line->setFrameShape(QFrame::HLine);
  line->setObjectName(QStringLiteral("line"));
  line->setFixedHeight(1);
  layout->addWidget(line);

  head_ = new QWidget(this);
  auto* head = new QHBoxLayout(head_);
  head->setContentsMargins(16, 10, 16, 4);
  auto* title = new QLabel(tr("Tokens"), this);
  title->setFont(textFont(TextStyle::Strong));
  count_ = new QLabel(this);
  count_->setObjectName(QStringLiteral("tokenCount"));
  count_->setFont(textFont(TextStyle::Small));
  head->addWidget(title);
  head->addStretch();
  head->addWidget(count_);
  layout->addWidget(head_);

  chips_ = new TokenChips(*rows_);
  scroll_ = new QScrollArea(this);
  scroll_->setWidget(chips_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  leastHeight(*scroll_, oneLine);
  scroll_->viewport()->setAutoFillBackground(false);
  chips_->setAutoFillBackground(false);
  auto* chipRow = new QVBoxLayout;
  chipRow->setContentsMargins(13, 0, 10, 0);
  chipRow->addWidget(scroll_, 1);
  layout->addLayout(chipRow, 1);

  spaces_ = new QWidget(this);
  spaces_->setObjectName(QStringLiteral("spacesInTheWay"));
  spaces_->hide();
  auto* spaceWords = new QLabel(tr("The text ends in a space; the model expects the space in the next word."), spaces_);
  spaceWords->setFont(textFont(TextStyle::Small));
  spaceWords->setWordWrap(true);
  auto* remove = new QPushButton(tr("Remove"), spaces_);
  remove->setObjectName(QStringLiteral("removeSpaces"));
  remove->setToolTip(tr("Remove the space at the end of the text"));
  auto* spaceRow = new QHBoxLayout(spaces_);
  spaceRow->setContentsMargins(16, 8, 16, 0);
  spaceRow->setSpacing(8);
  spaceRow->addWidget(spaceWords, 1);
  spaceRow->addWidget(remove, 0, Qt::AlignVCenter);
  layout->addWidget(spaces_);

  lookedAt_ = new QLabel(this);
  lookedAt_->setObjectName(QStringLiteral("lookedAt"));
  lookedAt_->setFont(textFont(TextStyle::Small));
  lookedAt_->setWordWrap(true);
  lookedAt_->setContentsMargins(16, 6, 16, 0);
  lookedAt_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  lookedAt_->hide();
  layout->addWidget(lookedAt_);
  connect(lookedAt_, &QLabel::linkActivated, this, &TextEditor::linkClicked);

  note_ = new QLabel(this);
  note_->setObjectName(QStringLiteral("note"));
  note_->setFont(textFont(TextStyle::Caption));
  note_->setWordWrap(true);
  below_ = new QWidget(this);
  auto* noteRow = new QVBoxLayout(below_);
  noteRow->setContentsMargins(16, 8, 16, 4);
  noteRow->setSpacing(6);
  noteRow->addWidget(note_);
  surprise_ = new QToolButton(this);
  surprise_->setObjectName(QStringLiteral("surprise"));
  surprise_->setCheckable(true);
  surprise_->setProperty("words", true);
  surprise_->setFont(textFont(TextStyle::Small));
  fixHeight(*surprise_, surpriseHeight);
  surprise_->setText(tr("Surprise"));
  surprise_->setAccessibleName(tr("Colour the tokens by their surprise"));
  surprise_->setToolTip(explain(Term::Surprise));
  surprise_->hide();
  noteRow->addWidget(surprise_, 0, Qt::AlignLeft);
  layout->addWidget(below_);

  picker_ = new TokenPicker(this);
  connect(picker_, &TokenPicker::picked, this, [this](std::int32_t id) {
    if (isMain() && rows_->isWritten())
      text_.forceToken(asked_, id);
    else
      text_.replaceToken(asked_, id);
  });
  connect(chips_, &TokenChips::replaceAsked, this, &TextEditor::askReplacement);
  connect(chips_, &TokenChips::removeAsked, this, [this](int row) { text_.removeToken(row); });
  connect(chips_, &TokenChips::lockAsked, this, [this](int row) { rows_->lock(row); });
  connect(chips_, &TokenChips::chosen, this, &TextEditor::chooseChip);
  connect(chips_, &TokenChips::placeAsked, this,
          [&selection](int row) { selection.choosePlace(row == 0 || selection.chosenPlace() == row ? -1 : row); });
  connect(&selection, &Selection::placeChanged, this,
          [this, &selection] { chips_->setPlace(isMain() && rows_->isWritten() ? selection.chosenPlace() : -1); });
  connect(chips_, &TokenChips::maskAsked, this, &TextEditor::maskAsked);
  connect(surprise_, &QToolButton::toggled, this, [this](bool wanted) {
    if (!wanted) chips_->setSurprise({});
    showTokens();
    emit surpriseAsked(wanted);
  });
  connect(editor_, &TextInput::filesDropped, this, &TextEditor::filesDropped);
  connect(editor_, &TextInput::imagePasted, this, &TextEditor::imagePasted);
  spacesStay_.setSingleShot(true);
  spacesStay_.setInterval(spacesStayFor);
  connect(&spacesStay_, &QTimer::timeout, spaces_, &QWidget::show);
  connect(remove, &QPushButton::clicked, this, &TextEditor::removeSpaces);
  connect(&document_, &Document::whatIfsChanged, this, &TextEditor::showMasked);
  connect(chips_, &TokenChips::currentMoved, this, [this](const QRect& rect) {
    scroll_->ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height());
  });
  connect(&document_, &Document::changed, this, &TextEditor::showTokens);
  showTokens();
}

void TextEditor::fit() {
  // Two texts below each other leave less to each: what is typed, and chips that are words alone.
  const bool two = besideOthers_ || text_.first() || (text_.second() && text_.second()->rows() > 0);
  const bool low = room_ == InputRoom::Low;
  leastHeight(*editor_, two ? leastOfTwo : leastInput);
  editor_->setMaximumHeight(scaled(low ? lowestInput : two ? lowInput : highestInput));
  chips_->setIdsShown(!two || says_ == Says::LabelPerRow);
  scroll_->setMaximumHeight(low ? scaled(twoLines) : QWIDGETSIZE_MAX);
  head_->setVisible(!low);
  // Its place is the same whatever it says, so that chips do not jump under the pointer.
  lookedAt_->setFixedHeight(lookedAt_->fontMetrics().lineSpacing() * lookedAtLines +
                            lookedAt_->contentsMargins().top());
  lookedAt_->setVisible(!low && !lookedAt_->text().isEmpty());
  surprise_->setVisible(height() >= scaled(lowEditor + surpriseHeight + 6) && says_ == Says::NextToken);
  const int below = below_->isVisibleTo(this) ? below_->heightForWidth(width()) : 0;
  const int wanted = layout()->totalMinimumSize().height() - scroll_->minimumHeight() - below +
                     chips_->heightForWidth(scroll_->viewport()->width());
  // Where it is low, tokens are worth more than what can be done with them.
  below_->setVisible(height() >= scaled(lowEditor) && room_ == InputRoom::Plenty);
  if (wanted == wanted_) return;
  wanted_ = wanted;
  emit wantedHeightChanged();
}

void TextEditor::setRoom(InputRoom room) {
  if (room == room_) return;
  room_ = room;
  fit();
}

void TextEditor::resizeEvent(QResizeEvent* event) {
  InputEditor::resizeEvent(event);
  fit();
}

void TextEditor::changeEvent(QEvent* event) {
  InputEditor::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

InputDocument& TextEditor::document() { return text_; }

void TextEditor::setPale(bool pale) {
  editor_->setPale(pale);
  chips_->setPale(pale);
}

void TextEditor::setLookedAt(const std::vector<float>& weights, const QString& words) {
  chips_->setWeights(weights);
  if (words == lookedAt_->text()) return;
  lookedAt_->setText(words);
  fit();
}

void TextEditor::setSurprise(const std::vector<float>& bits) {
  if (surprise_->isChecked()) chips_->setSurprise(bits);
}

QWidget& TextEditor::keyboardTarget() { return *editor_; }

const TextDocument& TextEditor::whole() const { return text_.first() ? *text_.first() : text_; }

bool TextEditor::isMain() const { return &document_.main() == &whole(); }

void TextEditor::chooseChip(int row) {
  // Of masked places the chosen one has its bars: a click on another chooses it, a second one shows what it hides.
  const bool hidden = chips_->hides(row);
  const bool predicted = shown_.trace && shown_.trace->predictedRow() == row + text_.firstRow();
  if (hidden && !predicted && rows_->locked() != row) return rows_->setLocked(row);
  emit maskAsked(row);
  rows_->setLocked(hidden ? -1 : row);
}

void TextEditor::takeSample(const QString& sample) { text_.setText(sample, tr("a sample")); }

void TextEditor::setTheme(const Theme& theme) {
  theme_ = &theme;
  editor_->setTheme(theme);
  chips_->setTheme(theme);
  setStyleSheet(
      QStringLiteral("#inputPanel { background: %2; } #line { background: %1; border: 0; } #note { color: %3; }")
          .arg(theme.border.name(), theme.surface.name(), theme.muted.name()));
  showTokens();
}

void TextEditor::setShown(const ShownTrace& shown) {
  shown_ = shown;
  if (shown_.trace && isMain()) chips_->setLabels(tokenLabels(*shown_.trace).mid(text_.firstRow()));
  showCommonRows();
}

void TextEditor::showCommonRows() {
  const int count = within(shown_.commonRows(whole()) - text_.firstRow(), 0, static_cast<int>(text_.tokens().size()));
  editor_->setCommonRows(count);
  chips_->setCommonRows(count);
}

void TextEditor::setModel(const ModelInfo& model, std::size_t place) {
  rows_->setInput(model, place);
  input_ = *model.inputs[place].text();
  besideOthers_ = model.inputs.size() > 1;
  says_ = isMain() && model.output() ? std::optional(model.output()->says) : std::nullopt;
  if (says_ != Says::LabelPerRow) chips_->setLabels({});
  if (says_ != Says::NextToken) surprise_->setChecked(false);
  fit();
  const bool masks = says_ == Says::HiddenToken && text_.vocabulary() && text_.vocabulary()->maskToken();
  const bool written = isMain() && rows_->isWritten();
  chips_->setClick(masks                        ? ChipClick::Mask
                   : says_ == Says::LabelPerRow ? ChipClick::Select
                   : written                    ? ChipClick::Place
                                                : ChipClick::Replace);
  setLookedAt({}, {});
  wordsBeginWithSpaces_ = text_.vocabulary() && beginWithSpaces(*text_.vocabulary());
  showTokens();
  showMasked();
}

int TextEditor::spacesInTheWay() const {
  const auto& tokens = text_.tokens();
  if (says_ != Says::NextToken || !wordsBeginWithSpaces_ || tokens.empty()) return 0;
  const QString& last = tokens.back().shown;
  if (tokens.back().chosen || last.isEmpty() || last.count(leadingSpace) != last.size()) return 0;
  const QString text = text_.text();
  const auto end = std::find_if(text.rbegin(), text.rend(), [](QChar c) { return c != QLatin1Char(' '); });
  return static_cast<int>(end - text.rbegin());
}

void TextEditor::removeSpaces() {
  QTextCursor cursor(editor_->document());
  cursor.movePosition(QTextCursor::End);
  cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor, spacesInTheWay());
  cursor.removeSelectedText();
  editor_->setFocus();
}

void TextEditor::showTokens() {
  const auto& tokens = text_.tokens();
  // Of two texts the first tells of both.
  const int count = text_.first() ? static_cast<int>(tokens.size()) : text_.rows();
  const int most = input_.maxTokens;
  const bool known = most > 0 && !text_.first(), pastLimit = most > 0 && whole().rows() > most;
  rows_->setFirstRow(text_.firstRow());
  chips_->setLimit(
      pastLimit && !input_.takes(static_cast<std::size_t>(whole().rows())) ? std::max(0, most - text_.firstRow()) : -1);
  chips_->setTokens(tokens);
  showCommonRows();
  fit();
  followCaret();
  const QLocale& locale = windowLocale();
  count_->setText(known ? tr("%1 of %2").arg(locale.toString(count), locale.toString(most)) : locale.toString(count));
  if (theme_) {
    QPalette colors = count_->palette();
    const QColor color = pastLimit ? theme_->danger : theme_->muted;
    if (colors.color(QPalette::WindowText) != color) {
      colors.setColor(QPalette::WindowText, color);
      count_->setPalette(colors);
    }
  }
  // Whoever types on has a space at the end now and then: it is told of once it stays.
  if (spacesInTheWay() == 0) {
    spacesStay_.stop();
    spaces_->hide();
  } else if (spaces_->isHidden()) {
    spacesStay_.start();
  }
  const QString note = noteText();
  if (note_->text() != note) note_->setText(note);
}

void TextEditor::showMasked() {
  std::vector<int> rows;
  for (const WhatIf& line : document_.whatIfs())
    if (const auto* mask = std::get_if<MaskKey>(&line.change);
        mask && line.enabled && rows_->areKeysOf(attentionOf(*mask)))
      rows.push_back(mask->key - text_.firstRow());
  std::sort(rows.begin(), rows.end());
  chips_->setMaskedRows(std::move(rows));
}

void TextEditor::followCaret() {
  // The chips of what is being typed stay in sight; those that are read elsewhere are not scrolled away.
  if (!editor_->hasFocus() || chips_->height() <= scroll_->viewport()->height()) return;
  const int caret = editor_->textCursor().position();
  const auto& tokens = text_.tokens();
  const auto found = std::find_if(tokens.begin(), tokens.end(),
                                  [caret](const InputToken& token) { return token.end >= caret && !token.added; });
  if (found == tokens.end()) return;
  const int row = static_cast<int>(found - tokens.begin());
  QMetaObject::invokeMethod(  // once the layout has given the chips their new height
      this,
      [this, row] {
        const QRect rect = chips_->chipRect(row);
        if (rect.isValid()) scroll_->ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height());
      },
      Qt::QueuedConnection);
}

void TextEditor::askReplacement(int index) {
  const InputToken& token = chips_->token(index);
  if (token.added || !text_.vocabulary()) return;
  asked_ = index;
  picker_->open(text_.vocabulary(), token.shown,
                chips_->mapToGlobal(chips_->chipRect(index).bottomLeft() + QPoint(0, 4)));
}

}  // namespace headlight::ui
