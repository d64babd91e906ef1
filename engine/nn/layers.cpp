#include "nn/layers.h"

#include <string>

#include "ops/ops.h"

namespace headlight {

Linear::Linear(const WeightScope& scope, int out, int in, Activation activation)
    : weight_(scope.matrix("weight", out, in)), bias_(scope.vector("bias", out)), activation_(activation) {}

Tensor Linear::operator()(const Tensor& x) const { return ops::linear(x, weight_, &bias_, activation_); }

LayerNorm::LayerNorm(const WeightScope& scope, int width, float epsilon)
    : weight_(scope.vector("weight", width)), bias_(scope.vector("bias", width)), epsilon_(epsilon) {}

Tensor LayerNorm::operator()(const Tensor& x) const { return ops::layerNorm(x, weight_, bias_, epsilon_); }

Mlp::Mlp(const WeightScope& scope, const BlockConfig& config, int layer)
    : stack_(config.stack),
      layer_(layer),
      in_(scope.sub("in"), config.hidden, config.width, config.activation),
      out_(scope.sub("out"), config.width, config.hidden) {}

Tensor Mlp::operator()(Run& run, const Tensor& x) const { return run.at(stack_, Site::MlpOut, layer_, out_(in_(x))); }

PreNormBlock::PreNormBlock(const WeightScope& scope, const BlockConfig& config, int layer)
    : stack_(config.stack),
      layer_(layer),
      ln1_(scope.sub("ln1"), config.width, config.epsilon),
      attn_(scope.sub("attn"), config, layer),
      ln2_(scope.sub("ln2"), config.width, config.epsilon),
      mlp_(scope.sub("mlp"), config, layer) {}

Tensor PreNormBlock::operator()(Run& run, Tensor x) const {
  run.section("blocks." + std::to_string(layer_));
  x = run.at(stack_, Site::ResidPre, layer_, x);
  x = run.at(stack_, Site::ResidMid, layer_, ops::add(x, attn_(run, ln1_(x))));
  x = run.at(stack_, Site::ResidPost, layer_, ops::add(x, mlp_(run, ln2_(x))));
  run.checkpoint();
  return x;
}

}  // namespace headlight
