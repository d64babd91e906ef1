#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

void copyRowsInto(const Tensor& x, Tensor& y) {
  if (!x.defined() || x.shape().rank() == 0) fail("copyRows: x is an empty tensor");
  checkRows("copyRows", "x", x, x.shape().rank());
  checkShape("copyRows", "y", y, x.shape());
  checkSameBackend("copyRows", "y", x, y);
  if (x.dim(0) > 0) x.backend().copyRows(x, y);
}

}  // namespace headlight::ops
