#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

void cutKeys(Tensor& scores, int firstRow, std::span<const KeyCut> cuts) {
  checkRows("cutKeys", "scores", scores, 3);
  for (const KeyCut& cut : cuts)
    if (cut.head < -1 || cut.head >= scores.dim(1))
      fail("cutKeys: expected a head below ", scores.dim(1), ", or -1 for all, got ", cut.head);
  if (scores.dim(0) > 0 && !cuts.empty()) scores.backend().cutKeys(scores, firstRow, cuts);
}

}  // namespace headlight::ops
