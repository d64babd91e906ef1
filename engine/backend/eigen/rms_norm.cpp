#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::rmsNorm(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y) {
  const Timed timed(*this, "rmsNorm");
  constexpr int rowsPerTask = 8;
  const int rows = x.dim(0), width = x.dim(1);
  threads_.forEach(
      (rows + rowsPerTask - 1) / rowsPerTask, 8.0 * static_cast<double>(x.shape().elements()), [&](int task) {
        for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
          const auto r = static_cast<std::size_t>(row);
          kernels_.rmsNorm(data(x) + r * x.rowStride(), data(weight), epsilon, width, data(y) + r * y.rowStride());
        }
      });
}

}  // namespace headlight
