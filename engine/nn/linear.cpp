#include "nn/linear.h"

#include "ops/ops.h"

namespace headlight {

Linear::Linear(const WeightScope& scope, int out, int in, Activation activation, bool bias)
    : weight_(scope.matrix("weight", out, in)), activation_(activation) {
  if (bias) bias_ = scope.vector("bias", out);
}

Linear Linear::scaledBy(const WeightScope& branch) const {
  Linear scaled = *this;
  scaled.scale_ = branch.vector("scale", weight_.dim(0));
  return scaled;
}

Tensor Linear::operator()(const Tensor& x) const {
  Tensor y = x.backend().allocate({x.dim(0), weight_.dim(0)});
  into(x, y);
  return y;
}

void Linear::into(const Tensor& x, Tensor& y) const {
  const Tensor* bias = bias_ ? &*bias_ : nullptr;
  if (scale_)
    ops::multiplyInto(ops::linear(x, weight_, bias, activation_), *scale_, y);
  else
    ops::linearInto(x, weight_, bias, activation_, y);
}

}  // namespace headlight
