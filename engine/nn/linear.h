#pragma once

#include <optional>

#include "nn/weight_scope.h"

namespace headlight {

/// x W^T, plus b where there is one, then an activation: [rows, in] -> [rows, out].
class Linear {
 public:
  Linear(const WeightScope& scope, int out, int in, Activation activation = Activation::None, bool bias = true);
  /// The last layer of a branch: each column of what it gives times a factor of its own, `scale` of `branch`
  /// (LayerScale, Touvron et al. 2021, arXiv:2103.17239). Not folded into the weights, which would be rounded once
  /// more.
  Linear scaledBy(const WeightScope& branch) const;
  Tensor operator()(const Tensor& x) const;
  /// The same into rows that the caller has.
  void into(const Tensor& x, Tensor& y) const;

 private:
  Tensor weight_;
  std::optional<Tensor> bias_, scale_;  ///< [1, out]
  Activation activation_;
};

}  // namespace headlight
