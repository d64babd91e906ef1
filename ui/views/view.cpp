#include "ui/views/view.h"

#include <algorithm>

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

Stack shownStack(const ModelInfo& model) { return model.stacks.empty() ? Stack::Decoder : model.stacks.front().stack; }

}  // namespace headlight::ui
