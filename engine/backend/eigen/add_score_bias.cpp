#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::addScoreBias(Tensor& scores, const Tensor& table, float scale, int firstRow, int keyCount,
                                int side) {
  const Timed timed(*this, "addScoreBias");
  const int rows = scores.dim(0), heads = scores.dim(1), entries = table.dim(1), reach = entries / 2;
  const auto columns = static_cast<std::size_t>(scores.dim(2));
  const int line = side == 0 ? keyCount : side;  // keys one after another have entries one after another
  constexpr int rowsPerTask = 4;
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 10.0 * rows * heads * keyCount, [&](int task) {
    for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
      const int query = scorePlace(firstRow + row, side);
      for (int head = 0; head < heads; ++head) {
        const float* bias = data(table) + static_cast<std::size_t>(head) * table.rowStride();
        float* to = data(scores) + static_cast<std::size_t>(row) * scores.rowStride() +
                    static_cast<std::size_t>(head) * columns;
        for (int key = 0; key < keyCount; key += line)
          kernels_.addBias(bias, entries, reach + scorePlace(key, side) - query, scale, std::min(line, keyCount - key),
                           to + key);
      }
    }
  });
}

}  // namespace headlight
