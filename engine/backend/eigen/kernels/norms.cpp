#include "backend/eigen/kernels/simd.h"
#include "backend/eigen/kernels/table.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {

using simd::Lanes;

/// One row in two passes (mean, then the squares of what differs from it: no cancellation), sums by fixed lanes.
void layerNorm(const float* x, const float* weight, const float* bias, float epsilon, int width, float* y) {
  const int whole = width / Lanes::count * Lanes::count, rest = width - whole;
  Lanes sum = Lanes::all(0.0F);
  const auto addTo = [&sum](const Lanes& lanes) {
    for (int i = 0; i < Lanes::vectors; ++i) sum.part[i] += lanes.part[i];
  };
  for (int i = 0; i < whole; i += Lanes::count) addTo(Lanes::load(x + i));
  if (rest) addTo(Lanes::load(x + whole, rest, 0.0F));
  const float mean = sum.sum() / static_cast<float>(width);

  sum = Lanes::all(0.0F);
  const auto addSquares = [&sum, mean](const Lanes& lanes) {
    for (int i = 0; i < Lanes::vectors; ++i) {
      const simd::Vec off = lanes.part[i] - simd::splat(mean);
      sum.part[i] = simd::fma(off, off, sum.part[i]);
    }
  };
  for (int i = 0; i < whole; i += Lanes::count) addSquares(Lanes::load(x + i));
  if (rest) addSquares(Lanes::load(x + whole, rest, mean));
  const float scale = 1.0F / __builtin_sqrtf(sum.sum() / static_cast<float>(width) + epsilon);

  const auto finish = [mean, scale](Lanes lanes, const Lanes& w, const Lanes& b) {
    for (int i = 0; i < Lanes::vectors; ++i)
      lanes.part[i] = simd::fma((lanes.part[i] - simd::splat(mean)) * simd::splat(scale), w.part[i], b.part[i]);
    return lanes;
  };
  for (int i = 0; i < whole; i += Lanes::count)
    finish(Lanes::load(x + i), Lanes::load(weight + i), Lanes::load(bias + i)).store(y + i);
  if (rest)
    finish(Lanes::load(x + whole, rest, 0.0F), Lanes::load(weight + whole, rest, 0.0F),
           Lanes::load(bias + whole, rest, 0.0F))
        .store(y + whole, rest);
}

/// One row: the squares summed by fixed lanes, then each element times the factor, then times its weight.
void rmsNorm(const float* x, const float* weight, float epsilon, int width, float* y) {
  const int whole = width / Lanes::count * Lanes::count, rest = width - whole;
  Lanes sum = Lanes::all(0.0F);
  const auto addSquares = [&sum](const Lanes& lanes) {
    for (int i = 0; i < Lanes::vectors; ++i) sum.part[i] = simd::fma(lanes.part[i], lanes.part[i], sum.part[i]);
  };
  for (int i = 0; i < whole; i += Lanes::count) addSquares(Lanes::load(x + i));
  if (rest) addSquares(Lanes::load(x + whole, rest, 0.0F));
  const float scale = 1.0F / __builtin_sqrtf(sum.sum() / static_cast<float>(width) + epsilon);
  for (int i = 0; i < width; ++i) y[i] = weight[i] * (x[i] * scale);
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
