#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor multiply(const Tensor& a, const Tensor& b) {
  if (!a.defined() || a.shape().rank() == 0) fail("multiply: a is an empty tensor");
  checkRows("multiply", "a", a, a.shape().rank());
  checkShape("multiply", "b", b, a.shape());
  checkSameBackend("multiply", "b", a, b);
  Tensor y = a.backend().allocate(a.shape());
  if (a.dim(0) > 0) a.backend().multiply(a, b, y);
  return y;
}

}  // namespace headlight::ops
