#include "ops/check.h"
#include "ops/ops.h"
#include "tensor/spaced_stride.h"

namespace headlight::ops {

Tensor layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon) {
  checkRows("layerNorm", "x", x, 2);
  Tensor y = x.backend().allocate(x.shape(), DType::F32, spacedStride(x.shape().rowElements()));
  layerNormInto(x, weight, bias, epsilon, y);
  return y;
}

void layerNormInto(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon, Tensor& y) {
  checkRows("layerNorm", "x", x, 2);
  if (x.dim(1) < 1) fail("layerNorm: rows of no elements have no mean");
  checkShape("layerNorm", "weight", weight, {1, x.dim(1)});
  checkShape("layerNorm", "bias", bias, {1, x.dim(1)});
  checkShape("layerNorm", "y", y, x.shape());
  checkSameBackend("layerNorm", "weight", x, weight);
  checkSameBackend("layerNorm", "bias", x, bias);
  checkSameBackend("layerNorm", "y", x, y);
  if (!(epsilon >= 0.0F)) fail("layerNorm: expected an epsilon of 0 or more, got ", epsilon);
  if (x.dim(0) > 0) x.backend().layerNorm(x, weight, bias, epsilon, y);
}

}  // namespace headlight::ops
