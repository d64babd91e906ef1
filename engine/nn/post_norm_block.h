#pragma once

#include <optional>

#include "nn/block_config.h"
#include "nn/cross_attention.h"
#include "nn/layers.h"
#include "nn/self_attention.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// BERT and the original transformer: y = ln1(x + attn(x)), then where there is a memory y = lnCross(y + crossAttn(y,
/// memory)), then ln2(y + mlp(y)) (Vaswani et al. 2017, arXiv:1706.03762, section 3.1; Devlin et al. 2019,
/// arXiv:1810.04805).
class PostNormBlock {
 public:
  PostNormBlock(const WeightScope& scope, const BlockConfig& config, int layer);
  /// The same weights once more, as layer `layer` (Lan et al. 2020, ALBERT, arXiv:1909.11942: one for all layers).
  PostNormBlock inLayer(int layer) const;
  /// x: all rows [tokens, width] of what entered; computes what the run has not kept, gives all rows of what leaves.
  /// `memory`: of blocks with cross-attention, BlockConfig::memoryWidth.
  Rows operator()(Run& run, const Rows& x, const LastRows* memory = nullptr) const;

 private:
  StackId stack_;
  int layer_, width_;
  SelfAttention attn_;
  LayerNorm ln1_;
  std::optional<CrossAttention> crossAttn_;
  std::optional<LayerNorm> lnCross_;
  Mlp mlp_;
  LayerNorm ln2_;
};

}  // namespace headlight
