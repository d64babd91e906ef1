#include "nn/post_norm_block.h"

#include <string>

#include "ops/ops.h"

namespace headlight {

PostNormBlock::PostNormBlock(const WeightScope& scope, const BlockConfig& config, int layer)
    : stack_(config.stack),
      layer_(layer),
      width_(config.width),
      attn_(scope.sub("attn"), config, layer),
      ln1_(scope.sub("ln1"), config.width, config.epsilon),
      mlp_(scope.sub("mlp"), config, layer),
      ln2_(scope.sub("ln2"), config.width, config.epsilon) {
  if (config.memoryWidth == 0) return;
  crossAttn_.emplace(scope.sub("crossAttn"), config, layer);
  lnCross_.emplace(scope.sub("lnCross"), config.width, config.epsilon);
}

PostNormBlock PostNormBlock::inLayer(int layer) const {
  PostNormBlock other = *this;
  other.layer_ = layer;
  other.attn_ = attn_.inLayer(layer);
  other.mlp_ = mlp_.inLayer(layer);
  return other;
}

Rows PostNormBlock::operator()(Run& run, const Rows& x, const LastRows* memory) const {
  run.section(stack_, "blocks." + std::to_string(layer_));
  const BlockStart start = run.start(stack_, layer_);
  const Rows pre = run.enter(stack_, layer_, x);
  const auto from = [&](int first) { return rowsFrom(run.backend(), pre, first, {width_}); };
  const auto after = [](const Tensor& rows, int first, int later) { return rows.rows(later - first, rows.dim(0)); };
  const int midStart = start(Site::ResidMid), mlpStart = start(Site::MlpOut), postStart = start(Site::ResidPost);

  const Tensor attnOut = attn_(run, from(start(Site::Query)));
  Tensor mid = run.place({stack_, Site::ResidMid, layer_}, midStart, {width_});
  ops::addInto(from(midStart), after(attnOut, start(Site::AttnOut), midStart), mid);
  mid = run.at({stack_, Site::ResidMid, layer_}, midStart, mid);

  Tensor normed;  // from mlpStart on
  if (crossAttn_) {
    const SiteId site{stack_, Site::ResidMid, layer_, 1};
    const int first = start(Site::ResidMid, 1);
    const Tensor normedMid = ln1_(after(mid, midStart, first));
    const Tensor crossOut = (*crossAttn_)(run, after(normedMid, first, start(Site::Query, 1)), *memory);
    Tensor sum = run.place(site, first, {width_});
    ops::addInto(normedMid, after(crossOut, start(Site::AttnOut, 1), first), sum);
    sum = run.at(site, first, sum);
    normed = (*lnCross_)(after(sum, first, mlpStart));
  } else {
    normed = ln1_(after(mid, midStart, mlpStart));
  }
  const Tensor mlpOut = mlp_(run, normed);
  Tensor post = run.place({stack_, Site::ResidPost, layer_}, postStart, {width_});
  ops::addInto(after(normed, mlpStart, postStart), after(mlpOut, mlpStart, postStart), post);
  post = run.at({stack_, Site::ResidPost, layer_}, postStart, post);

  const int outStart = start(Site::BlockOut);
  Tensor out = run.placeResid(stack_, layer_ + 1, outStart);
  ln2_.into(after(post, postStart, outStart), out);
  const Rows left = run.leave({stack_, Site::BlockOut, layer_}, outStart, out);
  run.checkpoint();
  return left;
}

}  // namespace headlight
