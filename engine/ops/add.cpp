#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor add(const Tensor& a, const Tensor& b) {
  if (!a.defined() || a.shape().rank() == 0) fail("add: a is an empty tensor");
  checkRows("add", "a", a, a.shape().rank());
  checkShape("add", "b", b, a.shape());
  checkSameBackend("add", "b", a, b);
  Backend& backend = a.backend();
  Tensor y = backend.allocate(a.shape());
  backend.add(a, b, y);
  return y;
}

}  // namespace headlight::ops
