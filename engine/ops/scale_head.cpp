#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

void scaleHead(Tensor& y, int head, float factor) {
  checkRows("scaleHead", "y", y, 3);
  if (head < 0 || head >= y.dim(1)) fail("scaleHead: expected a head below ", y.dim(1), ", got ", head);
  if (y.dim(0) > 0) y.backend().scaleHead(y, head, factor);
}

}  // namespace headlight::ops
