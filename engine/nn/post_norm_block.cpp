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
      ln2_(scope.sub("ln2"), config.width, config.epsilon) {}

PostNormBlock PostNormBlock::inLayer(int layer) const {
  PostNormBlock other = *this;
  other.layer_ = layer;
  other.attn_ = attn_.inLayer(layer);
  other.mlp_ = mlp_.inLayer(layer);
  return other;
}

Rows PostNormBlock::operator()(Run& run, const Rows& x) const {
  run.section("blocks." + std::to_string(layer_));
  const BlockStart start = run.start(stack_, layer_);
  const Rows pre = run.enter(stack_, layer_, x);
  const auto from = [&](int first) { return rowsFrom(run.backend(), pre, first, {width_}); };
  const auto behind = [](const Tensor& rows, int first, int later) { return rows.rows(later - first, rows.dim(0)); };

  const Tensor attnOut = attn_(run, from(start.projections));
  Tensor mid = run.place(stack_, Site::ResidMid, layer_, start.residMid, {width_});
  ops::addInto(from(start.residMid), behind(attnOut, start.attnOut, start.residMid), mid);
  mid = run.at(stack_, Site::ResidMid, layer_, start.residMid, mid);

  const Tensor normed = ln1_(behind(mid, start.residMid, start.mlpOut));
  const Tensor mlpOut = mlp_(run, normed);
  Tensor post = run.place(stack_, Site::ResidPost, layer_, start.residPost, {width_});
  ops::addInto(behind(normed, start.mlpOut, start.residPost), behind(mlpOut, start.mlpOut, start.residPost), post);
  post = run.at(stack_, Site::ResidPost, layer_, start.residPost, post);

  Tensor out = run.placeResid(stack_, layer_ + 1, start.blockOut);
  ln2_.into(behind(post, start.residPost, start.blockOut), out);
  const Rows left = run.leave(stack_, Site::BlockOut, layer_, start.blockOut, out);
  run.checkpoint();
  return left;
}

}  // namespace headlight
