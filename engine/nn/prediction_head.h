#pragma once

#include <optional>

#include "nn/layers.h"
#include "nn/weight_scope.h"

namespace headlight {

/// What makes logits of rows of what leaves a stack: dense + activation, norm, a factor, then a product with the
/// vocabulary or the labels; what a family lacks of the first three, and of the bias, is left out.
struct PredictionHead {
  std::optional<Linear> transform = {};
  std::optional<LayerNorm> norm = {};
  Tensor weight;      ///< packed, [logits, width]
  Tensor bias = {};   ///< [1, logits]; undefined: none
  Tensor scale = {};  ///< [1, width], times every row (T5); undefined: none

  /// [rows, width] -> y [rows, logits].
  void into(const Tensor& rows, Tensor& y) const;
  /// The same into rows of its own.
  Tensor operator()(const Tensor& rows) const;

 private:
  Tensor transformed(const Tensor& rows) const;
};

}  // namespace headlight
