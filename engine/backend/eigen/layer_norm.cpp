#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y) {
  const Timed timed(*this, "layerNorm");
  constexpr int rowsPerTask = 8;
  const int rows = x.dim(0), width = x.dim(1);
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 12.0 * static_cast<double>(x.shape().elements()),
                   [&](int task) {
                     for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
                       const auto r = static_cast<std::size_t>(row);
                       kernels_.layerNorm(data(x) + r * x.rowStride(), data(weight), data(bias), epsilon, width,
                                          data(y) + r * y.rowStride());
                     }
                   });
}

}  // namespace headlight
