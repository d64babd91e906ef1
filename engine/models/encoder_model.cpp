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
namespace {

constexpr std::string_view pairWeight = "sentences.weight";

bool namesClass(const io::Config& config, std::string_view ending) {
  const std::vector<std::string> names = config.texts("architectures");
  return !names.empty() && names.front().ends_with(ending);
}

OutputInfo pairOutput(const EncoderConfig& encoder) {
  OutputInfo output{Says::Label, encoder.block.stack, static_cast<int>(encoder.ofPair.size())};
  output.labels = {encoder.ofPair.begin(), encoder.ofPair.end()};
  output.ofPair = true;
  return output;
}

}  // namespace

ModelInfo describeEncoder(const EncoderConfig& encoder, const io::Config& config, const HasWeight& has) {
  const BlockConfig& block = encoder.block;
  ModelInfo info;
  info.inputs = {textInput(encoder.vocabulary, encoder.positions - (encoder.paddingId ? *encoder.paddingId + 1 : 0))};
  std::get<TextInputInfo>(info.inputs.front().kind).tokenTypes = encoder.tokenTypes;
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
    return has(name) && (name != "pooler.weight" || has("classifier.weight") || (!encoder.ofPair.empty() && has(pairWeight)));
  };
  if (const std::optional<Says> says = headOf(config, heads, hasHead, std::nullopt, info)) {
    const bool named = !config.texts("architectures").empty(), pairs = !encoder.ofPair.empty();
    const bool ofPairAlone =
        pairs && says == Says::Label && (named ? namesClass(config, "ForNextSentencePrediction") : has(pairWeight));
    info.outputs = {says == Says::HiddenToken || says == Says::NextToken
                        ? tokenOutput(*says, block.stack, encoder.vocabulary)
                    : ofPairAlone ? pairOutput(encoder)
                                  : labelOutput(*says, block.stack, config)};
    const bool both = pairs && says == Says::HiddenToken && (!named || namesClass(config, "ForPreTraining"));
    if (both && has(pairWeight)) info.outputs.push_back(pairOutput(encoder));
  }
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
    if (info()->outputs.size() > 1) loadPairHead(weights, pairHead_, info()->outputs[1].logits);
    return;
  }
  if (output->ofPair) return loadPairHead(weights, head_, logits);
  const bool ofText = output->says == Says::Label;
  if (ofText) head_.transform.emplace(weights.sub("pooler"), width, width, encoder_.pooler);
  const WeightScope classifier = weights.sub(ofText                         ? "classifier"
                                             : output->says == Says::Answer ? "answers"
                                                                            : encoder_.tokenClassifier);
  head_.weight = classifier.matrix("weight", logits, width);
  head_.bias = classifier.vector("bias", logits);
}

void EncoderModel::loadPairHead(const WeightScope& weights, PredictionHead& head, int labels) const {
  const int width = encoder_.block.width;
  head.transform.emplace(weights.sub("pooler"), width, width, encoder_.pooler);
  head.weight = weights.matrix(pairWeight, labels, width);
  head.bias = weights.vector("sentences.bias", labels);
}

std::vector<std::int32_t> EncoderModel::positionsOf(std::span<const std::int32_t> ids) const {
  std::vector<std::int32_t> positions;
  std::int32_t next = encoder_.paddingId ? *encoder_.paddingId + 1 : 0;
  for (const std::int32_t id : ids)
    positions.push_back(encoder_.paddingId && id == *encoder_.paddingId ? *encoder_.paddingId : next++);
  return positions;
}

namespace {

std::vector<std::int32_t> typesFrom(const TokenInput& text, int first) {
  std::vector<std::int32_t> types;
  for (int row = first; row < static_cast<int>(text.ids.size()); ++row) types.push_back(text.typeOf(row));
  return types;
}

}  // namespace

Rows EncoderModel::embed(Run& run, const TokenInput& text) const {
  const std::span<const std::int32_t> ids = text.ids;
  run.section("embed");
  const int first = run.embedStart(stack());
  const auto fresh = ids.subspan(static_cast<std::size_t>(first));
  const std::vector<std::int32_t> positions = positionsOf(ids);
  Tensor sum = ops::gatherRows(embed_, fresh);
  if (encoder_.tokenTypes > 0) sum = ops::add(sum, ops::gatherRows(tokenType_, typesFrom(text, first)));
  sum = ops::add(sum, ops::gatherRows(position_, std::span(positions).subspan(static_cast<std::size_t>(first))));
  Tensor embed = run.placeResid(stack(), 0, first);  // [tokens - first, width]
  if (mapping_)
    mapping_->into((*embedNorm_)(sum), embed);
  else
    embedNorm_->into(sum, embed);
  return run.leave({stack(), Site::Embed}, first, embed);
}

void EncoderModel::forward(Run& run) const {
  (void)checkedTokens(*info(), stack(), run.input(stack()));
  const Rows x = stack_(run, embed(run, std::get<TokenInput>(run.input(stack()))));
  if (info()->output()) predict(run, *info()->output(), x);
  if (info()->outputs.size() > 1) predictPair(run, x);
}

void EncoderModel::predictPair(Run& run, const Rows& x) const {
  constexpr std::size_t place = 1;
  run.section("sentences");
  if (!run.keepsPredictedLogits(place)) run.keepPredictedLogits(pairHead_(x.blockOf(0).rows(0, 1)), place);
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
