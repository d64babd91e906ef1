#include <algorithm>
#include <limits>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/vector_math.h"

namespace headlight {
namespace {

using simd::Lanes;

/// One row of one head, in place: the first `seen` of `capacity` scores. Its sum runs over fixed lanes of the seen keys
/// only, so neither the capacity nor later keys touch its bits.
void softmax(float* row, int seen, int capacity) {
  constexpr float minusInfinity = -std::numeric_limits<float>::infinity();
  const int whole = seen / Lanes::count * Lanes::count, rest = seen - whole;
  Lanes most = Lanes::all(minusInfinity);
  const auto take = [&most](const Lanes& lanes) {
    for (int i = 0; i < Lanes::vectors; ++i) most.part[i] = simd::maximum(lanes.part[i], most.part[i]);
  };
  for (int i = 0; i < whole; i += Lanes::count) take(Lanes::load(row + i));
  if (rest) take(Lanes::load(row + whole, rest, minusInfinity));
  float largest = most.largest();
  if (largest == minusInfinity) largest = 0.0F;  // no key left: all weights become 0, not NaN

  Lanes sum = Lanes::all(0.0F);
  const auto weigh = [&sum, largest](Lanes lanes) {
    for (int i = 0; i < Lanes::vectors; ++i) {
      lanes.part[i] = simd::exp(lanes.part[i] - simd::splat(largest));
      sum.part[i] += lanes.part[i];
    }
    return lanes;
  };
  for (int i = 0; i < whole; i += Lanes::count) weigh(Lanes::load(row + i)).store(row + i);
  if (rest) weigh(Lanes::load(row + whole, rest, minusInfinity)).store(row + whole, rest);

  const float total = sum.sum(), scale = total == 0.0F ? 0.0F : 1.0F / total;
  for (int i = 0; i < seen; ++i) row[i] *= scale;
  std::fill(row + seen, row + capacity, 0.0F);
}

}  // namespace

void EigenBackend::softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window) {
  const Timed timed(*this, "softmaxRows");
  const int rows = scores.dim(0), heads = scores.dim(1), capacity = scores.dim(2);
  constexpr int rowsPerTask = 4;
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 40.0 * rows * heads * keyCount, [&](int task) {
    for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
      const int seen = std::clamp(causal ? firstRow + row + 1 : keyCount, 0, keyCount);
      const int unseen = window > 0 ? std::clamp(firstRow + row + 1 - window, 0, seen) : 0;
      for (int head = 0; head < heads; ++head) {
        float* keys = data(scores) + static_cast<std::size_t>(row) * scores.rowStride() +
                      static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity);
        std::fill_n(keys, unseen, 0.0F);
        softmax(keys + unseen, seen - unseen, capacity - unseen);
      }
    }
  });
}

}  // namespace headlight
