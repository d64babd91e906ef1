#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor add(const Tensor& a, const Tensor& b) {
  if (!a.defined() || a.shape().rank() == 0) fail("add: a is an empty tensor");
  Tensor y = a.backend().allocate(a.shape());
  addInto(a, b, y);
  return y;
}

void addInto(const Tensor& a, const Tensor& b, Tensor& y) {
  if (!a.defined() || a.shape().rank() == 0) fail("add: a is an empty tensor");
  checkRows("add", "a", a, a.shape().rank());
  checkShape("add", "b", b, a.shape());
  checkShape("add", "y", y, a.shape());
  checkSameBackend("add", "b", a, b);
  checkSameBackend("add", "y", a, y);
  if (a.dim(0) > 0) a.backend().add(a, b, y);
}

}  // namespace headlight::ops
