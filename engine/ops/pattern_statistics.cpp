#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor patternStatistics(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window) {
  checkRows("patternStatistics", "pattern", pattern, 3);
  Tensor sums = pattern.backend().allocate({pattern.dim(0), pattern.dim(1), PatternSumCount});
  patternStatisticsInto(pattern, firstRow, keyCount, causal, window, sums);
  return sums;
}

void patternStatisticsInto(const Tensor& pattern, int firstRow, int keyCount, bool causal, int window, Tensor& sums) {
  checkRows("patternStatistics", "pattern", pattern, 3);
  if (firstRow < 0) fail("patternStatistics: expected a first row of 0 or more, got ", firstRow);
  if (keyCount < 0 || keyCount > pattern.dim(2))
    fail("patternStatistics: expected 0 to ", pattern.dim(2), " keys, as pattern has columns, got ", keyCount);
  checkWindow("patternStatistics", causal, window);
  checkShape("patternStatistics", "sums", sums, {pattern.dim(0), pattern.dim(1), PatternSumCount});
  checkSameBackend("patternStatistics", "sums", pattern, sums);
  if (pattern.dim(0) > 0) pattern.backend().patternStatistics(pattern, firstRow, keyCount, causal, window, sums);
}

}  // namespace headlight::ops
