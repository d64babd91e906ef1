#pragma once

#include "nn/block_config.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// Multi-head self-attention with its pattern in sight (Vaswani et al. 2017, arXiv:1706.03762, section 3.2):
/// [tokens, width] -> [tokens, width]. The pattern is always materialised, 64 rows at a time: a fused kernel would hide
/// it.
class Attention {
 public:
  Attention(const WeightScope& scope, const BlockConfig& config, int layer);
  Tensor operator()(Run& run, const Tensor& x) const;

 private:
  Tensor project(Run& run, Site site, const Tensor& x, const Tensor& weight, const Tensor& bias, int heads) const;

  BlockConfig config_;
  int layer_;
  Tensor queryWeight_, queryBias_, keyWeight_, keyBias_, valueWeight_, valueBias_, outWeight_, outBias_;
};

}  // namespace headlight
