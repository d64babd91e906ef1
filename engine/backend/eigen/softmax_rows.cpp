#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window) {
  const Timed timed(*this, "softmaxRows");
  const int rows = scores.dim(0), heads = scores.dim(1), capacity = scores.dim(2);
  constexpr int rowsPerTask = 4;
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 40.0 * rows * heads * keyCount, [&](int task) {
    for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
      const int seen = std::clamp(causal ? firstRow + row + 1 : keyCount, 0, keyCount);
      const int unseen = window > 0 ? std::clamp(firstRow + row + 1 - window, 0, seen) : 0;
      for (int head = 0; head < heads; ++head) {
        float* keys = data(scores) + static_cast<std::size_t>(row) * scores.rowStride() +
                      static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity);
        std::fill_n(keys, unseen, 0.0F);
        kernels_.softmax(keys + unseen, seen - unseen, capacity - unseen);
      }
    }
  });
}

}  // namespace headlight
