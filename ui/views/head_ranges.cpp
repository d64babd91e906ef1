#include "ui/views/head_ranges.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "derived/pattern_ranges.h"
#include "ui/views/head_numbers.h"

namespace headlight::ui {
namespace {

constexpr std::array names = {std::pair{RangeMode::PerRow, "row"}, std::pair{RangeMode::Own, "own"},
                              std::pair{RangeMode::Percentile, "p99"}, std::pair{RangeMode::Shared, "shared"}};

struct LayerRanges {
  std::vector<derived::HeadRange> heads;
  std::vector<std::shared_ptr<const std::vector<float>>> scales;
};

/// Of the trace that was asked about last: a scene is made at every move of the pointer.
struct Known {
  std::uint64_t trace = 0;  ///< its serial
  std::map<std::pair<AttentionId, int>, LayerRanges> layers;
  std::map<std::pair<AttentionId, int>, std::vector<float>> percentiles;
  derived::WeightPercentiles counts;
};

Known& known(const Trace& trace) {
  static Known known;
  if (known.trace != trace.serial()) {
    known.trace = trace.serial();
    known.layers.clear();
    known.percentiles.clear();
  }
  return known;
}

const LayerRanges& rangesOf(const Trace& trace, AttentionId attention, int layer) {
  auto& layers = known(trace).layers;
  const auto found = layers.find({attention, layer});
  if (found != layers.end()) return found->second;
  LayerRanges made;
  made.heads = derived::headRanges(trace, attention, layer);
  for (const derived::HeadRange& head : made.heads) {
    auto scales = std::make_shared<std::vector<float>>();
    for (const float largest : head.rows) scales->push_back(rowScaleOf(largest));
    made.scales.push_back(std::move(scales));
  }
  return layers.emplace(std::pair{attention, layer}, std::move(made)).first->second;
}

float percentileOf(const Trace& trace, AttentionId attention, int layer, int head) {
  Known& all = known(trace);
  auto found = all.percentiles.find({attention, layer});
  if (found == all.percentiles.end())
    found = all.percentiles.emplace(std::pair{attention, layer}, all.counts.of(trace, attention, layer)).first;
  const auto at = static_cast<std::size_t>(head);
  return at < found->second.size() ? found->second[at] : 0.0F;
}

}  // namespace

float rowScaleOf(float largest) { return largest > 0 ? 1.0F / largest : 0.0F; }

float rangeHigh(const Trace& trace, const ViewState& state, int layer, int head) {
  if (state.high) return *state.high;
  if (state.range == RangeMode::PerRow) return 1;
  const AttentionId attention = shownAttention(trace.model(), state);
  float high = 0;
  if (state.range == RangeMode::Percentile) high = percentileOf(trace, attention, layer, head);
  if (state.range == RangeMode::Own) {
    const LayerRanges& ranges = rangesOf(trace, attention, layer);
    const auto at = static_cast<std::size_t>(head);
    if (at < ranges.heads.size()) high = ranges.heads[at].largest;
  }
  if (state.range == RangeMode::Shared)
    for (int l = 0; l < trace.model().stack(attention.stack).layers; ++l)
      for (const derived::HeadRange& one : rangesOf(trace, attention, l).heads) high = std::max(high, one.largest);
  return high > 0 ? high : 1.0F;
}

std::shared_ptr<const std::vector<float>> rowScale(const Trace& trace, const ViewState& state, int layer, int head) {
  if (state.range != RangeMode::PerRow || state.high) return nullptr;
  const LayerRanges& ranges = rangesOf(trace, shownAttention(trace.model(), state), layer);
  const auto at = static_cast<std::size_t>(head);
  return at < ranges.scales.size() ? ranges.scales[at] : nullptr;
}

float largestWeight(const Trace& trace, const ViewState& state, int layer, int head) {
  const AttentionId attention = shownAttention(trace.model(), state);
  const HeadStatistics* own = statisticsOf(trace, attention, layer, head);
  float most = own != nullptr ? own->largest : 0.0F;
  if (state.range != RangeMode::Shared) return most;
  for (int l = 0; l < trace.model().stack(attention.stack).layers; ++l)
    if (const auto* statistics = trace.headStatistics(attention, l))
      for (const HeadStatistics& s : *statistics) most = std::max(most, s.largest);
  return most;
}

void colourField(Field& field, const Trace& trace, const ViewState& state, int layer, int head) {
  field.low = state.low.value_or(0.0F);
  field.high = rangeHigh(trace, state, layer, head);
  field.rowScale = rowScale(trace, state, layer, head);
  field.colormap = state.colormap;
  field.scale = state.scale;
  field.gamma = state.gamma;
}

QString toString(RangeMode range) {
  const auto* found = std::ranges::find(names, range, [](const auto& name) { return name.first; });
  return QString::fromLatin1(found->second);
}

RangeMode rangeModeOf(const QString& name) {
  const auto* found =
      std::ranges::find_if(names, [&](const auto& known) { return name == QLatin1String(known.second); });
  return found == names.end() ? RangeMode::PerRow : found->first;
}

}  // namespace headlight::ui
