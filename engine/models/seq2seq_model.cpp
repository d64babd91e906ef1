#include "models/seq2seq_model.h"

#include <cmath>
#include <initializer_list>
#include <numeric>
#include <optional>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"
#include "models/activation_names.h"
#include "models/token_table.h"
#include "nn/decoder_logits.h"
#include "nn/stacks.h"
#include "ops/ops.h"

namespace headlight {
namespace {

// The attribute_map of MarianConfig, BartConfig and MBartConfig.
constexpr io::KeyAlias aliases[] = {{"hidden_size", "d_model"},
                                    {"num_attention_heads", "encoder_attention_heads"},
                                    {"num_hidden_layers", "encoder_layers"}};

Seq2seqStack readStack(const io::Config& config, StackId id, int vocabulary) {
  const std::string name = id == StackId::Encoder ? "encoder" : "decoder";
  BlockConfig block = encoderBlock(config, {"d_model", 1024}, {name + "_attention_heads", 16});
  block.stack = id;
  block.causal = id == StackId::Decoder;
  block.memoryWidth = block.causal ? block.width : 0;
  block.hidden = config.integerIfThere(name + "_ffn_dim", 4096);
  block.activation = activationOf(config, "activation_function", "gelu");
  return {id, name, config.integerIfThere(name + "_layers", 12), vocabulary, block};
}

constexpr std::string_view head = "unembed.weight";  ///< the vocabulary's matrix
constexpr HeadOfFamily heads[] = {{Says::NextToken, "unembed.bias"}, {Says::Answer, "answers.weight"}};

StackInfo stackInfo(const Seq2seqStack& stack, bool postNorm) {
  const BlockConfig& block = stack.block;
  StackInfo info{stack.id,        stack.layers, block.heads,  block.kvHeads,
                 block.headWidth, block.width,  block.causal, postNorm};
  info.name = stack.name;
  if (stack.id == StackId::Encoder) return info;
  info.input = 1;
  info.memory = StackId::Encoder;
  return info;
}

/// sin of the even, then cos of the odd angles of position p: p / 10000^(2 (j / 2) / width) for column j. The sines
/// come first, as in transformers' MarianSinusoidalPositionalEmbedding, where Vaswani et al. 2017 (section 3.5)
/// alternate.
std::vector<float> sinusoids(int positions, int width) {
  std::vector<float> table(static_cast<std::size_t>(positions) * static_cast<std::size_t>(width));
  const int sines = (width + 1) / 2;
  for (int position = 0; position < positions; ++position) {
    float* row = table.data() + static_cast<std::size_t>(position) * static_cast<std::size_t>(width);
    for (int column = 0; column < width; ++column) {
      const double angle = position / std::pow(10000.0, 2.0 * (column / 2) / width);
      row[column % 2 == 0 ? column / 2 : sines + column / 2] =
          static_cast<float>(column % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  return table;
}

LastRows through(Run& run, const PostNormStack& blocks, int width, const Rows& x, const LastRows* memory) {
  return lastRows(run, blocks.id(), width, blocks(run, x, memory));
}

using PreNormBlocks = PreNormStack<PreNormBlock, LayerNorm>;
LastRows through(Run& run, const PreNormBlocks& blocks, int, const Rows& x, const LastRows* memory) {
  return blocks(run, x, memory);
}

void addFinal(PostNormStack&, const WeightScope&, const BlockConfig&) {}
void addFinal(PreNormBlocks& blocks, const WeightScope& scope, const BlockConfig& block) {
  blocks.addFinal(scope.sub("final"), block);
}

template <class Blocks>
class Seq2seqModel final : public Model {
 public:
  Seq2seqModel(std::shared_ptr<const ModelInfo> info, const Seq2seqConfig& seq2seq, Loading& loading)
      : Model(std::move(info)),
        encoder_(seq2seq.encoder),
        decoder_(seq2seq.decoder),
        unusedPositions_(seq2seq.unusedPositions) {
    const WeightScope& weights = loading.weights();
    const int width = seq2seq.encoder.block.width;
    loading.step("embedding");
    loadTables(weights, seq2seq);
    if (seq2seq.scaled) {
      const std::vector<float> factor(static_cast<std::size_t>(width), std::sqrt(static_cast<float>(width)));
      scale_ = ops::upload(loading.backend(), factor, {1, width});
    }
    for (Stack* stack : {&encoder_, &decoder_}) load(*stack, seq2seq, loading);
    loading.step("head");
    loadHead(weights, seq2seq);
  }

  void forward(Run& run) const override {
    const int width = encoder_.config.block.width;
    const Rows source = embed(run, encoder_), target = embed(run, decoder_);
    const LastRows memory = through(run, encoder_.blocks, width, source, nullptr);
    const LastRows last = through(run, decoder_.blocks, width, target, &memory);
    if (const OutputInfo* output = info()->output()) leaveDecoderLogits(run, decoder_.blocks, *output, last, head_);
  }

 private:
  struct Stack {
    explicit Stack(Seq2seqStack of) : config(std::move(of)) {}
    Seq2seqStack config;
    Tensor embed, position;
    std::optional<LayerNorm> embedNorm;
    Blocks blocks;
  };

  void load(Stack& stack, const Seq2seqConfig& seq2seq, Loading& loading) {
    const BlockConfig& block = stack.config.block;
    const WeightScope scope = loading.weights().sub(stack.config.name);
    const int width = block.width, positions = seq2seq.positions + seq2seq.unusedPositions;
    stack.position = seq2seq.sinusoidal && !scope.has("position.weight")
                         ? ops::upload(loading.backend(), sinusoids(positions, width), {positions, width})
                         : scope.table("position.weight", positions, width);
    if (seq2seq.embedNorm) stack.embedNorm.emplace(scope.sub("embedNorm"), width, block.epsilon);
    for (int layer = 0; layer < stack.config.layers; ++layer) {
      const std::string name = "blocks." + std::to_string(layer);
      loading.step(stack.config.name + "." + name);
      stack.blocks.addBlock(scope.sub(name), block);
    }
    addFinal(stack.blocks, scope, block);
  }

  void loadTables(const WeightScope& weights, const Seq2seqConfig& seq2seq) {
    const int vocabulary = seq2seq.encoder.vocabulary, width = seq2seq.encoder.block.width;
    constexpr std::string_view ofEncoder = "encoder.embed.weight", ofDecoder = "decoder.embed.weight";
    if (seq2seq.shared) {
      shared_.emplace(weights, std::initializer_list{std::string_view("shared.weight"), ofEncoder, ofDecoder, head},
                      vocabulary, width);
      encoder_.embed = shared_->as(ofEncoder);
      decoder_.embed = shared_->as(ofDecoder);
    } else {
      encoder_.embed = weights.matrix(ofEncoder, vocabulary, width);
      decoder_.embed = weights.matrix(ofDecoder, seq2seq.decoder.vocabulary, width);
    }
  }

  Tensor vocabularyMatrix(const WeightScope& weights, const Seq2seqConfig& seq2seq, int logits, int width) const {
    if (!seq2seq.tied) return weights.matrix(head, logits, width);
    return shared_ ? shared_->as(head)
                   : weights.matrixUnlessTied(head, "decoder.embed.weight", decoder_.embed, logits, width);
  }

  void loadHead(const WeightScope& weights, const Seq2seqConfig& seq2seq) {
    const OutputInfo* output = info()->output();
    if (!output) return;
    const int width = seq2seq.decoder.block.width, logits = output->logits;
    if (!output->ofTokens()) {
      head_.weight = weights.matrix("answers.weight", logits, width);
      head_.bias = weights.vector("answers.bias", logits);
      return;
    }
    head_.weight = vocabularyMatrix(weights, seq2seq, logits, width);
    if (weights.has("unembed.bias")) head_.bias = weights.table("unembed.bias", 1, logits);
  }

  Rows embed(Run& run, const Stack& stack) const {
    const StackId id = stack.config.id;
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), id, run.input(id));
    run.section(id, "embed");
    const int first = run.embedStart(id);
    std::vector<std::int32_t> positions(ids.size() - static_cast<std::size_t>(first));
    std::iota(positions.begin(), positions.end(), first + unusedPositions_);
    const Tensor tokens = ops::gatherRows(stack.embed, std::span(ids).subspan(static_cast<std::size_t>(first))),
                 scaled = scale_.defined() ? ops::multiply(tokens, scale_) : tokens,
                 position = ops::gatherRows(stack.position, positions);
    Tensor rows = run.placeResid(id, 0, first);  // [tokens - first, width]
    if (stack.embedNorm)
      stack.embedNorm->into(ops::add(scaled, position), rows);
    else
      ops::addInto(scaled, position, rows);
    return run.leave({id, Site::Embed}, first, rows);
  }

  Tensor scale_;  ///< [1, width]; undefined: the embedding is taken as it is
  Stack encoder_, decoder_;
  int unusedPositions_;
  std::optional<SharedTable> shared_;
  PredictionHead head_;
};

}  // namespace

Seq2seqConfig readSeq2seqConfig(const io::Config& file, int vocabulary) {
  const io::Config config = file.withAliases(aliases);
  refuseKeysByLayer(config);
  refuseLayerTypes(config);
  refuseRelativePositions(config);
  refuseFlag(config, "is_decoder");
  if (!config.flagOr("is_causal", true))
    fail(config.name(), ": is_causal is false; of this family only decoders that see no later token are supported");
  if (const std::vector<std::string> names = config.texts("architectures");
      !names.empty() && names.front().ends_with("ForCausalLM"))
    fail(config.name(), ": architectures names ", names.front(),
         ", a decoder without its encoder; of this family only both together are supported");
  Seq2seqConfig seq2seq;
  seq2seq.positions = config.integerIfThere("max_position_embeddings", 1024);
  seq2seq.scaled = config.flagOr("scale_embedding", false);
  seq2seq.tied = config.flagOr("tie_word_embeddings", true);
  const int size = config.integerIfThere("vocab_size", vocabulary);
  seq2seq.encoder = readStack(config, StackId::Encoder, size);
  seq2seq.decoder = readStack(config, StackId::Decoder, size);
  return seq2seq;
}

ModelInfo describeSeq2seq(const Seq2seqConfig& seq2seq, const io::Config& config, const HasWeight& has) {
  ModelInfo info;
  info.inputs = {textInput(seq2seq.encoder.vocabulary, seq2seq.positions, "source"),
                 textInput(seq2seq.decoder.vocabulary, seq2seq.positions, "target")};
  info.stacks = {stackInfo(seq2seq.encoder, seq2seq.postNorm), stackInfo(seq2seq.decoder, seq2seq.postNorm)};
  if (const auto says = headOf(config, heads, has, std::nullopt, info))
    info.outputs = {decoderOutput(*says, StackId::Decoder, config, seq2seq.decoder.vocabulary)};
  return info;
}

std::unique_ptr<Model> buildSeq2seq(std::shared_ptr<const ModelInfo> info, const Seq2seqConfig& seq2seq,
                                    Loading& loading) {
  if (seq2seq.postNorm) return std::make_unique<Seq2seqModel<PostNormStack>>(std::move(info), seq2seq, loading);
  return std::make_unique<Seq2seqModel<PreNormBlocks>>(std::move(info), seq2seq, loading);
}

}  // namespace headlight
