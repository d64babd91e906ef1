#include "nn/interpolate_positions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace headlight {
namespace {

/// What one entry of the new axis is made of.
struct Tap {
  int from;
  double weight;
};

/// Keys' cubic convolution, 0 beyond 2.
double cubic(double distance, double a) {
  const double x = std::abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((x - 5) * x + 8) * x * a - 4 * a;
  return 0;
}

std::vector<Tap> repeatedAtBorders(int at, int from, int to) {
  const double scale = static_cast<double>(from) / to, center = (at + 0.5) * scale - 0.5;
  const int first = static_cast<int>(std::floor(center)) - 1;
  std::vector<Tap> taps;
  for (int i = first; i < first + 4; ++i) taps.push_back({std::clamp(i, 0, from - 1), cubic(center - i, -0.75)});
  return taps;
}

std::vector<Tap> antialiased(int at, int from, int to) {
  const double scale = static_cast<double>(from) / to, widened = std::max(scale, 1.0), center = (at + 0.5) * scale;
  const int begin = std::max(static_cast<int>(center - 2 * widened + 0.5), 0),
            end = std::min(static_cast<int>(center + 2 * widened + 0.5), from);
  std::vector<Tap> taps;
  double sum = 0;
  for (int i = begin; i < end; ++i) {
    taps.push_back({i, cubic((i - center + 0.5) / widened, -0.5)});
    sum += taps.back().weight;
  }
  for (Tap& tap : taps) tap.weight /= sum;
  return taps;
}

}  // namespace

std::vector<float> interpolatePositions(std::span<const float> table, PatchGrid from, PatchGrid to, int width,
                                        bool antialias) {
  const auto taps = antialias ? &antialiased : &repeatedAtBorders;
  const auto columns = static_cast<std::size_t>(width);
  std::vector<float> all;
  all.reserve(static_cast<std::size_t>(to.count()) * columns);
  std::vector<double> sum(columns);
  for (int row = 0; row < to.rows; ++row) {
    const std::vector<Tap> rowTaps = taps(row, from.rows, to.rows);
    for (int column = 0; column < to.columns; ++column) {
      std::ranges::fill(sum, 0.0);
      for (const Tap& columnTap : taps(column, from.columns, to.columns))
        for (const Tap& rowTap : rowTaps) {
          const auto entry = static_cast<std::size_t>(rowTap.from * from.columns + columnTap.from);
          const std::span<const float> values = table.subspan(entry * columns, columns);
          for (std::size_t i = 0; i < columns; ++i) sum[i] += rowTap.weight * columnTap.weight * values[i];
        }
      for (const double value : sum) all.push_back(static_cast<float>(value));
    }
  }
  return all;
}

}  // namespace headlight
