#include "ui/window/what_if_actions.h"

#include <QMenu>
#include <algorithm>

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/lens/lens_widget.h"
#include "ui/panels/what_if_panel.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

constexpr float firstFactor = 0.5F;  // of "Scale…": the slider goes both ways from there

QString headName(int layer, int head) { return QStringLiteral("L%1H%2").arg(layer).arg(head); }

QMenu* popUp(QWidget* parent, const char* name) {
  auto* menu = new QMenu(parent);
  menu->setObjectName(QLatin1String(name));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  return menu;
}

}  // namespace

WhatIfActions::WhatIfActions(Document& document, Selection& selection, LensWidget& lens, WhatIfPanel& panel,
                             QObject* parent)
    : QObject(parent), document_(document), selection_(selection), lens_(lens), panel_(panel) {
  connect(&lens, &LensWidget::headMenuAsked, this, &WhatIfActions::openHeadMenu);
  connect(&lens, &LensWidget::cellMenuAsked, this, &WhatIfActions::openCellMenu);
  connect(&lens, &LensWidget::switchHeadAsked, this, &WhatIfActions::switchHead);
  connect(&lens, &LensWidget::cutAsked, this, &WhatIfActions::cutEdge);
}

std::optional<AttentionInfo> WhatIfActions::attention() const {
  if (!model_ || model_->stacks.empty()) return std::nullopt;
  return model_->attention(shownAttention(*model_, selection_.attention()));
}

bool WhatIfActions::active(const Intervention& change) const {
  const int index = document_.findWhatIf(change);
  return index >= 0 && document_.whatIfs()[static_cast<std::size_t>(index)].enabled;
}

void WhatIfActions::toggle(const Intervention& change) {
  const int index = document_.findWhatIf(change);
  if (index < 0) {
    document_.addWhatIf(change);
    return;
  }
  WhatIf line = document_.whatIfs()[static_cast<std::size_t>(index)];
  // One that scales goes on from any factor to off first; what the menu calls off must be off.
  const bool off = line.enabled && line.change == change;
  document_.setWhatIf(index, {change, !off});
}

void WhatIfActions::switchHead(int layer, int head) {
  if (const auto of = attention()) toggle(ScaleHead{of->id.stack, layer, head, 0, 0, of->id.which});
}

void WhatIfActions::cutEdge(int query, int key) {
  const auto of = attention();
  if (!of || (of->causal && (key > query || query == 0))) return;  // nothing there to cut, or nothing would be left
  toggle(CutEdge{of->id.stack, selection_.layer(), selection_.head(), query, key, of->id.which});
}

void WhatIfActions::hideKey(const AttentionInfo& attention, int key) {
  InputDocument* input = document_.inputOf(*model_, attention.keys);
  if (!input || key < 0 || key >= input->rows()) return;
  const MaskKey mask{attention.id.stack, key, attention.id.which};
  if (active(mask) || !input->hideRow(key)) toggle(mask);
}

void WhatIfActions::maskToken(InputDocument& input, int row) {
  const auto chosen = attention();
  if (!chosen) return;
  const auto reads = [&](const AttentionInfo& it) { return document_.inputOf(*model_, it.keys) == &input; };
  if (reads(*chosen)) return hideKey(*chosen, row);
  const std::vector<AttentionInfo> all = model_->attentions();
  const auto first = std::find_if(all.begin(), all.end(), reads);
  if (first != all.end()) hideKey(*first, row);
}

QString WhatIfActions::rowName(StackId stack, int row) const {
  return document_.namesByStack(*model_).of(stack).name(row).replace(QLatin1Char('&'), QLatin1String("&&"));
}

void WhatIfActions::addToggle(QMenu& menu, const QString& words, const Intervention& change, const QKeySequence& key) {
  QAction* action = menu.addAction(words, this, [this, change] { toggle(change); });
  action->setCheckable(true);
  const int index = document_.findWhatIf(change);
  action->setChecked(index >= 0 && document_.whatIfs()[static_cast<std::size_t>(index)] == WhatIf{change, true});
  action->setShortcut(key);
}

void WhatIfActions::addHeadEntries(QMenu& menu, int layer, int head) {
  const AttentionId of = attention()->id;
  addToggle(menu, tr("Switch off %1").arg(headName(layer, head)), ScaleHead{of.stack, layer, head, 0, 0, of.which},
            Qt::Key_X);
  menu.addAction(tr("Scale %1…").arg(headName(layer, head)), this, [this, of, layer, head] {
    const ScaleHead scaled{of.stack, layer, head, firstFactor, 0, of.which};
    const int index = document_.findWhatIf(scaled);
    emit panelAsked();
    // One that is there keeps its factor.
    panel_.addAndFocus(index < 0 ? Intervention(scaled) : document_.whatIfs()[static_cast<std::size_t>(index)].change);
  });
  menu.addSeparator();
  // A block of a recurrent stack has neither.
  const Intervention noAttention = ScaleAttention{of.stack, layer, 0, of.which}, noMlp = ScaleMlp{of.stack, layer, 0};
  if (fits(noAttention, *model_)) addToggle(menu, tr("Switch off the attention of layer %1").arg(layer), noAttention);
  if (fits(noMlp, *model_)) addToggle(menu, tr("Switch off the MLP of layer %1").arg(layer), noMlp);
}

void WhatIfActions::openHeadMenu(int layer, int head, const QPoint& at) {
  if (!attention()) return;
  QMenu* menu = popUp(&lens_, "headMenu");
  if (!lens_.shows(MatrixView::id) || layer != selection_.layer() || head != selection_.head()) {
    menu->addAction(tr("Open %1 in Matrix").arg(headName(layer, head)), this, [this, layer, head] {
      selection_.chooseHead(layer, head);
      emit matrixAsked();
    });
    menu->addSeparator();
  }
  const PinnedHead pinned{attention()->id, layer, head};
  QAction* pin =
      menu->addAction(tr("Pin %1").arg(headName(layer, head)), this, [this, pinned] { selection_.togglePin(pinned); });
  pin->setCheckable(true);
  pin->setChecked(std::ranges::find(selection_.pins(), pinned) != selection_.pins().end());
  pin->setShortcut(Qt::Key_P);
  menu->addSeparator();
  addHeadEntries(*menu, layer, head);
  if (layer == selection_.layer() && head == selection_.head()) emit menuMade(*menu);
  menu->popup(at);
}

void WhatIfActions::openCellMenu(int query, int key, const QPoint& at) {
  const auto of = attention();
  if (!of) return;
  const AttentionId id = of->id;
  const int layer = selection_.layer(), head = selection_.head();
  QMenu* menu = popUp(&lens_, "cellMenu");
  // A masked cell has no edge, and the first row of a causal model only the one that it cannot lose.
  if (!of->causal || (key <= query && query > 0)) {
    const QString edge = QStringLiteral("%1 → %2").arg(rowName(id.stack, query), rowName(of->keys, key));
    addToggle(*menu, tr("Cut %1 in %2").arg(edge, headName(layer, head)),
              CutEdge{id.stack, layer, head, query, key, id.which}, Qt::Key_C);
    addToggle(*menu, tr("Cut it in every head of layer %1").arg(layer),
              CutEdge{id.stack, layer, everyHead, query, key, id.which});
    addToggle(*menu, tr("Cut it everywhere"), CutEdge{id.stack, everyLayer, everyHead, query, key, id.which});
    menu->addSeparator();
  }
  const InputDocument* looked = document_.inputOf(*model_, of->keys);
  const bool hidden = active(MaskKey{id.stack, key, id.which}) || (looked && looked->hidesRow(key));
  const QString words = looked && looked->rowNames().picture
                            ? (hidden ? tr("Show %1 again") : tr("Hide %1 from all rows"))
                            : (hidden ? tr("Show token %1 again") : tr("Mask token %1"));
  menu->addAction(words.arg(rowName(of->keys, key)), this, [this, of, key] { hideKey(*of, key); });
  menu->addSeparator();
  addHeadEntries(*menu, layer, head);
  emit menuMade(*menu);
  menu->popup(at);
}

}  // namespace headlight::ui
