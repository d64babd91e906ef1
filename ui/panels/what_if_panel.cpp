#include "ui/panels/what_if_panel.h"

#include <QLabel>
#include <QMenu>
#include <QResizeEvent>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "base/within.h"
#include "ui/document/document.h"
#include "ui/panels/what_if_row.h"
#include "ui/theme/icons.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/view.h"

namespace headlight::ui {
namespace {

constexpr float firstTemperature = 1.5F;  // of a line that the menu adds: enough to be seen

}  // namespace

WhatIfPanel::WhatIfPanel(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), theme_(&Theme::light()) {
  setObjectName(QStringLiteral("whatIfPanel"));
  setAccessibleName(tr("What if"));
  setAttribute(Qt::WA_StyledBackground);

  add_ = new QToolButton(this);
  add_->setObjectName(QStringLiteral("whatIfAdd"));
  add_->setText(tr("Add"));
  add_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  add_->setProperty("words", true);
  add_->setPopupMode(QToolButton::InstantPopup);
  add_->setAccessibleName(tr("Add a what-if"));
  add_->setToolTip(tr("Scale a head, a layer’s attention or MLP, or the temperature of attention"));
  menu_ = new QMenu(add_);
  menu_->setObjectName(QStringLiteral("whatIfMenu"));
  add_->setMenu(menu_);
  connect(menu_, &QMenu::aboutToShow, this, &WhatIfPanel::fillAddMenu);
  clear_ = new QToolButton(this);
  clear_->setObjectName(QStringLiteral("whatIfClear"));
  clear_->setText(tr("Clear all"));
  clear_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  clear_->setProperty("flat", true);
  clear_->setProperty("words", true);
  clear_->setAccessibleName(tr("Clear all what-ifs"));
  clear_->setToolTip(tr("Take all what-ifs out (Undo brings them back)"));
  connect(clear_, &QToolButton::clicked, this, [this] { document_.clearWhatIfs(); });

  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  empty_ = new QLabel(this);
  empty_->setObjectName(QStringLiteral("whatIfEmpty"));
  empty_->setWordWrap(true);
  empty_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  empty_->setContentsMargins(16, 2, 16, 8);
  empty_->setFont(textFont(TextStyle::Small));
  outer->addWidget(empty_, 1);
  list_ = new QWidget;
  layout_ = new QVBoxLayout(list_);
  layout_->setContentsMargins(0, 0, 0, 4);
  layout_->setSpacing(0);
  layout_->addStretch();
  scroll_ = new QScrollArea(this);
  scroll_->setWidget(list_);
  list_->setAutoFillBackground(false);  // setWidget has switched it on
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->viewport()->setAutoFillBackground(false);
  outer->addWidget(scroll_, 1);

  connect(&document_, &Document::whatIfsChanged, this, &WhatIfPanel::showList);
  connect(&document_, &Document::changed, this, &WhatIfPanel::showList);  // the names quote tokens
  showList();
}

QSize WhatIfPanel::minimumSizeHint() const {
  // The hint is read whole, or scrolled to; of the list two lines will do.
  const int words = empty_->isHidden() ? 0 : empty_->heightForWidth(std::max(120, width()));
  return {120, std::max(words, scaled(2 * WhatIfRow::height + 4))};
}

void WhatIfPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (event->size().width() != event->oldSize().width()) updateGeometry();
}

QSize WhatIfPanel::sizeHint() const { return {304, scaled(5 * WhatIfRow::height)}; }

void WhatIfPanel::setTheme(const Theme& theme) {
  theme_ = &theme;
  setStyleSheet(QStringLiteral("#whatIfPanel { background: %1; } #whatIfEmpty { color: %2; } "
                               "#whatIfRemove { min-width: 18px; min-height: 18px; } "
                               "#whatIfRemove:focus { min-width: 16px; min-height: 16px; }")
                    .arg(theme.surface.name(), theme.muted.name()));
  add_->setIcon(icon(QStringLiteral("plus"), theme.text, theme.disabled));
  clear_->setIcon(icon(QStringLiteral("eraser"), theme.text, theme.disabled));
  for (WhatIfRow* row : rows_) row->setTheme(theme);
}

void WhatIfPanel::setModel(std::shared_ptr<const ModelInfo> model) {
  model_ = std::move(model);
  empty_->setText(model_ && model_->image() ? tr("Switch off a head, cut an edge, hide a patch: the bars show before "
                                                 "and after. Click a head and press X, "
                                                 "right-click a head or a patch, or choose Add.")
                                            : tr("Switch off a head, cut an edge, mask a token: the bars show before "
                                                 "and after. Click a head and press X, "
                                                 "right-click a head, a cell or a token, or choose Add."));
  showList();
}

void WhatIfPanel::setKept(bool kept) {
  if (kept == kept_) return;
  kept_ = kept;
  showList();
}

QString WhatIfPanel::noteFor(const Intervention& change) const {
  if (model_ && !fits(change, *model_)) return tr("not in this model");
  if (!model_) return {};
  if (std::holds_alternative<PatchRows>(change) && !kept_) return tr("nothing is kept as A");
  const auto stack = stackTooShort(change, *model_, rowCounts(*model_, document_.rowsByStack(*model_)));
  if (!stack) return {};
  const InputDocument* input = document_.inputOf(*model_, *stack);
  return tr("beyond the %1").arg(input ? input->word() : document_.main().word());
}

void WhatIfPanel::showList() {
  const auto& lines = document_.whatIfs();
  const NamesByStack tokens = lines.empty() ? NamesByStack()
                              : model_      ? document_.namesByStack(*model_)
                                            : NamesByStack(document_.rowNames());
  // Rows stay the widgets that they are: one of them may be under a drag, or have the focus.
  int focused = -1;
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i]->isAncestorOf(window()->focusWidget())) focused = static_cast<int>(i);
  while (rows_.size() < lines.size()) {
    auto* row = new WhatIfRow(list_);
    row->setTheme(*theme_);
    const auto indexOf = [this, row] {
      return static_cast<int>(std::find(rows_.begin(), rows_.end(), row) - rows_.begin());
    };
    connect(row, &WhatIfRow::edited, this,
            [this, indexOf](const WhatIf& line, quint64 gesture) { document_.setWhatIf(indexOf(), line, gesture); });
    connect(row, &WhatIfRow::removeAsked, this, [this, indexOf] { document_.removeWhatIf(indexOf()); });
    connect(row, &WhatIfRow::stepAsked, this, [this, indexOf](int direction) {
      const int to = indexOf() + direction;
      if (to < 0 || to >= static_cast<int>(rows_.size())) return;
      rows_[static_cast<std::size_t>(to)]->focusCheck();
      scroll_->ensureWidgetVisible(rows_[static_cast<std::size_t>(to)], 0, 0);
    });
    layout_->insertWidget(static_cast<int>(rows_.size()), row);
    rows_.push_back(row);
    row->show();
  }
  const bool fewer = rows_.size() > lines.size();
  while (rows_.size() > lines.size()) {
    rows_.back()->hide();  // its own signal may be what takes it out
    rows_.back()->deleteLater();
    rows_.pop_back();
  }
  int widest = 0;  // one slider below the other: the longest name beside one gives them their place
  for (const WhatIf& line : lines)
    if (strength(line.change))
      widest = std::max(widest, WhatIfRow::nameWidth(nameOf(line.change, tokens, model_.get()), noteFor(line.change)));
  for (WhatIfRow* row : rows_) row->setNameRoom(widest);
  for (std::size_t i = 0; i < lines.size(); ++i)
    rows_[i]->setLine(lines[i], nameOf(lines[i].change, tokens, model_.get()), noteFor(lines[i].change));
  if (fewer && focused >= 0) {
    if (rows_.empty())
      add_->setFocus(Qt::OtherFocusReason);
    else
      rows_[static_cast<std::size_t>(std::min(focused, static_cast<int>(rows_.size()) - 1))]->focusCheck();
  }
  empty_->setVisible(lines.empty());
  scroll_->setVisible(!lines.empty());
  clear_->setVisible(!lines.empty());
  add_->setEnabled(model_ != nullptr);
}

void WhatIfPanel::addAndFocus(const Intervention& change) {
  const auto index = static_cast<std::size_t>(document_.addWhatIf(change));
  if (index >= rows_.size()) return;
  rows_[index]->focusValue();
  // Once the layout has placed a row that is new.
  QMetaObject::invokeMethod(
      this,
      [this, index] {
        if (index < rows_.size()) scroll_->ensureWidgetVisible(rows_[index], 0, 0);
      },
      Qt::QueuedConnection);
}

void WhatIfPanel::focusList() {
  if (rows_.empty())
    add_->setFocus(Qt::ShortcutFocusReason);
  else
    rows_.front()->focusCheck();
}

void WhatIfPanel::fillAddMenu() {
  menu_->clear();
  if (!model_ || model_->stacks.empty()) return;
  const auto [stack, which] = shownAttention(*model_, selection_.attention());
  const StackInfo& info = model_->stack(stack);
  const int layer = within(selection_.layer(), 0, info.layers - 1);
  const int head = within(selection_.head(), 0, info.heads - 1);
  const auto add = [this](QMenu* menu, const QString& words, const Intervention& change) {
    menu->addAction(words, this, [this, change] { addAndFocus(change); });
  };
  add(menu_, tr("L%1H%2, the chosen head").arg(layer).arg(head), ScaleHead{stack, layer, head, 0, 0, which});
  QMenu* heads = menu_->addMenu(tr("&Head…"));
  for (int l = 0; l < info.layers; ++l) {
    QMenu* ofLayer = heads->addMenu(tr("Layer %1").arg(l));
    for (int h = 0; h < info.heads; ++h) add(ofLayer, tr("Head %1").arg(h), ScaleHead{stack, l, h, 0, 0, which});
  }
  menu_->addSeparator();
  QMenu* attention = menu_->addMenu(tr("&Attention of layer…"));
  QMenu* mlp = menu_->addMenu(tr("&MLP of layer…"));
  QMenu* temperature = menu_->addMenu(tr("&Temperature of attention…"));
  add(temperature, tr("Every layer"), AttentionTemperature{stack, everyLayer, firstTemperature, which});
  for (int l = 0; l < info.layers; ++l) {
    add(attention, tr("Layer %1").arg(l), ScaleAttention{stack, l, 0, which});
    add(mlp, tr("Layer %1").arg(l), ScaleMlp{stack, l, 0});
    add(temperature, tr("Layer %1").arg(l), AttentionTemperature{stack, l, firstTemperature, which});
  }
  if (fits(ScaleRelativeBias{stack, everyLayer, 0}, *model_)) {
    QMenu* bias = menu_->addMenu(tr("&Relative position bias…"));
    add(bias, tr("Every layer"), ScaleRelativeBias{stack, everyLayer, 0});
    for (int l = 0; l < info.layers; ++l) add(bias, tr("Layer %1").arg(l), ScaleRelativeBias{stack, l, 0});
  }
  // A block of a recurrent stack has neither.
  attention->menuAction()->setVisible(fits(ScaleAttention{stack, 0, 0, which}, *model_));
  mlp->menuAction()->setVisible(fits(ScaleMlp{stack, 0, 0}, *model_));
}

}  // namespace headlight::ui
