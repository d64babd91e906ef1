#include "ops/check.h"
#include "ops/ops.h"
#include "tensor/spaced_stride.h"

namespace headlight::ops {

Tensor activate(const Tensor& x, Activation activation) {
  if (!x.defined() || x.shape().rank() == 0) fail("activate: x is an empty tensor");
  checkRows("activate", "x", x, x.shape().rank());
  Tensor y = x.backend().allocate(x.shape(), DType::F32, spacedStride(x.shape().rowElements()));
  if (x.dim(0) > 0) x.backend().activate(x, activation, y);
  return y;
}

}  // namespace headlight::ops
