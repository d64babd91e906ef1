#include <algorithm>

#include "backend/eigen/eigen_backend.h"

namespace headlight {

void EigenBackend::copyRows(const Tensor& x, Tensor& y) {
  const Timed timed(*this, "copyRows");
  constexpr int rowsPerTask = 8;
  const int rows = y.dim(0);
  const std::size_t width = y.shape().rowElements();
  // Memory read and written: some ten times the time of a multiply-add in a register.
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 5.0 * static_cast<double>(y.shape().elements()),
                   [&](int task) {
                     for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row)
                       std::copy_n(data(x) + static_cast<std::size_t>(row) * x.rowStride(), width,
                                   data(y) + static_cast<std::size_t>(row) * y.rowStride());
                   });
}

}  // namespace headlight
