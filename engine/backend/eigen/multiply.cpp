#include <algorithm>

#include "backend/eigen/eigen_backend.h"

namespace headlight {

void EigenBackend::multiply(const Tensor& a, const Tensor& b, Tensor& y) {
  const Timed timed(*this, "multiply");
  constexpr int rowsPerTask = 16;
  const int rows = y.dim(0);
  const std::size_t width = y.shape().rowElements();
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 10.0 * static_cast<double>(y.shape().elements()),
                   [&](int task) {
                     for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
                       const auto r = static_cast<std::size_t>(row);
                       const float* left = data(a) + r * a.rowStride();
                       const float* right = data(b) + r * b.rowStride();
                       float* to = data(y) + r * y.rowStride();
                       for (std::size_t i = 0; i < width; ++i) to[i] = left[i] * right[i];
                     }
                   });
}

}  // namespace headlight
