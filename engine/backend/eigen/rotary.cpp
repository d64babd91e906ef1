#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::rotary(Tensor& x, const Tensor& turns) {
  const Timed timed(*this, "rotary");
  constexpr int rowsPerTask = 8;
  const int rows = x.dim(0), heads = x.dim(1);
  const auto headWidth = static_cast<std::size_t>(x.dim(2));
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 8.0 * static_cast<double>(x.shape().elements()),
                   [&](int task) {
                     for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
                       const auto r = static_cast<std::size_t>(row);
                       float* head = data(x) + r * x.rowStride();
                       for (int h = 0; h < heads; ++h, head += headWidth)
                         kernels_.turn(head, data(turns) + r * turns.rowStride(), headWidth / 2);
                     }
                   });
}

}  // namespace headlight
