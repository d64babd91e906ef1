#include "nn/prediction_head.h"

#include "ops/ops.h"

namespace headlight {

Tensor PredictionHead::transformed(const Tensor& rows) const {
  const Tensor dense = transform ? (*transform)(rows) : rows;
  const Tensor normed = norm ? (*norm)(dense) : dense;
  return scale.defined() ? ops::multiply(normed, scale) : normed;
}

void PredictionHead::into(const Tensor& rows, Tensor& y) const {
  ops::linearInto(transformed(rows), weight, bias.defined() ? &bias : nullptr, Activation::None, y);
}

Tensor PredictionHead::operator()(const Tensor& rows) const {
  return ops::linear(transformed(rows), weight, bias.defined() ? &bias : nullptr);
}

}  // namespace headlight
