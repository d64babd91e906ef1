#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::activate(const Tensor& x, Activation activation, Tensor& y) {
  const Timed timed(*this, "activate");
  constexpr int rowsPerTask = 8;
  const int rows = y.dim(0);
  const std::size_t width = y.shape().rowElements();
  // An exponential, or two: some twenty times the time of a multiply-add in a register.
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 20.0 * static_cast<double>(y.shape().elements()),
                   [&](int task) {
                     for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
                       const auto r = static_cast<std::size_t>(row);
                       kernels_.activate(data(x) + r * x.rowStride(), width, activation, data(y) + r * y.rowStride());
                     }
                   });
}

}  // namespace headlight
