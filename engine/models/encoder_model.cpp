#include "models/encoder_model.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.h"
#include "info/check_input.h"
#include "io/weights.h"
#include "nn/weight_scope.h"
#include "ops/ops.h"

namespace headlight {
namespace {

constexpr StackId stack = StackId::Encoder;

OutputHead headNamed(const io::Config& config, const std::string& architecture) {
  if (architecture.ends_with("ForMaskedLM") || architecture.ends_with("ForPreTraining")) return OutputHead::MaskedLm;
  if (architecture.ends_with("ForSequenceClassification")) return OutputHead::SequenceClassification;
  if (architecture.ends_with("ForTokenClassification")) return OutputHead::TokenClassification;
  if (architecture.ends_with("ForCausalLM") || architecture.ends_with("LMHeadModel"))
    fail(config.name(), ": architectures is \"", architecture,
         "\", a decoder; of this family encoders are supported (...ForMaskedLM and others)");
  return OutputHead::None;
}

OutputHead headOf(const EncoderConfig& encoder, const io::Config& config, const WeightScope& scope) {
  const std::vector<std::string> architectures = config.texts("architectures");
  if (!architectures.empty()) return headNamed(config, architectures.front());
  const auto has = [&](std::string_view name) { return scope.has(std::string(name) + ".weight"); };
  if (has("transform")) return OutputHead::MaskedLm;
  if (has("pooler") && has("classifier")) return OutputHead::SequenceClassification;
  return has(encoder.tokenClassifier) ? OutputHead::TokenClassification : OutputHead::None;
}

}  // namespace

EncoderModel::EncoderModel(const EncoderConfig& encoder, const io::Config& config, io::Weights& weights,
                           Backend& backend, ModelInfo info, const LoadProgress& progress, const std::stop_token& stop)
    : encoder_(encoder) {
  const BlockConfig& block = encoder_.block;
  const WeightScope scope(weights, backend);
  info.inputs = {
      textInput(encoder_.vocabulary, encoder_.positions - (encoder_.paddingId ? *encoder_.paddingId + 1 : 0))};
  StackInfo shape{stack, encoder_.layers, block.heads, block.kvHeads, block.headWidth, block.width, false, true};
  shape.name = "encoder";
  info.stacks = {shape};
  info.output = headOf(encoder_, config, scope);
  if (info.output == OutputHead::SequenceClassification || info.output == OutputHead::TokenClassification) {
    info.labels = labelsOf(config);
    if (info.output == OutputHead::SequenceClassification) info.labelKind = labelKindOf(config, info.labels.size());
  }

  const auto step = [&](int done, const std::string& what) {
    if (progress) progress(static_cast<double>(done) / (encoder_.layers + 2), what);
    if (stop.stop_requested()) throw Cancelled{};
  };
  step(0, "embedding");
  const int width = encoder_.embeddingWidth;
  embed_ = scope.matrix("embed.weight", encoder_.vocabulary, width);
  position_ = scope.table("position.weight", encoder_.positions, width);
  if (encoder_.tokenTypes > 0) tokenType_ = scope.table("tokenType.weight", encoder_.tokenTypes, width);
  embedNorm_.emplace(scope.sub("embedNorm"), width, block.epsilon);
  if (encoder_.embeddingMapped) mapping_.emplace(scope.sub("mapping"), block.width, width);
  for (int layer = 0; layer < encoder_.layers; ++layer) {
    const std::string name = "blocks." + std::to_string(layer);
    step(1 + layer, name);
    if (encoder_.sharedBlock && layer > 0)
      stack_.addFirstBlockAgain();
    else
      stack_.addBlock(scope.sub(name), block);
  }
  step(1 + encoder_.layers, "head");
  loadHead(scope, info);
  info.notUsed = weights.finish();
  info.parameters = parameters(info);
  info_ = std::make_shared<const ModelInfo>(std::move(info));
  if (progress) progress(1.0, "ready");
}

void EncoderModel::loadHead(const WeightScope& scope, const ModelInfo& info) {
  const int width = encoder_.block.width;
  if (info.output == OutputHead::MaskedLm) {
    const int inner = encoder_.embeddingWidth;
    head_.transform.emplace(scope.sub("transform"), inner, width, encoder_.transform);
    head_.norm.emplace(scope.sub("transformNorm"), inner, encoder_.block.epsilon);
    // As transformers ties: not where the file has a matrix of its own with other numbers.
    ownDecoder_ = !encoder_.tied || (scope.has("decoder.weight") &&
                                     !scope.same("decoder.weight", "embed.weight", encoder_.vocabulary, inner));
    head_.weight = ownDecoder_ ? scope.matrix("decoder.weight", encoder_.vocabulary, inner) : embed_;
    head_.bias = scope.vector(scope.has("decoder.bias") ? "decoder.bias" : encoder_.otherBias, encoder_.vocabulary);
  } else if (info.output != OutputHead::None) {
    const bool ofText = info.output == OutputHead::SequenceClassification;
    if (ofText) head_.transform.emplace(scope.sub("pooler"), width, width, encoder_.pooler);
    const WeightScope classifier = scope.sub(ofText ? "classifier" : encoder_.tokenClassifier);
    head_.weight = classifier.matrix("weight", info.logits(), width);
    head_.bias = classifier.vector("bias", info.logits());
  }
}

std::uint64_t EncoderModel::parameters(const ModelInfo& info) const {
  const auto count = [](int number) { return static_cast<std::uint64_t>(number); };
  const auto dense = [&](int out, int in) { return count(out) * count(in) + count(out); };
  const int width = encoder_.block.width, hidden = encoder_.block.hidden, inner = encoder_.embeddingWidth;
  std::uint64_t all =
      (count(encoder_.vocabulary) + count(encoder_.positions) + count(encoder_.tokenTypes) + 2) * count(inner);
  if (mapping_) all += dense(width, inner);
  all += count(encoder_.sharedBlock ? 1 : encoder_.layers) *
         (4 * dense(width, width) + dense(hidden, width) + dense(width, hidden) + 4 * count(width));
  if (info.output == OutputHead::MaskedLm)
    all += dense(inner, width) + 2 * count(inner) + count(encoder_.vocabulary) * count(ownDecoder_ ? inner + 1 : 1);
  if (info.output == OutputHead::SequenceClassification) all += dense(width, width);
  if (!info.labels.empty()) all += dense(info.logits(), width);
  return all;
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
  const int first = run.embedStart(stack);
  const auto fresh = ids.subspan(static_cast<std::size_t>(first));
  const std::vector<std::int32_t> positions = positionsOf(ids);
  Tensor sum = ops::gatherRows(embed_, fresh);
  if (encoder_.tokenTypes > 0)
    sum = ops::add(sum, ops::gatherRows(tokenType_, std::vector<std::int32_t>(fresh.size(), 0)));
  sum = ops::add(sum, ops::gatherRows(position_, std::span(positions).subspan(static_cast<std::size_t>(first))));
  Tensor embed = run.placeResid(stack, 0, first);  // [tokens - first, width]
  if (mapping_)
    mapping_->into((*embedNorm_)(sum), embed);
  else
    embedNorm_->into(sum, embed);
  return run.leave({stack, Site::Embed}, first, embed);
}

void EncoderModel::forward(Run& run) const {
  const std::vector<std::int32_t>& ids = checkedTokens(*info_, stack, run.input(stack));
  predict(run, stack_(run, embed(run, ids)));
}

void EncoderModel::predict(Run& run, const Rows& x) const {
  if (info_->output == OutputHead::None) return;
  run.section("logits");
  const bool ofText = info_->output == OutputHead::SequenceClassification;
  const bool everyRow = !ofText && run.wants({stack, Site::Logits});
  if (everyRow) {
    const LastRows last = lastRows(run, stack, encoder_.block.width, x);
    const int predicted = run.predictedRow() - last.first;
    Tensor logits = run.place({stack, Site::Logits}, last.first, {info_->logits()});
    head_.into(last.rows, logits);
    logits = run.at({stack, Site::Logits}, last.first, logits);
    if (!run.keepsPredictedLogits()) run.keepPredictedLogits(logits.rows(predicted, predicted + 1));
  } else if (!run.keepsPredictedLogits()) {
    const int first = run.predictedRow() % Rows::blockRows;
    run.keepPredictedLogits(head_(x.blockOf(run.predictedRow()).rows(first, first + 1)));
  }
}

}  // namespace headlight
