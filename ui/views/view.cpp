#include "ui/views/view.h"

#include <algorithm>

#include "ui/document/what_if.h"
#include "ui/views/head_numbers.h"
#include "ui/views/numbers.h"

namespace headlight::ui {

float rangeHigh(const Trace& trace, const ViewState& state, int layer, int head) {
  if (state.high) return *state.high;
  const StackId stack = shownStack(trace.model());
  float high = 0;
  for (int l = 0; l < trace.model().stack(stack).layers; ++l) {
    if (state.range == RangeMode::Own && l != layer) continue;
    const auto* statistics = trace.headStatistics(stack, l);
    if (statistics == nullptr) continue;
    for (std::size_t h = 0; h < statistics->size(); ++h) {
      if (state.range == RangeMode::Own && static_cast<int>(h) != head) continue;
      high = std::max(high, (*statistics)[h].largest);  // NaN compares false: a broken head does not take the range
    }
  }
  return high > 0 ? high : 1.0F;
}

QString factorTag(float factor) {
  return factor == 0 ? QStringLiteral("off") : QStringLiteral("× %1").arg(static_cast<double>(factor), 0, 'g', 3);
}

QString headTag(std::span<const Intervention> changes, StackId stack, int layer, int head) {
  QStringList parts;
  if (const float factor = headFactor(changes, stack, layer, head); factor != 1)
    parts << QStringLiteral("output %1").arg(factorTag(factor));
  int cuts = 0, masks = 0;
  for (const Intervention& change : changes) {
    if (const auto* whole = std::get_if<ScaleAttention>(&change);
        whole && whole->stack == stack && whole->layer == layer && whole->factor != 1)
      parts << QStringLiteral("layer’s attention %1").arg(factorTag(whole->factor));
    if (const auto* heat = std::get_if<AttentionTemperature>(&change);
        heat && heat->stack == stack && (heat->layer == layer || heat->layer == everyLayer) && heat->temperature != 1)
      parts << QStringLiteral("temperature %1").arg(factorTag(heat->temperature));
    if (const auto* cut = std::get_if<CutEdge>(&change); cut && cut->stack == stack &&
                                                         (cut->layer == layer || cut->layer == everyLayer) &&
                                                         (cut->head == head || cut->head == everyHead))
      ++cuts;
    if (const auto* mask = std::get_if<MaskKey>(&change); mask && mask->stack == stack) ++masks;
  }
  if (cuts > 0) parts << QStringLiteral("%1 cut").arg(cuts);
  if (masks > 0) parts << QStringLiteral("%1 masked").arg(masks);
  return parts.isEmpty() ? QString() : parts.join(QStringLiteral(", ")) + QStringLiteral(" in the what-if");
}

StackId shownStack(const ModelInfo& model) {
  return model.stacks.empty() ? StackId::Decoder : model.stacks.front().stack;
}

bool hasSpecialRows(const ViewState& state) {
  const auto& rows = state.special;
  return std::find(rows.begin(), rows.end(), true) != rows.end() &&
         std::find(rows.begin(), rows.end(), false) != rows.end();
}

std::vector<SiteId> everyPattern(const ModelInfo& model) {
  const StackId stack = shownStack(model);
  std::vector<SiteId> sites;
  for (int layer = 0; layer < model.stack(stack).layers; ++layer) sites.push_back({stack, Site::Pattern, layer});
  return sites;
}

Legend View::legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  Legend legend;
  legend.colormap = state.colormap;
  legend.log = state.scale == Scale::Log;
  legend.shared = state.range == RangeMode::Shared;
  legend.low = state.low.value_or(0.0F);
  if (!trace) return legend;
  legend.high = rangeHigh(*trace, state, state.layer, state.head);
  ViewState free = state;
  free.high.reset();
  legend.clamped = state.high && rangeHigh(*trace, free, state.layer, state.head) > *state.high;
  return legend;
}

Colormap& View::colormap(const Trace*, ViewState& state) const { return state.colormap; }

QSizeF View::wholeSize(const Trace&, const ViewState&, QSizeF asked) const {
  return asked.height() > 0 ? asked : QSizeF(asked.width(), 864);
}

QString View::describe(const Trace* trace, const ViewState& state) const {
  const QString name = tr("Layer %1, head %2").arg(state.layer).arg(state.head);
  const HeadStatistics* s = trace ? statisticsOf(*trace, state.layer, state.head) : nullptr;
  if (!s) return name;
  return name + tr(": mean entropy %1 bits, mean distance %2 %5, mass on first token %3, largest weight %4")
                    .arg(decimal(s->entropyBits, 2),
                         decimal(headNumber(*trace, HeadNumber::Distance, state.layer, state.head), 1),
                         decimal(s->firstTokenMass, 2), decimal(s->largest, 2),
                         trace->grid().count() > 0 ? tr("pixels") : tr("tokens"));
}

}  // namespace headlight::ui
