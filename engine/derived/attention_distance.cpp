#include "derived/attention_distance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/error.h"
#include "trace/host_rows.h"

namespace headlight::derived {

std::vector<float> meanAttentionDistance(const Trace& trace, int layer, const DistanceOptions& options) {
  if (!trace.picture()) fail("attention distance: expected a picture's trace, got a text's");
  const StackInfo& stack = trace.model().stacks.front();
  const SiteId id = patternSite(stack.stack, layer);
  const Rows* pattern = trace.find(id);
  if (!pattern) fail("attention distance: ", toString(id), " was not captured");
  const ImageInputInfo& info = *trace.model().image();
  const PatchGrid grid = trace.grid();
  const auto patches = static_cast<std::size_t>(grid.count()), specials = static_cast<std::size_t>(info.specials());
  const auto heads = static_cast<std::size_t>(stack.heads);

  // By rows and columns apart: one table serves every pair.
  std::vector<double> distances;
  for (int rows = 0; rows < grid.rows; ++rows)
    for (int columns = 0; columns < grid.columns; ++columns)
      distances.push_back(std::hypot(rows * info.patchHeight, columns * info.patchWidth));
  const auto apart = [&](std::size_t a, std::size_t b) {
    const auto columns = static_cast<std::size_t>(grid.columns);
    const std::size_t ra = a / columns, rb = b / columns, ca = a % columns, cb = b % columns;
    return distances[(ra > rb ? ra - rb : rb - ra) * columns + (ca > cb ? ca - cb : cb - ca)];
  };

  std::vector<double> sums(heads, 0.0);
  std::vector<int> counted(heads, 0);
  const HostRows host(*pattern);
  for (int row = info.specials(); row < host.rows(); ++row)
    for (std::size_t head = 0; head < heads; ++head) {
      const std::span<const float> weights =
          host.head(row, static_cast<int>(head), specials + patches).subspan(specials);
      double mass = 0, distance = 0;
      for (std::size_t k = 0; k < patches; ++k) {
        mass += double{weights[k]};
        distance += double{weights[k]} * apart(static_cast<std::size_t>(row) - specials, k);
      }
      if (mass <= 0) continue;
      sums[head] += options.renormalise ? distance / mass : distance;
      ++counted[head];
    }
  std::vector<float> means(heads);
  for (std::size_t head = 0; head < heads; ++head)
    means[head] =
        counted[head] > 0 ? static_cast<float>(sums[head] / counted[head]) : std::numeric_limits<float>::quiet_NaN();
  return means;
}

}  // namespace headlight::derived
