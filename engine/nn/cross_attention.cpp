#include "nn/cross_attention.h"

#include <vector>

#include "nn/attend.h"
#include "ops/ops.h"

namespace headlight {

CrossAttention::CrossAttention(const WeightScope& scope, const BlockConfig& config, int layer)
    : config_(config),
      layer_(layer),
      query_(scope.sub("query"), config.heads * config.headWidth, config.width, Activation::None,
             config.projectionBias),
      keyValueWeight_(scope.matrices(
          {{"key.weight", config.kvHeads * config.headWidth}, {"value.weight", config.kvHeads * config.headWidth}},
          config.memoryWidth)),
      out_(scope.sub("out"), config.width, config.heads * config.headWidth, Activation::None, config.attentionOutBias) {
  if (config.projectionBias)
    keyValueBias_ = scope.vectors(
        {{"key.bias", config.kvHeads * config.headWidth}, {"value.bias", config.kvHeads * config.headWidth}});
}

Tensor CrossAttention::operator()(Run& run, const Tensor& x, const LastRows& memory) const {
  constexpr Site queries[] = {Site::Query}, keysAndValues[] = {Site::Key, Site::Value};
  const AttentionId attention{config_.stack, 1};
  const BlockStart start = run.start(config_.stack, layer_);
  Tensor freshQuery = run.placeProjections(attention, layer_, queries, start(Site::Query, 1));
  query_.into(x, freshQuery);
  const int first = start(Site::Key, 1);
  Tensor freshMemory = run.placeProjections(attention, layer_, keysAndValues, first);
  ops::linearInto(memory.rows.rows(first - memory.first, memory.rows.dim(0)), keyValueWeight_,
                  keyValueBias_ ? &*keyValueBias_ : nullptr, Activation::None, freshMemory);
  const std::vector<Rows> query = run.projections(attention, layer_, queries),
                          all = run.projections(attention, layer_, keysAndValues);
  return attentionOut(run, attention, layer_, config_, out_,
                      attend(run, attention, layer_, config_, query[0], all[0], all[1]));
}

}  // namespace headlight
