#include "ui/views/view.h"

#include <algorithm>

#include "ui/document/what_if.h"

namespace headlight::ui {

float rangeHigh(const Trace& trace, const ViewState& state, int layer, int head) {
  if (state.high) return *state.high;
  const Stack stack = shownStack(trace.model());
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

QString headTag(std::span<const Intervention> changes, Stack stack, int layer, int head) {
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

Stack shownStack(const ModelInfo& model) { return model.stacks.empty() ? Stack::Decoder : model.stacks.front().stack; }

}  // namespace headlight::ui
