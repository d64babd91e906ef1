#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/vector_math.h"

namespace headlight {
namespace {

using simd::Lanes;
using simd::Vec;

struct RowStatistics {
  float most, least, entropyBits, distance;
};

/// One row of one head over its `seen` > 0 keys from `row` on; `here` is the row's own position, counted from the first
/// of them.
RowStatistics measure(const float* row, int seen, int here) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr std::array<float, Lanes::count> counting{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const int whole = seen / Lanes::count * Lanes::count, rest = seen - whole;
  Lanes most = Lanes::all(-infinity), least = Lanes::all(infinity), entropy = Lanes::all(0.0F),
        distance = Lanes::all(0.0F);
  Lanes offset = Lanes::load(counting.data());  // key - here
  for (Vec& vec : offset.part) vec -= simd::splat(static_cast<float>(here));
  const auto take = [&](const Lanes& high, const Lanes& low) {
    for (int i = 0; i < Lanes::vectors; ++i) {
      const Vec p = high.part[i], tiny = simd::splat(std::numeric_limits<float>::min());
      most.part[i] = simd::maximum(p, most.part[i]);
      least.part[i] = simd::minimum(low.part[i], least.part[i]);
      const Vec log = simd::log2(p < tiny ? simd::splat(1.0F) : p);  // p log p goes to 0 with p
      entropy.part[i] = simd::fma(-p, log, entropy.part[i]);
      distance.part[i] = simd::fma(simd::maximum(offset.part[i], -offset.part[i]), p, distance.part[i]);
      offset.part[i] += simd::splat(static_cast<float>(Lanes::count));
    }
  };
  for (int i = 0; i < whole; i += Lanes::count) take(Lanes::load(row + i), Lanes::load(row + i));
  if (rest) take(Lanes::load(row + whole, rest, 0.0F), Lanes::load(row + whole, rest, infinity));
  return {most.largest(), least.smallest(), entropy.sum(), distance.sum()};
}

}  // namespace

void EigenBackend::patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window,
                                     Tensor& sums) {
  const Timed timed(*this, "patternStatistics");
  const int rows = pattern.dim(0), heads = pattern.dim(1), capacity = pattern.dim(2);
  constexpr int rowsPerTask = 4;
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 50.0 * rows * heads * keyCount, [&](int task) {
    for (int r = task * rowsPerTask; r < std::min(rows, (task + 1) * rowsPerTask); ++r) {
      const int end = std::clamp(causal ? firstRow + r + 1 : keyCount, 0, keyCount);
      const int begin = window > 0 ? std::clamp(firstRow + r + 1 - window, 0, end) : 0, seen = end - begin;
      for (int head = 0; head < heads; ++head) {
        float* to = data(sums) + static_cast<std::size_t>(r) * sums.rowStride() + head * PatternSumCount;
        if (seen == 0) {
          std::fill_n(to, static_cast<int>(PatternSumCount), 0.0F);
          continue;
        }
        const float* row = data(pattern) + static_cast<std::size_t>(r) * pattern.rowStride() +
                           static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity);
        const RowStatistics statistics = measure(row + begin, seen, firstRow + r - begin);
        to[PatternMax] = statistics.most;
        to[PatternMin] = statistics.least;
        to[PatternEntropyBits] = statistics.entropyBits;
        to[PatternDistance] = statistics.distance;
        to[PatternFirstKey] = row[0];
      }
    }
  });
}

}  // namespace headlight
