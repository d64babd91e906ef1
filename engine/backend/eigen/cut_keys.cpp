#include <algorithm>

#include "backend/eigen/eigen_backend.h"

namespace headlight {

void EigenBackend::cutKeys(Tensor& scores, int firstRow, std::span<const KeyCut> cuts) {
  const Timed timed(*this, "cutKeys");
  const int rows = scores.dim(0), heads = scores.dim(1), columns = scores.dim(2);
  for (const KeyCut& cut : cuts) {
    if (cut.key < 0 || cut.key >= columns) continue;
    const int begin = std::clamp(cut.firstQuery - firstRow, 0, rows),
              end = std::clamp(cut.endQuery - firstRow, 0, rows);
    for (int row = begin; row < end; ++row)
      for (int head = cut.head < 0 ? 0 : cut.head; head < (cut.head < 0 ? heads : cut.head + 1); ++head)
        data(scores)[static_cast<std::size_t>(row) * scores.rowStride() +
                     static_cast<std::size_t>(head) * static_cast<std::size_t>(columns) +
                     static_cast<std::size_t>(cut.key)] = cutScore;
  }
}

}  // namespace headlight
