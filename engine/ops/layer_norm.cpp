#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor layerNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon) {
  checkRows("layerNorm", "x", x, 2);
  if (x.dim(1) < 1) fail("layerNorm: rows of no elements have no mean");
  checkShape("layerNorm", "weight", weight, {1, x.dim(1)});
  checkShape("layerNorm", "bias", bias, {1, x.dim(1)});
  checkSameBackend("layerNorm", "weight", x, weight);
  checkSameBackend("layerNorm", "bias", x, bias);
  if (!(epsilon >= 0.0F)) fail("layerNorm: expected an epsilon of 0 or more, got ", epsilon);
  Backend& backend = x.backend();
  Tensor y = backend.allocate(x.shape());
  backend.layerNorm(x, weight, bias, epsilon, y);
  return y;
}

}  // namespace headlight::ops
