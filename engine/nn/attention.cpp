#include "nn/attention.h"

#include <algorithm>
#include <vector>

#include "ops/ops.h"

namespace headlight {

Attention::Attention(const WeightScope& scope, const BlockConfig& config, int layer)
    : config_(config),
      layer_(layer),
      queryWeight_(scope.matrix("query.weight", config.heads * config.headWidth, config.width)),
      queryBias_(scope.vector("query.bias", config.heads * config.headWidth)),
      keyWeight_(scope.matrix("key.weight", config.kvHeads * config.headWidth, config.width)),
      keyBias_(scope.vector("key.bias", config.kvHeads * config.headWidth)),
      valueWeight_(scope.matrix("value.weight", config.kvHeads * config.headWidth, config.width)),
      valueBias_(scope.vector("value.bias", config.kvHeads * config.headWidth)),
      outWeight_(scope.matrix("out.weight", config.width, config.heads * config.headWidth)),
      outBias_(scope.vector("out.bias", config.width)) {}

Tensor Attention::project(Run& run, Site site, const Tensor& x, const Tensor& weight, const Tensor& bias,
                          int heads) const {
  const Tensor flat = ops::linear(x, weight, &bias);
  return run.at(config_.stack, site, layer_, flat.viewAs({x.dim(0), heads, config_.headWidth}));
}

Tensor Attention::operator()(Run& run, const Tensor& x) const {
  const int tokens = x.dim(0);
  const Tensor query = project(run, Site::Query, x, queryWeight_, queryBias_, config_.heads);
  const Rows key(project(run, Site::Key, x, keyWeight_, keyBias_, config_.kvHeads));
  const Rows value(project(run, Site::Value, x, valueWeight_, valueBias_, config_.kvHeads));

  const bool keepPattern = run.wants(config_.stack, Site::Pattern, layer_);
  std::vector<Tensor> patternBlocks;
  Tensor headOut = run.backend().allocate({tokens, config_.heads, config_.headWidth});
  for (int first = 0; first < tokens; first += Rows::blockRows) {
    const int end = std::min(first + Rows::blockRows, tokens);
    const int keyCapacity = config_.causal ? first + Rows::blockRows : tokens;
    const int keyCount = std::min(tokens, keyCapacity);  // a causal block has no columns for the keys behind its rows
    Tensor pattern =
        ops::attentionScores(query.rows(first, end), key, config_.attentionScale, keyCapacity);  // [rows, heads, keys]
    ops::softmaxRows(pattern, first, keyCount, config_.causal);
    Tensor mixed = headOut.rows(first, end);
    ops::attentionMixInto(pattern, value, mixed);
    if (keepPattern) {
      run.keepPatternSums(config_.stack, layer_, ops::patternStatistics(pattern, first, keyCount, config_.causal));
      patternBlocks.push_back(pattern);
    }
  }
  if (keepPattern) run.keep(config_.stack, Site::Pattern, layer_, Rows(std::move(patternBlocks)));

  headOut = run.at(config_.stack, Site::HeadOut, layer_, headOut);
  return ops::linear(headOut.viewAs({tokens, config_.heads * config_.headWidth}), outWeight_, &outBias_);
}

}  // namespace headlight
