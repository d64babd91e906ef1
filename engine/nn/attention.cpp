#include "nn/attention.h"

#include <algorithm>
#include <vector>

#include "nn/rotary.h"
#include "ops/ops.h"

namespace headlight {

Attention::Attention(const WeightScope& scope, const BlockConfig& config, int layer)
    : config_(config),
      layer_(layer),
      projectionWeight_(scope.matrices({{"query.weight", config.heads * config.headWidth},
                                        {"key.weight", config.kvHeads * config.headWidth},
                                        {"value.weight", config.kvHeads * config.headWidth}},
                                       config.width)),
      out_(scope.sub("out"), config.width, config.heads * config.headWidth, Activation::None, config.attentionOutBias) {
  if (config.projectionBias)
    projectionBias_ = scope.vectors({{"query.bias", config.heads * config.headWidth},
                                     {"key.bias", config.kvHeads * config.headWidth},
                                     {"value.bias", config.kvHeads * config.headWidth}});
  if (config.layerScale) out_ = out_.scaledBy(scope);
}

Attention Attention::inLayer(int layer) const {
  Attention other = *this;
  other.layer_ = layer;
  return other;
}

Tensor Attention::headOut(Run& run, const Run::Projections& projections) const {
  const int tokens = run.rows(config_.stack);
  const BlockStart start = run.start(config_.stack, layer_);
  const std::vector<KeyCut> cuts = run.keyCuts(config_.stack, layer_);
  const float scale = config_.attentionScale / run.attentionTemperature(config_.stack, layer_);

  Tensor headOut = run.place(config_.stack, Site::HeadOut, layer_, start.headOut, {config_.heads, config_.headWidth});
  for (int first = start.pattern; first < tokens;) {
    const int base = first / Rows::blockRows * Rows::blockRows, end = std::min(base + Rows::blockRows, tokens);
    // A causal block has no columns for the keys behind its rows.
    const int keyCapacity = config_.causal ? base + Rows::blockRows : tokens, keyCount = std::min(tokens, keyCapacity);
    const Tensor query = projections.query.blockOf(first).rows(first - base, end - base);
    Tensor pattern = run.placePattern(config_.stack, layer_, first, end, keyCapacity);  // [rows, heads, keys]
    ops::attentionScoresInto(query, projections.key, scale, pattern);
    ops::cutKeys(pattern, first, cuts);
    ops::softmaxRows(pattern, first, keyCount, config_.causal, config_.slidingWindow);
    run.atPattern(config_.stack, layer_, first, keyCount, pattern);
    if (const int mixFirst = std::max(first, start.headOut); mixFirst < end) {
      Tensor mixed = headOut.rows(mixFirst - start.headOut, end - start.headOut);
      ops::attentionMixInto(pattern.rows(mixFirst - first, end - first), projections.value, mixed);
    }
    first = end;
  }
  return run.at(config_.stack, Site::HeadOut, layer_, start.headOut, headOut);
}

Tensor Attention::operator()(Run& run, const Tensor& x) const {
  const int tokens = run.rows(config_.stack);
  const BlockStart start = run.start(config_.stack, layer_);
  Tensor fresh = run.placeProjections(config_.stack, layer_, start.projections);
  ops::linearInto(x, projectionWeight_, projectionBias_ ? &*projectionBias_ : nullptr, Activation::None, fresh);
  if (config_.rotary) {
    Tensor turned = fresh.columns(0, {config_.heads + config_.kvHeads, config_.headWidth});  // query and key
    config_.rotary->turn(turned, start.projections, tokens);
  }

  const Tensor heads = headOut(run, run.projections(config_.stack, layer_));
  Tensor out = run.place(config_.stack, Site::AttnOut, layer_, start.attnOut, {config_.width});
  out_.into(heads.rows(start.attnOut - start.headOut, tokens - start.headOut)
                .viewAs({tokens - start.attnOut, config_.heads * config_.headWidth}),
            out);
  return run.at(config_.stack, Site::AttnOut, layer_, start.attnOut, out);
}

}  // namespace headlight
