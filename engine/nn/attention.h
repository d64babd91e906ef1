#pragma once

#include <optional>

#include "nn/block_config.h"
#include "nn/linear.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// Multi-head self-attention with its pattern in sight (Vaswani et al. 2017, arXiv:1706.03762, section 3.2). The
/// pattern is always materialised, 64 rows at a time: a fused kernel would hide it.
class Attention {
 public:
  Attention(const WeightScope& scope, const BlockConfig& config, int layer);
  /// x: rows from run.start(...).projections on [rows, width]; gives rows from run.start(...).attnOut on.
  Tensor operator()(Run& run, const Tensor& x) const;
  /// The same weights as layer `layer`.
  Attention inLayer(int layer) const;

 private:
  Tensor headOut(Run& run, const Run::Projections& projections) const;

  BlockConfig config_;
  int layer_;
  Tensor projectionWeight_;  ///< query, key and value one below the other: one product
  std::optional<Tensor> projectionBias_;
  Linear out_;
};

}  // namespace headlight
