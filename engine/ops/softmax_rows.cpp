#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

void softmaxRows(Tensor& scores, int firstRow, int keyCount, bool causal, int window) {
  checkRows("softmaxRows", "scores", scores, 3);
  if (firstRow < 0) fail("softmaxRows: expected a first row of 0 or more, got ", firstRow);
  if (keyCount < 0 || keyCount > scores.dim(2))
    fail("softmaxRows: expected 0 to ", scores.dim(2), " keys, as scores has columns, got ", keyCount);
  checkWindow("softmaxRows", causal, window);
  if (scores.dim(0) > 0) scores.backend().softmaxRows(scores, firstRow, keyCount, causal, window);
}

}  // namespace headlight::ops
