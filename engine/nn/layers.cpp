#include "nn/layers.h"

#include <string>

#include "ops/ops.h"

namespace headlight {

LayerNorm::LayerNorm(const WeightScope& scope, int width, float epsilon)
    : weight_(scope.vector("weight", width)), bias_(scope.vector("bias", width)), epsilon_(epsilon) {}

Tensor LayerNorm::operator()(const Tensor& x) const { return ops::layerNorm(x, weight_, bias_, epsilon_); }

void LayerNorm::into(const Tensor& x, Tensor& y) const { ops::layerNormInto(x, weight_, bias_, epsilon_, y); }

RmsNorm::RmsNorm(const WeightScope& scope, int width, float epsilon)
    : weight_(scope.vector("weight", width)), epsilon_(epsilon) {}

Tensor RmsNorm::operator()(const Tensor& x) const { return ops::rmsNorm(x, weight_, epsilon_); }

void RmsNorm::into(const Tensor& x, Tensor& y) const { ops::rmsNormInto(x, weight_, epsilon_, y); }

Mlp::Mlp(const WeightScope& scope, const BlockConfig& config, int layer)
    : stack_(config.stack),
      layer_(layer),
      width_(config.width),
      in_(scope.sub("in"), config.hidden, config.width, config.activation, config.mlpBias),
      out_(scope.sub("out"), config.width, config.hidden, Activation::None, config.mlpBias) {
  if (config.layerScale) out_ = out_.scaledBy(scope);
}

Tensor Mlp::operator()(Run& run, const Tensor& x) const {
  const int first = run.start(stack_, layer_)(Site::MlpOut);
  Tensor y = run.place({stack_, Site::MlpOut, layer_}, first, {width_});
  out_.into(in_(x), y);
  return run.at({stack_, Site::MlpOut, layer_}, first, y);
}

Mlp Mlp::inLayer(int layer) const {
  Mlp other = *this;
  other.layer_ = layer;
  return other;
}

GatedMlp::GatedMlp(const WeightScope& scope, const BlockConfig& config, int layer)
    : stack_(config.stack),
      layer_(layer),
      width_(config.width),
      gate_(scope.sub("gate"), config.hidden, config.width, config.activation, config.mlpBias),
      up_(scope.sub("up"), config.hidden, config.width, Activation::None, config.mlpBias),
      down_(scope.sub("down"), config.width, config.hidden, Activation::None, config.mlpBias) {
  if (config.layerScale) down_ = down_.scaledBy(scope);
}

Tensor GatedMlp::operator()(Run& run, const Tensor& x) const {
  const int first = run.start(stack_, layer_)(Site::MlpOut);
  Tensor y = run.place({stack_, Site::MlpOut, layer_}, first, {width_});
  down_.into(ops::multiply(gate_(x), up_(x)), y);
  return run.at({stack_, Site::MlpOut, layer_}, first, y);
}

template <class Norm, class Feed>
PreNorm<Norm, Feed>::PreNorm(const WeightScope& scope, const BlockConfig& config, int layer)
    : stack_(config.stack),
      layer_(layer),
      width_(config.width),
      ln1_(scope.sub("ln1"), config.width, config.epsilon),
      attn_(scope.sub("attn"), config, layer),
      ln2_(scope.sub("ln2"), config.width, config.epsilon),
      mlp_(scope.sub("mlp"), config, layer) {
  if (config.memoryWidth == 0) return;
  lnCross_.emplace(scope.sub("lnCross"), config.width, config.epsilon);
  crossAttn_.emplace(scope.sub("crossAttn"), config, layer);
}

template <class Norm, class Feed>
Rows PreNorm<Norm, Feed>::operator()(Run& run, const Rows& x, const LastRows* memory) const {
  run.section(stack_, "blocks." + std::to_string(layer_));
  const BlockStart start = run.start(stack_, layer_);
  const Rows pre = run.enter(stack_, layer_, x);
  const auto from = [&](int first) { return rowsFrom(run.backend(), pre, first, {width_}); };
  const auto after = [](const Tensor& rows, int first, int later) { return rows.rows(later - first, rows.dim(0)); };

  const Tensor attnOut = attn_(run, ln1_(from(start(Site::Query))));
  int midStart = start(Site::ResidMid);
  Tensor mid = run.place({stack_, Site::ResidMid, layer_}, midStart, {width_});
  ops::addInto(from(midStart), after(attnOut, start(Site::AttnOut), midStart), mid);
  mid = run.at({stack_, Site::ResidMid, layer_}, midStart, mid);
  if (crossAttn_) {
    const SiteId site{stack_, Site::ResidMid, layer_, 1};
    const int first = start(Site::ResidMid, 1);
    const Tensor crossOut = (*crossAttn_)(run, (*lnCross_)(after(mid, midStart, start(Site::Query, 1))), *memory);
    Tensor sum = run.place(site, first, {width_});
    ops::addInto(after(mid, midStart, first), after(crossOut, start(Site::AttnOut, 1), first), sum);
    mid = run.at(site, first, sum);
    midStart = first;
  }

  const int mlpStart = start(Site::MlpOut), postStart = start(Site::ResidPost);
  const Tensor mlpOut = mlp_(run, ln2_(after(mid, midStart, mlpStart)));
  Tensor post = run.placeResid(stack_, layer_ + 1, postStart);
  ops::addInto(after(mid, midStart, postStart), after(mlpOut, mlpStart, postStart), post);
  const Rows left = run.leave({stack_, Site::ResidPost, layer_}, postStart, post);
  run.checkpoint();
  return left;
}

template class PreNorm<LayerNorm, Mlp>;
template class PreNorm<LayerNorm, GatedMlp>;
template class PreNorm<RmsNorm, GatedMlp>;
template class PreNorm<RmsNorm, Mlp>;

}  // namespace headlight
