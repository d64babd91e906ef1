#pragma once

#include "nn/attention.h"
#include "nn/block_config.h"
#include "nn/weight_scope.h"
#include "run/run.h"

namespace headlight {

/// x W^T + b, then an activation: [rows, in] -> [rows, out].
class Linear {
 public:
  Linear(const WeightScope& scope, int out, int in, Activation activation = Activation::None);
  Tensor operator()(const Tensor& x) const;
  /// The same into rows that the caller has.
  void into(const Tensor& x, Tensor& y) const;

 private:
  Tensor weight_, bias_;
  Activation activation_;
};

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

/// Two linear layers with an activation between: rows from run.start(...).mlpOut on, [rows, width] -> [rows, width].
class Mlp {
 public:
  Mlp(const WeightScope& scope, const BlockConfig& config, int layer);
  Tensor operator()(Run& run, const Tensor& x) const;
  /// The same weights as layer `layer`.
  Mlp inLayer(int layer) const;

 private:
  Stack stack_;
  int layer_, width_;
  Linear in_, out_;
};

/// GPT-2, ViT: x + attn(ln1(x)), then x + mlp(ln2(x)) (Radford et al. 2019; Xiong et al. 2020, arXiv:2002.04745).
class PreNormBlock {
 public:
  PreNormBlock(const WeightScope& scope, const BlockConfig& config, int layer);
  /// x: all rows [tokens, width] of what entered; computes what the run has not kept, gives all rows of what leaves.
  Rows operator()(Run& run, const Rows& x) const;

 private:
  Stack stack_;
  int layer_, width_;
  LayerNorm ln1_;
  Attention attn_;
  LayerNorm ln2_;
  Mlp mlp_;
};

}  // namespace headlight
