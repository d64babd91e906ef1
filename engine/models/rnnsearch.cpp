#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"
#include "models/config_parts.h"
#include "models/families.h"
#include "nn/attending_gru.h"
#include "nn/bidirectional_gru.h"
#include "nn/decoder_logits.h"
#include "ops/ops.h"

namespace headlight {
namespace {

constexpr io::WeightRule rnnsearchRules[] = {
    {"shared.weight", "shared.weight"},
    {"encoder.embed.weight", "encoder.embed_tokens.weight"},
    {"encoder.blocks.{i}.forward.input.weight", "encoder.rnn.weight_ih_l{i}"},
    {"encoder.blocks.{i}.forward.input.bias", "encoder.rnn.bias_ih_l{i}"},
    {"encoder.blocks.{i}.forward.state.weight", "encoder.rnn.weight_hh_l{i}"},
    {"encoder.blocks.{i}.forward.state.bias", "encoder.rnn.bias_hh_l{i}"},
    {"encoder.blocks.{i}.backward.input.weight", "encoder.rnn.weight_ih_l{i}_reverse"},
    {"encoder.blocks.{i}.backward.input.bias", "encoder.rnn.bias_ih_l{i}_reverse"},
    {"encoder.blocks.{i}.backward.state.weight", "encoder.rnn.weight_hh_l{i}_reverse"},
    {"encoder.blocks.{i}.backward.state.bias", "encoder.rnn.bias_hh_l{i}_reverse"},
    {"decoder.embed.weight", "decoder.embed_tokens.weight"},
    {"decoder.blocks.0.initial.weight", "decoder.initial.weight"},
    {"decoder.blocks.0.initial.bias", "decoder.initial.bias"},
    {"decoder.blocks.0.query.weight", "decoder.attention.query.weight"},
    {"decoder.blocks.0.key.weight", "decoder.attention.key.weight"},
    {"decoder.blocks.0.key.bias", "decoder.attention.key.bias"},
    {"decoder.blocks.0.score.weight", "decoder.attention.score.weight"},
    {"decoder.blocks.0.unit.input.weight", "decoder.rnn.weight_ih"},
    {"decoder.blocks.0.unit.input.bias", "decoder.rnn.bias_ih"},
    {"decoder.blocks.0.unit.state.weight", "decoder.rnn.weight_hh"},
    {"decoder.blocks.0.unit.state.bias", "decoder.rnn.bias_hh"},
    {"readout.weight", "decoder.readout.weight"},
    {"readout.bias", "decoder.readout.bias"},
    {"unembed.weight", "lm_head.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"unembed.bias", "lm_head.bias"},
};
static_assert(io::rulesAreSound(rnnsearchRules));

struct RnnsearchConfig {
  int source = 0, target = 0;  ///< tokens of each vocabulary
  int width = 0;               ///< of the embeddings, and of what the vocabulary's matrix reads
  int size = 0;                ///< of a state, in one direction
  int attention = 0;           ///< of a query and a key
  int layers = 0;              ///< of the encoder
  int tokens = 0;              ///< of the longest text that it was made for
  bool shared = false;         ///< one token table for both texts
  bool tied = true;            ///< the head is the token table of the target
};

RnnsearchConfig readRnnsearchConfig(const io::Config& config) {
  RnnsearchConfig rnn;
  rnn.source = config.integer("vocab_size");
  rnn.target = config.integerOr("decoder_vocab_size", rnn.source);
  rnn.width = config.integer("d_model");
  rnn.size = config.integerOr("hidden_size", rnn.width);
  rnn.attention = config.integerOr("attention_size", rnn.size);
  rnn.layers = config.integerOr("encoder_layers", 1);
  rnn.tokens = config.integerOr("max_position_embeddings", 512);
  rnn.shared = config.flagOr("share_encoder_decoder_embeddings", false);
  rnn.tied = config.flagOr("tie_word_embeddings", true);
  if (const int layers = config.integerOr("decoder_layers", 1); layers != 1)
    fail(config.name(), ": decoder_layers is ", layers, "; of this family only decoders of one layer are supported");
  if (rnn.shared && rnn.target != rnn.source)
    fail(config.name(), ": decoder_vocab_size is ", rnn.target, " and vocab_size ", rnn.source,
         ", but share_encoder_decoder_embeddings makes them one table");
  for (const char* key : {"decoder_start_token_id", "eos_token_id"})
    if (const int id = config.integerOr(key, 0, 0); id >= rnn.target)
      fail(config.name(), ": ", key, " is ", id, ", but the target's vocabulary has ", rnn.target,
           " tokens, numbered from 0");
  return rnn;
}

ModelInfo describe(const io::Config& config, const HasWeight&) {
  const RnnsearchConfig rnn = readRnnsearchConfig(config);
  ModelInfo info;
  info.inputs = {textInput(rnn.source, rnn.tokens, "source", true), textInput(rnn.target, rnn.tokens, "target", true)};
  StackInfo encoder{StackId::Encoder, rnn.layers, 0, 0, 0, 2 * rnn.size, false};
  encoder.name = "encoder";
  encoder.recurrent = true;
  encoder.embedWidth = rnn.width;
  StackInfo decoder{StackId::Decoder, 1, 1, 1, rnn.attention, rnn.size, true};
  decoder.name = "decoder";
  decoder.input = 1;
  decoder.memory = StackId::Encoder;
  decoder.recurrent = true;
  decoder.embedWidth = rnn.width;
  decoder.valueWidth = encoder.width;
  info.stacks = {encoder, decoder};
  info.outputs = {tokenOutput(Says::NextToken, StackId::Decoder, rnn.target)};
  return info;
}

class Rnnsearch final : public Model {
 public:
  Rnnsearch(std::shared_ptr<const ModelInfo> info, const RnnsearchConfig& rnn, Loading& loading)
      : Model(std::move(info)), rnn_(rnn) {
    const WeightScope& weights = loading.weights();
    loading.step("embedding");
    loadTables(weights);
    for (int layer = 0; layer < rnn.layers; ++layer) {
      const std::string name = "encoder.blocks." + std::to_string(layer);
      loading.step(name);
      encoder_.emplace_back(weights.sub(name),
                            RecurrentConfig{StackId::Encoder, layer == 0 ? rnn.width : memoryWidth(), rnn.size, 0, 0},
                            layer);
    }
    const std::string name = "decoder.blocks.0";
    loading.step(name);
    decoder_.emplace(weights.sub(name),
                     RecurrentConfig{StackId::Decoder, rnn.width, rnn.size, memoryWidth(), rnn.attention}, 0);
    loading.step("head");
    head_.transform.emplace(weights.sub("readout"), rnn.width, readWidth(), Activation::Tanh);
    head_.weight = rnn.tied ? weights.matrixUnlessTied("unembed.weight", targetTable_, target_, rnn.target, rnn.width)
                            : weights.matrix("unembed.weight", rnn.target, rnn.width);
    head_.bias = weights.vector("unembed.bias", rnn.target);
  }

  void forward(Run& run) const override {
    Rows memory = embed(run, StackId::Encoder, source_);
    const Rows words = embed(run, StackId::Decoder, target_);
    for (const BidirectionalGru& block : encoder_) memory = block(run, memory);
    const AttendingGru::Left left = (*decoder_)(run, words, memory);
    run.section("logits");
    leaveDecoderLogits(run, StackId::Decoder, *info()->output(), readOut(run, left), head_);
  }

 private:
  int memoryWidth() const { return 2 * rnn_.size; }
  int readWidth() const { return rnn_.size + rnn_.width + memoryWidth(); }

  /// Files hold a shared table under its own name, or under that of one of the texts.
  void loadTables(const WeightScope& weights) {
    const char *shared = "shared.weight", *ofSource = "encoder.embed.weight", *ofTarget = "decoder.embed.weight";
    if (!rnn_.shared) {
      source_ = weights.matrix(ofSource, rnn_.source, rnn_.width);
      target_ = weights.matrix(targetTable_ = ofTarget, rnn_.target, rnn_.width);
      return;
    }
    targetTable_ = weights.has(shared) ? shared : weights.has(ofSource) ? ofSource : ofTarget;
    target_ = source_ = weights.matrix(targetTable_, rnn_.source, rnn_.width);
  }

  Rows embed(Run& run, StackId stack, const Tensor& table) const {
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), stack, run.input(stack));
    run.section(stack, "embed");
    const int first = run.embedStart(stack);
    Tensor rows = run.placeResid(stack, 0, first);  // [tokens - first, width]
    ops::gatherRowsInto(table, std::span(ids).subspan(static_cast<std::size_t>(first)), rows);
    return run.leave({stack, Site::Embed}, first, rows);
  }

  /// [state; word; context] of the rows that logits are made of, [rows, readWidth].
  LastRows readOut(Run& run, const AttendingGru::Left& left) const {
    const int first = run.finalStart(StackId::Decoder), rows = run.rows(StackId::Decoder) - first;
    const Tensor all = run.backend().allocate({rows, readWidth()});
    int begin = 0;
    const auto beside = [&](const Tensor& part) {
      const int width = static_cast<int>(part.shape().rowElements());
      Tensor to = all.columns(static_cast<std::size_t>(begin), {width});
      ops::copyRowsInto(part.viewAs({rows, width}), to);
      begin += width;
    };
    beside(rowsFrom(run.backend(), left.states, first, {rnn_.size}));
    beside(rowsFrom(run.backend(), left.entered, first, {rnn_.width}));
    beside(rowsFrom(run.backend(), left.contexts, first, {1, memoryWidth()}));
    return {all, first};
  }

  RnnsearchConfig rnn_;
  Tensor source_, target_;  ///< token tables
  std::string targetTable_;
  std::vector<BidirectionalGru> encoder_;
  std::optional<AttendingGru> decoder_;
  PredictionHead head_;
};

std::unique_ptr<Model> build(std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) {
  const RnnsearchConfig rnn = readRnnsearchConfig(config);
  const std::string next = "encoder.blocks." + std::to_string(rnn.layers) + ".forward.input.weight";
  if (loading.weights().has(next))
    fail(config.name(), ": encoder_layers is ", rnn.layers, ", but the weights have a layer ", rnn.layers,
         " too, counted from 0; the file does not fit its config.json");
  return std::make_unique<Rnnsearch>(std::move(info), rnn, loading);
}

constexpr std::string_view modelTypes[] = {"rnnsearch"};

}  // namespace

constinit const Family rnnsearchFamily{modelTypes, {rnnsearchRules, {}, {}}, &describe, &build};

}  // namespace headlight
