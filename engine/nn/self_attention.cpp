#include "nn/self_attention.h"

#include <vector>

#include "nn/attend.h"
#include "nn/rotary.h"
#include "ops/ops.h"

namespace headlight {

SelfAttention::SelfAttention(const WeightScope& scope, const BlockConfig& config, int layer)
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

SelfAttention SelfAttention::inLayer(int layer) const {
  SelfAttention other = *this;
  other.layer_ = layer;
  return other;
}

Tensor SelfAttention::operator()(Run& run, const Tensor& x) const {
  constexpr Site parts[] = {Site::Query, Site::Key, Site::Value};
  const AttentionId attention{config_.stack};
  const int first = run.start(config_.stack, layer_)(Site::Query);
  Tensor fresh = run.placeProjections(attention, layer_, parts, first);
  ops::linearInto(x, projectionWeight_, projectionBias_ ? &*projectionBias_ : nullptr, Activation::None, fresh);
  if (config_.rotary) {
    Tensor turned = fresh.columns(0, {config_.heads + config_.kvHeads, config_.headWidth});  // query and key
    config_.rotary->turn(turned, first, run.rows(config_.stack));
  }
  const std::vector<Rows> all = run.projections(attention, layer_, parts);
  return attentionOut(run, attention, layer_, config_, out_,
                      attend(run, attention, layer_, config_, all[0], all[1], all[2]));
}

}  // namespace headlight
