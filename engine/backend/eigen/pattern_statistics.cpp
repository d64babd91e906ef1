#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/cpu_kernels.h"

namespace headlight {

void EigenBackend::patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window,
                                     Tensor& sums) {
  const Timed timed(*this, "patternStatistics");
  const int rows = pattern.dim(0), heads = pattern.dim(1), capacity = pattern.dim(2);
  constexpr int rowsPerTask = 4;
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 50.0 * rows * heads * keyCount, [&](int task) {
    for (int r = task * rowsPerTask; r < std::min(rows, (task + 1) * rowsPerTask); ++r) {
      const int end = std::clamp(causal ? firstRow + r + 1 : keyCount, 0, keyCount);
      const int begin = window > 0 ? std::clamp(firstRow + r + 1 - window, 0, end) : 0, seen = end - begin;
      for (int head = 0; head < heads; ++head) {
        float* to = data(sums) + static_cast<std::size_t>(r) * sums.rowStride() + head * PatternSumCount;
        if (seen == 0) {
          std::fill_n(to, static_cast<int>(PatternSumCount), 0.0F);
          continue;
        }
        const float* row = data(pattern) + static_cast<std::size_t>(r) * pattern.rowStride() +
                           static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity);
        const PatternRowNumbers numbers = kernels_.measure(row + begin, seen, firstRow + r - begin);
        to[PatternMax] = numbers.most;
        to[PatternMin] = numbers.least;
        to[PatternEntropyBits] = numbers.entropyBits;
        to[PatternDistance] = numbers.distance;
        to[PatternFirstKey] = row[0];
      }
    }
  });
}

}  // namespace headlight
