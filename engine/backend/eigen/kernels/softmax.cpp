#include "backend/eigen/kernels/table.h"
#include "backend/eigen/kernels/vector_math.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {

using simd::Lanes;

/// Its sum runs over fixed lanes of the seen keys only, so neither the capacity nor later keys touch its bits.
void softmax(float* row, int seen, int capacity) {
  constexpr float minusInfinity = -__builtin_inff();
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
  for (int i = seen; i < capacity; ++i) row[i] = 0.0F;
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
