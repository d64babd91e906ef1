#include "ops/check.h"
#include "ops/ops.h"
#include "tensor/spaced_stride.h"

namespace headlight::ops {

Tensor rmsNorm(const Tensor& x, const Tensor& weight, float epsilon) {
  checkRows("rmsNorm", "x", x, 2);
  Tensor y = x.backend().allocate(x.shape(), DType::F32, spacedStride(x.shape().rowElements()));
  rmsNormInto(x, weight, epsilon, y);
  return y;
}

void rmsNormInto(const Tensor& x, const Tensor& weight, float epsilon, Tensor& y) {
  checkRows("rmsNorm", "x", x, 2);
  if (x.dim(1) < 1) fail("rmsNorm: rows of no elements have no mean");
  checkShape("rmsNorm", "weight", weight, {1, x.dim(1)});
  checkShape("rmsNorm", "y", y, x.shape());
  checkSameBackend("rmsNorm", "weight", x, weight);
  checkSameBackend("rmsNorm", "y", x, y);
  if (!(epsilon >= 0.0F)) fail("rmsNorm: expected an epsilon of 0 or more, got ", epsilon);
  if (x.dim(0) > 0) x.backend().rmsNorm(x, weight, epsilon, y);
}

}  // namespace headlight::ops
