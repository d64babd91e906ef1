#include "ops/check.h"
#include "ops/ops.h"
#include "tensor/spaced_stride.h"

namespace headlight::ops {

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation) {
  checkRows("linear", "x", x, 2);
  if (!weight.defined() || weight.layout() != Layout::Packed)
    fail("linear: expected a weight made by Backend::packLinear");
  const Shape shape{x.dim(0), weight.dim(0)};
  Tensor y = x.backend().allocate(shape, DType::F32, spacedStride(shape.rowElements()));
  linearInto(x, weight, bias, activation, y);
  return y;
}

void linearInto(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation, Tensor& y) {
  checkRows("linear", "x", x, 2);
  if (!weight.defined() || weight.layout() != Layout::Packed)
    fail("linear: expected a weight made by Backend::packLinear");
  if (x.dim(1) != weight.dim(1)) fail("linear: expected ", weight.dim(1), " features a row, got ", x.dim(1));
  checkSameBackend("linear", "weight", x, weight);
  if (bias) {
    checkShape("linear", "bias", *bias, {1, weight.dim(0)});
    checkSameBackend("linear", "bias", x, *bias);
  }
  checkShape("linear", "y", y, {x.dim(0), weight.dim(0)});
  checkSameBackend("linear", "y", x, y);
  if (x.dim(0) > 0) x.backend().linear(x, weight, bias, activation, y);
}

}  // namespace headlight::ops
