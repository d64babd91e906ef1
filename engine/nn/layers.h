#pragma once

#include <optional>

#include "nn/block_config.h"
#include "nn/cross_attention.h"
#include "nn/linear.h"
#include "nn/self_attention.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// Ba, Kiros and Hinton 2016, arXiv:1607.06450: [rows, width] -> [rows, width].
class LayerNorm {
 public:
  LayerNorm(const WeightScope& scope, int width, float epsilon);
  Tensor operator()(const Tensor& x) const;
  void into(const Tensor& x, Tensor& y) const;

 private:
  Tensor weight_, bias_;
  float epsilon_;
};

/// Zhang and Sennrich 2019, arXiv:1910.07467: [rows, width] -> [rows, width].
class RmsNorm {
 public:
  RmsNorm(const WeightScope& scope, int width, float epsilon);
  Tensor operator()(const Tensor& x) const;
  void into(const Tensor& x, Tensor& y) const;

 private:
  Tensor weight_;
  float epsilon_;
};

/// Two linear layers with an activation between: rows from run.start(...)(Site::MlpOut) on, [rows, width] -> [rows,
/// width].
class Mlp {
 public:
  Mlp(const WeightScope& scope, const BlockConfig& config, int layer);
  Tensor operator()(Run& run, const Tensor& x) const;
  /// The same weights as layer `layer`.
  Mlp inLayer(int layer) const;

 private:
  StackId stack_;
  int layer_, width_;
  Linear in_, out_;
};

/// down(activation(gate(x)) * up(x)): SwiGLU where the activation is SiLU (Shazeer 2020, arXiv:2002.05202). Rows and
/// shapes as in Mlp.
class GatedMlp {
 public:
  GatedMlp(const WeightScope& scope, const BlockConfig& config, int layer);
  Tensor operator()(Run& run, const Tensor& x) const;

 private:
  StackId stack_;
  int layer_, width_;
  Linear gate_, up_, down_;
};

/// x + attn(ln1(x)), then where there is a memory x + crossAttn(lnCross(x), memory), then x + mlp(ln2(x)) (Radford et
/// al. 2019; Xiong et al. 2020, arXiv:2002.04745; T5: Raffel et al. 2020, arXiv:1910.10683), with the norm and the MLP
/// of a family.
template <class Norm, class Feed>
class PreNorm {
 public:
  PreNorm(const WeightScope& scope, const BlockConfig& config, int layer);
  /// x: all rows [tokens, width] of what entered; computes what the run has not kept, gives all rows of what leaves.
  /// `memory`: of blocks with cross-attention, BlockConfig::memoryWidth.
  Rows operator()(Run& run, const Rows& x, const LastRows* memory = nullptr) const;

 private:
  StackId stack_;
  int layer_, width_;
  Norm ln1_;
  SelfAttention attn_;
  std::optional<Norm> lnCross_;
  std::optional<CrossAttention> crossAttn_;
  Norm ln2_;
  Feed mlp_;
};

using PreNormBlock = PreNorm<LayerNorm, Mlp>;      ///< GPT-2, ViT, DeiT, DINOv2
using SwiGluBlock = PreNorm<LayerNorm, GatedMlp>;  ///< DINOv2 giant
using T5Block = PreNorm<RmsNorm, Mlp>;             ///< T5 (Raffel et al. 2020, arXiv:1910.10683)
/// Llama (Touvron et al. 2023, arXiv:2302.13971), Mistral, Qwen2, T5 1.1.
using LlamaBlock = PreNorm<RmsNorm, GatedMlp>;

}  // namespace headlight
