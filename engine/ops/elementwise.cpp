#include "ops/check.h"
#include "ops/ops.h"
#include "tensor/spaced_stride.h"

namespace headlight::ops {
namespace {

const char* nameOf(Elementwise operation) { return operation == Elementwise::Add ? "add" : "multiply"; }

void into(Elementwise operation, const Tensor& a, const Tensor& b, Tensor& y) {
  const char* name = nameOf(operation);
  if (!a.defined() || a.shape().rank() == 0) fail(name, ": a is an empty tensor");
  checkRows(name, "a", a, a.shape().rank());
  const bool oneRow = b.defined() && b.shape().rank() > 0 && b.dim(0) == 1;
  checkShape(name, "b", b, oneRow ? a.shape().row().withRows(1) : a.shape());
  checkShape(name, "y", y, a.shape());
  checkSameBackend(name, "b", a, b);
  checkSameBackend(name, "y", a, y);
  if (a.dim(0) > 0) a.backend().elementwise(operation, a, b, y);
}

Tensor fresh(Elementwise operation, const Tensor& a, const Tensor& b) {
  if (!a.defined() || a.shape().rank() == 0) fail(nameOf(operation), ": a is an empty tensor");
  Tensor y = a.backend().allocate(a.shape(), DType::F32, spacedStride(a.shape().rowElements()));
  into(operation, a, b, y);
  return y;
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) { return fresh(Elementwise::Add, a, b); }
void addInto(const Tensor& a, const Tensor& b, Tensor& y) { into(Elementwise::Add, a, b, y); }
Tensor multiply(const Tensor& a, const Tensor& b) { return fresh(Elementwise::Multiply, a, b); }
void multiplyInto(const Tensor& a, const Tensor& b, Tensor& y) { into(Elementwise::Multiply, a, b, y); }

}  // namespace headlight::ops
