#include "models/encoder_model.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.h"
#include "info/check_input.h"
#include "models/token_table.h"
#include "nn/logits_by_layer.h"
#include "ops/ops.h"

namespace headlight {
ModelInfo describeEncoder(const EncoderConfig& encoder, const io::Config& config, const HasWeight& has) {
  const BlockConfig& block = encoder.block;
  ModelInfo info;
  info.inputs = {textInput(encoder.vocabulary, encoder.positions - (encoder.paddingId ? *encoder.paddingId + 1 : 0))};
  info.stacks = {
      {block.stack, encoder.layers, block.heads, block.kvHeads, block.headWidth, block.width, block.causal, true}};
  info.stacks.back().name = block.causal ? "decoder" : "encoder";
  const std::string tokenClassifier = std::string(encoder.tokenClassifier) + ".weight";
  std::vector<HeadOfFamily> heads = {
      {Says::HiddenToken, "transform.weight"},
      {Says::Label, "pooler.weight"},
      {Says::LabelPerRow, tokenClassifier},
      {Says::Answer, "answers.weight"},
  };
  // The same weights: without a class' name a causal model is taken for a language model.
  if (encoder.saysNextToken)
    heads.insert(block.causal ? heads.begin() : heads.end(), {Says::NextToken, "transform.weight"});
  // A pooler alone is no classifier.
  const HasWeight hasHead = [&](std::string_view name) {
    return has(name) && (name != "pooler.weight" || has("classifier.weight"));
  };
  if (const std::optional<Says> says = headOf(config, heads, hasHead, std::nullopt, info))
    info.outputs = {says == Says::HiddenToken || says == Says::NextToken
                        ? tokenOutput(*says, block.stack, encoder.vocabulary)
                        : labelOutput(*says, block.stack, config)};
  return info;
}

EncoderModel::EncoderModel(std::shared_ptr<const ModelInfo> info, const EncoderConfig& encoder, Loading& loading)
    : Model(std::move(info)), encoder_(encoder) {
  const BlockConfig& block = encoder_.block;
  const WeightScope& weights = loading.weights();
  loading.step("embedding");
  const int width = encoder_.embeddingWidth;
  embed_ = loadTokenTable(weights, this->info()->output(), encoder_.tied, "decoder.weight", encoder_.vocabulary, width);
  position_ = weights.table("position.weight", encoder_.positions, width);
  if (encoder_.tokenTypes > 0) tokenType_ = weights.table("tokenType.weight", encoder_.tokenTypes, width);
  embedNorm_.emplace(weights.sub("embedNorm"), width, block.epsilon);
  if (encoder_.embeddingMapped) mapping_.emplace(weights.sub("mapping"), block.width, width);
  const std::vector<std::string>& shared = encoder_.sharedBlocks;
  for (int layer = 0; layer < encoder_.layers; ++layer) {
    const std::string own = std::to_string(layer);
    loading.step("blocks." + own);
    const auto first =
        shared.empty() ? shared.end() : std::ranges::find(shared, shared[static_cast<std::size_t>(layer)]);
    if (const auto earlier = first - shared.begin(); !shared.empty() && earlier < layer)
      stack_.addBlockAgain(static_cast<int>(earlier));
    else
      stack_.addBlock(weights.sub("blocks." + (shared.empty() ? own : *first)), block);
  }
  loading.step("head");
  loadHead(weights);
}

void EncoderModel::loadHead(const WeightScope& weights) {
  const OutputInfo* output = info()->output();
  if (!output) return;
  const int width = encoder_.block.width, logits = output->logits;
  if (output->ofTokens()) {
    const int inner = encoder_.embeddingWidth;
    head_.transform.emplace(weights.sub("transform"), inner, width, encoder_.transform);
    head_.norm.emplace(weights.sub("transformNorm"), inner, encoder_.block.epsilon);
    head_.weight = encoder_.tied ? weights.matrixUnlessTied("decoder.weight", "embed.weight", embed_, logits, inner)
                                 : weights.matrix("decoder.weight", logits, inner);
    head_.bias = weights.vector(weights.has("decoder.bias") ? "decoder.bias" : encoder_.otherBias, logits);
    return;
  }
  const bool ofText = output->says == Says::Label;
  if (ofText) head_.transform.emplace(weights.sub("pooler"), width, width, encoder_.pooler);
  const WeightScope classifier = weights.sub(ofText                         ? "classifier"
                                             : output->says == Says::Answer ? "answers"
                                                                            : encoder_.tokenClassifier);
  head_.weight = classifier.matrix("weight", logits, width);
  head_.bias = classifier.vector("bias", logits);
}

std::vector<std::int32_t> EncoderModel::positionsOf(std::span<const std::int32_t> ids) const {
  std::vector<std::int32_t> positions;
  std::int32_t next = encoder_.paddingId ? *encoder_.paddingId + 1 : 0;
  for (const std::int32_t id : ids)
    positions.push_back(encoder_.paddingId && id == *encoder_.paddingId ? *encoder_.paddingId : next++);
  return positions;
}

Rows EncoderModel::embed(Run& run, std::span<const std::int32_t> ids) const {
  run.section("embed");
  const int first = run.embedStart(stack());
  const auto fresh = ids.subspan(static_cast<std::size_t>(first));
  const std::vector<std::int32_t> positions = positionsOf(ids);
  Tensor sum = ops::gatherRows(embed_, fresh);
  if (encoder_.tokenTypes > 0)
    sum = ops::add(sum, ops::gatherRows(tokenType_, std::vector<std::int32_t>(fresh.size(), 0)));
  sum = ops::add(sum, ops::gatherRows(position_, std::span(positions).subspan(static_cast<std::size_t>(first))));
  Tensor embed = run.placeResid(stack(), 0, first);  // [tokens - first, width]
  if (mapping_)
    mapping_->into((*embedNorm_)(sum), embed);
  else
    embedNorm_->into(sum, embed);
  return run.leave({stack(), Site::Embed}, first, embed);
}

void EncoderModel::forward(Run& run) const {
  const std::vector<std::int32_t>& ids = checkedTokens(*info(), stack(), run.input(stack()));
  const Rows x = stack_(run, embed(run, ids));
  if (info()->output()) predict(run, *info()->output(), x);
}

void EncoderModel::predict(Run& run, const OutputInfo& output, const Rows& x) const {
  run.section("logits");
  if (output.ofEveryRow() && run.wants({stack(), Site::Logits})) {
    const LastRows last = lastRows(run, stack(), encoder_.block.width, x);
    const int predicted = run.predictedRow() - last.first;
    Tensor logits = run.place({stack(), Site::Logits}, last.first, {output.logits});
    head_.into(last.rows, logits);
    logits = run.at({stack(), Site::Logits}, last.first, logits);
    if (!run.keepsPredictedLogits()) run.keepPredictedLogits(logits.rows(predicted, predicted + 1));
  } else if (!run.keepsPredictedLogits()) {
    const int first = run.predictedRow() % Rows::blockRows;
    run.keepPredictedLogits(head_(x.blockOf(run.predictedRow()).rows(first, first + 1)));
  }
  leaveLogitsByLayer(run, stack(), [&](const Tensor& rows, Tensor& logits) { head_.into(rows, logits); });
}

}  // namespace headlight
