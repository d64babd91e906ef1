#pragma once

#include <optional>

#include "nn/block_config.h"
#include "nn/linear.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// Multi-head attention of a stack to itself (Vaswani et al. 2017, arXiv:1706.03762, section 3.2); see `attend`.
class SelfAttention {
 public:
  SelfAttention(const WeightScope& scope, const BlockConfig& config, int layer);
  /// x: rows from run.start(...)(Site::Query) on [rows, width]; gives rows from run.start(...)(Site::AttnOut) on.
  Tensor operator()(Run& run, const Tensor& x) const;
  /// The same weights as layer `layer`.
  SelfAttention inLayer(int layer) const;

 private:
  BlockConfig config_;
  int layer_;
  Tensor projectionWeight_;  ///< query, key and value one below the other: one product
  std::optional<Tensor> projectionBias_;
  Linear out_;
};

}  // namespace headlight
