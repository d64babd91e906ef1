// What the cells of the matrix hold.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/views/head_ranges.h"
#include "ui/views/host_field.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {

const Difference& MatrixView::difference(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  return differences_.of(trace, state.baseline, shownAttention(trace->model(), state), state.layer, state.head);
}

std::vector<float> MatrixView::weightsOf(const Trace& trace, const ViewState& state, const Layout& layout,
                                         int place) const {
  const MatrixWhat shown = what(trace, state);
  const std::vector<float> whole = values_.row(shown, trace, state, layout.queries.rowAt(place));
  if (!layout.keys.hides()) return whole;
  std::vector<float> part;
  double sum = 0;
  for (const int key : layout.keys.places) {
    part.push_back(whole[static_cast<std::size_t>(key)]);
    sum += static_cast<double>(part.back());
  }
  if (shown.cells == MatrixCells::Scores) return part;  // only their differences count, and these stay
  const bool causal = trace.model().attention(shownAttention(trace.model(), state)).causal;
  for (std::size_t key = 0; key < part.size(); ++key) {
    if (causal && static_cast<int>(key) > place) continue;
    part[key] =
        sum > 0 ? static_cast<float>(static_cast<double>(part[key]) / sum) : std::numeric_limits<float>::quiet_NaN();
  }
  return part;
}

const Difference& MatrixView::partial(const std::shared_ptr<const Trace>& trace, const ViewState& state,
                                      const Layout& layout) const {
  const bool difference = showsDifference(state);
  const SiteId site = patternSite(shownAttention(trace->model(), state), state.layer);
  Partial& kept = partial_;
  if (kept.trace == trace && kept.baseline == state.baseline && kept.site == site && kept.head == state.head &&
      kept.difference == difference && kept.what == what(*trace, state) && kept.pins == state.pins &&
      kept.queries == layout.queries.places && kept.keys == layout.keys.places)
    return kept.field;
  kept = {trace,
          state.baseline,
          site,
          state.head,
          difference,
          what(*trace, state),
          state.pins,
          layout.queries.places,
          layout.keys.places,
          {},
          {}};
  const Rows* rows = trace->find(site);
  if (!rows || rows->rows() == 0 || !MatrixValues::captured(kept.what, *trace, state)) return kept.field;
  std::vector<float> values;
  auto scales = std::make_shared<std::vector<float>>();
  const bool causal = trace->model().attention(shownAttention(trace->model(), state)).causal;
  for (int place = 0; place < layout.queries.count; ++place) {
    const std::vector<float> line = shownRow(*trace, state, layout, place);
    float largest = 0;
    for (const float value : line) largest = std::max(largest, std::abs(value));
    scales->push_back(rowScaleOf(largest));
    // A row of one key holds 1 whatever the head does (derived::isForced).
    const bool forced = !difference && !kept.what.signedCells() && causal && place == 0 && layout.queries.count > 1;
    if (!forced) kept.field.largest = std::max(kept.field.largest, largest);
    values.insert(values.end(), line.begin(), line.end());
  }
  kept.field.values = hostField(*rows, std::move(values), layout.queries.count, layout.keys.count);
  kept.rowScale = std::move(scales);
  return kept.field;
}

float MatrixView::largestShown(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  const Layout l = shownAxes(*trace, state);
  if (what(*trace, state).signedCells()) return partial(trace, state, l).largest;
  if (isHostMade(*trace, state, l)) {
    // Rows add up to 1 again, so that weights may be larger than any of the pattern: shared is all that a row can hold.
    if (!showsDifference(state) && state.high) return *state.high;
    const bool perRow = state.range == RangeMode::PerRow, shared = state.range == RangeMode::Shared;
    if (!showsDifference(state) && (perRow || shared)) return 1;
    const float largest = partial(trace, state, l).largest;
    return largest > 0 || showsDifference(state) ? largest : 1.0F;
  }
  if (showsDifference(state)) return difference(trace, state).largest;
  return rangeHigh(*trace, state, state.layer, state.head);
}

std::vector<float> MatrixView::shownRow(const Trace& trace, const ViewState& state, const Layout& layout,
                                        int place) const {
  std::vector<float> values = weightsOf(trace, state, layout, place);
  if (!showsDifference(state)) return values;
  const Rows* before = state.baseline->find(patternSite(shownAttention(trace.model(), state), state.layer));
  if (!before || layout.queries.rowAt(place) >= before->rows() ||
      !MatrixValues::captured(what(trace, state), *state.baseline, state))
    return values;
  const std::vector<float> old = weightsOf(*state.baseline, state, layout, place);
  for (std::size_t i = 0; i < std::min(values.size(), old.size()); ++i) values[i] -= old[i];
  return values;
}

std::vector<float> MatrixView::listedCells(const Trace& trace, const ViewState& state, const Layout& layout) const {
  const std::vector<int> rows = listedRows(layout, state);
  std::vector<float> mean = shownRow(trace, state, layout, rows.front());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::vector<float> more = shownRow(trace, state, layout, rows[i]);
    for (std::size_t key = 0; key < mean.size(); ++key) mean[key] += more[key];
  }
  for (float& value : mean) value /= static_cast<float>(rows.size());
  return mean;
}

}  // namespace headlight::ui
