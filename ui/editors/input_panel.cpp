#include "ui/editors/input_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/document/document.h"
#include "ui/editors/text_input.h"
#include "ui/editors/token_chips.h"
#include "ui/editors/token_picker.h"
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

}  // namespace

InputPanel::InputPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document) {
  setObjectName(QStringLiteral("inputPanel"));
  setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 8);
  layout->setSpacing(0);

  editor_ = new TextInput(document, selection, this);
  editor_->setFixedHeight(132);
  auto* editorRow = new QVBoxLayout;
  editorRow->setContentsMargins(16, 2, 16, 12);
  editorRow->addWidget(editor_);
  layout->addLayout(editorRow);

  auto* line = new QFrame(this);
  line->setFrameShape(QFrame::HLine);
  line->setObjectName(QStringLiteral("line"));
  line->setFixedHeight(1);
  layout->addWidget(line);

  auto* head = new QHBoxLayout;
  head->setContentsMargins(16, 10, 16, 4);
  auto* title = new QLabel(tr("Tokens"), this);
  title->setFont(textFont(TextStyle::Strong));
  count_ = new QLabel(this);
  count_->setObjectName(QStringLiteral("tokenCount"));
  count_->setFont(textFont(TextStyle::Small));
  head->addWidget(title);
  head->addStretch();
  head->addWidget(count_);
  layout->addLayout(head);

  chips_ = new TokenChips(selection);
  scroll_ = new QScrollArea(this);
  scroll_->setWidget(chips_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->viewport()->setAutoFillBackground(false);
  chips_->setAutoFillBackground(false);
  auto* chipRow = new QVBoxLayout;
  chipRow->setContentsMargins(13, 0, 10, 0);
  chipRow->addWidget(scroll_, 1);
  layout->addLayout(chipRow, 1);

  note_ = new QLabel(this);
  note_->setObjectName(QStringLiteral("note"));
  note_->setFont(textFont(TextStyle::Caption));
  note_->setWordWrap(true);
  auto* noteRow = new QVBoxLayout;
  noteRow->setContentsMargins(16, 8, 16, 4);
  noteRow->addWidget(note_);
  layout->addLayout(noteRow);

  picker_ = new TokenPicker(this);
  connect(picker_, &TokenPicker::picked, this, [this](std::int32_t id) { document_.replaceToken(asked_, id); });
  connect(chips_, &TokenChips::replaceAsked, this, &InputPanel::askReplacement);
  connect(chips_, &TokenChips::removeAsked, this, [this](int row) { document_.removeToken(row); });
  connect(chips_, &TokenChips::lockAsked, this, [&selection](int row) { selection.lockRow(row); });
  connect(chips_, &TokenChips::maskAsked, this, &InputPanel::maskAsked);
  connect(&document_, &Document::whatIfsChanged, this, &InputPanel::showMasked);
  connect(chips_, &TokenChips::currentMoved, this, [this](const QRect& rect) {
    scroll_->ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height());
  });
  connect(&document_, &Document::changed, this, &InputPanel::showTokens);
  showTokens();
}

void InputPanel::setTheme(const Theme& theme) {
  theme_ = &theme;
  editor_->setTheme(theme);
  chips_->setTheme(theme);
  setStyleSheet(
      QStringLiteral("#inputPanel { background: %2; } #line { background: %1; border: 0; } #note { color: %3; }")
          .arg(theme.border.name(), theme.surface.name(), theme.muted.name()));
  showTokens();
}

void InputPanel::setShown(const ShownTrace& shown) {
  trace_ = shown.trace;
  if (trace_ && !trace_->picture()) chips_->setLabels(tokenLabels(*trace_));
  showCommonRows();
}

void InputPanel::showCommonRows() {
  const int count = commonRows(trace_.get(), document_);
  editor_->setCommonRows(count);
  chips_->setCommonRows(count);
}

void InputPanel::setModel(const ModelInfo& model) {
  maxTokens_ = model.maxTokens;
  says_ = model.output() ? std::optional(model.output()->says) : std::nullopt;
  if (says_ != Says::LabelPerRow) chips_->setLabels({});
  const bool masks = says_ == Says::HiddenToken && document_.vocabulary() && document_.vocabulary()->maskToken();
  chips_->setClick(masks ? ChipClick::Mask : says_ == Says::LabelPerRow ? ChipClick::Select : ChipClick::Replace);
  showTokens();
}

QString InputPanel::noteText() const {
  const auto& tokens = document_.tokens();
  if (!tokens.empty() && std::all_of(tokens.begin(), tokens.end(), [](const InputToken& t) { return t.added; }))
    return tr("Added by the tokenizer: the model gets it with every text.");
  const auto& vocabulary = document_.vocabulary();
  if (says_ == Says::LabelPerRow)
    return tr("Below each token its likeliest label. Click one to see all its labels, right-click to replace it.");
  if (says_ == Says::HiddenToken && vocabulary && vocabulary->maskToken())
    return tr("Click a token to mask it, or a masked one to show it again. Right-click to replace it.");
  const bool dotted =
      std::any_of(tokens.begin(), tokens.end(), [](const InputToken& t) { return t.shown.startsWith(QChar(0x00B7)); });
  return (dotted ? tr("· is a leading space. ") : QString()) +
         tr("Click a token to replace it, right-click to mask it.");
}

void InputPanel::showTokens() {
  const auto& tokens = document_.tokens();
  const int count = static_cast<int>(tokens.size());
  const bool tooMany = maxTokens_ > 0 && count > maxTokens_;
  chips_->setLimit(tooMany ? maxTokens_ : -1);
  chips_->setTokens(tokens);
  showCommonRows();
  followCaret();
  const QLocale english(QLocale::English);
  count_->setText(maxTokens_ > 0 ? tr("%1 of %2").arg(english.toString(count), english.toString(maxTokens_))
                                 : english.toString(count));
  if (theme_) {
    QPalette colors = count_->palette();
    const QColor color = tooMany ? theme_->danger : theme_->muted;
    if (colors.color(QPalette::WindowText) != color) {
      colors.setColor(QPalette::WindowText, color);
      count_->setPalette(colors);
    }
  }
  const QString note = noteText();
  if (note_->text() != note) note_->setText(note);
}

void InputPanel::showMasked() {
  std::vector<int> rows;
  for (const WhatIf& line : document_.whatIfs())
    if (const auto* mask = std::get_if<MaskKey>(&line.change); mask && line.enabled) rows.push_back(mask->key);
  std::sort(rows.begin(), rows.end());
  chips_->setMaskedRows(std::move(rows));
}

void InputPanel::followCaret() {
  // The chips of what is being typed stay in sight; those that are read elsewhere are not scrolled away.
  if (!editor_->hasFocus() || chips_->height() <= scroll_->viewport()->height()) return;
  const int caret = editor_->textCursor().position();
  const auto& tokens = document_.tokens();
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

void InputPanel::askReplacement(int index) {
  const InputToken& token = chips_->token(index);
  if (token.added || !document_.vocabulary()) return;
  asked_ = index;
  picker_->open(document_.vocabulary(), token.shown,
                chips_->mapToGlobal(chips_->chipRect(index).bottomLeft() + QPoint(0, 4)));
}

}  // namespace headlight::ui
