#include <algorithm>
#include <cmath>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/simd.h"

namespace headlight {
namespace {

using simd::Lanes;

/// One row: the squares summed by fixed lanes, then each element times the factor, then times its weight.
void normalize(const float* x, const float* weight, float epsilon, int width, float* y) {
  const int whole = width / Lanes::count * Lanes::count, rest = width - whole;
  Lanes sum = Lanes::all(0.0F);
  const auto addSquares = [&sum](const Lanes& lanes) {
    for (int i = 0; i < Lanes::vectors; ++i) sum.part[i] = simd::fma(lanes.part[i], lanes.part[i], sum.part[i]);
  };
  for (int i = 0; i < whole; i += Lanes::count) addSquares(Lanes::load(x + i));
  if (rest) addSquares(Lanes::load(x + whole, rest, 0.0F));
  const float scale = 1.0F / std::sqrt(sum.sum() / static_cast<float>(width) + epsilon);
  for (int i = 0; i < width; ++i) y[i] = weight[i] * (x[i] * scale);
}

}  // namespace

void EigenBackend::rmsNorm(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y) {
  const Timed timed(*this, "rmsNorm");
  constexpr int rowsPerTask = 8;
  const int rows = x.dim(0), width = x.dim(1);
  threads_.forEach(
      (rows + rowsPerTask - 1) / rowsPerTask, 8.0 * static_cast<double>(x.shape().elements()), [&](int task) {
        for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
          const auto r = static_cast<std::size_t>(row);
          normalize(data(x) + r * x.rowStride(), data(weight), epsilon, width, data(y) + r * y.rowStride());
        }
      });
}

}  // namespace headlight
