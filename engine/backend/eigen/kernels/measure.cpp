#include "backend/eigen/kernels/table.h"
#include "backend/eigen/kernels/vector_math.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {

using simd::Lanes;
using simd::Vec;

PatternRowNumbers measure(const float* row, int seen, int here) {
  constexpr float infinity = __builtin_inff(), smallestNormal = 0x1p-126F;
  constexpr float counting[Lanes::count] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const int whole = seen / Lanes::count * Lanes::count, rest = seen - whole;
  Lanes most = Lanes::all(-infinity), least = Lanes::all(infinity), entropy = Lanes::all(0.0F),
        distance = Lanes::all(0.0F);
  Lanes offset = Lanes::load(counting);  // key - here
  for (Vec& vec : offset.part) vec -= simd::splat(static_cast<float>(here));
  const auto take = [&](const Lanes& high, const Lanes& low) {
    for (int i = 0; i < Lanes::vectors; ++i) {
      const Vec p = high.part[i], tiny = simd::splat(smallestNormal);
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

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
