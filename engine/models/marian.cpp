#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"
#include "models/activation_names.h"
#include "models/config_parts.h"
#include "models/families.h"
#include "nn/decoder_logits.h"
#include "nn/stacks.h"
#include "ops/ops.h"

namespace headlight {
namespace {

constexpr io::WeightRule marianRules[] = {
    {"shared.weight", "shared.weight"},
    {"encoder.embed.weight", "encoder.embed_tokens.weight"},
    {"encoder.position.weight", "encoder.embed_positions.weight"},
    {"encoder.blocks.{i}.attn.query.weight", "encoder.layers.{i}.self_attn.q_proj.weight"},
    {"encoder.blocks.{i}.attn.query.bias", "encoder.layers.{i}.self_attn.q_proj.bias"},
    {"encoder.blocks.{i}.attn.key.weight", "encoder.layers.{i}.self_attn.k_proj.weight"},
    {"encoder.blocks.{i}.attn.key.bias", "encoder.layers.{i}.self_attn.k_proj.bias"},
    {"encoder.blocks.{i}.attn.value.weight", "encoder.layers.{i}.self_attn.v_proj.weight"},
    {"encoder.blocks.{i}.attn.value.bias", "encoder.layers.{i}.self_attn.v_proj.bias"},
    {"encoder.blocks.{i}.attn.out.weight", "encoder.layers.{i}.self_attn.out_proj.weight"},
    {"encoder.blocks.{i}.attn.out.bias", "encoder.layers.{i}.self_attn.out_proj.bias"},
    {"encoder.blocks.{i}.ln1.weight", "encoder.layers.{i}.self_attn_layer_norm.weight"},
    {"encoder.blocks.{i}.ln1.bias", "encoder.layers.{i}.self_attn_layer_norm.bias"},
    {"encoder.blocks.{i}.mlp.in.weight", "encoder.layers.{i}.fc1.weight"},
    {"encoder.blocks.{i}.mlp.in.bias", "encoder.layers.{i}.fc1.bias"},
    {"encoder.blocks.{i}.mlp.out.weight", "encoder.layers.{i}.fc2.weight"},
    {"encoder.blocks.{i}.mlp.out.bias", "encoder.layers.{i}.fc2.bias"},
    {"encoder.blocks.{i}.ln2.weight", "encoder.layers.{i}.final_layer_norm.weight"},
    {"encoder.blocks.{i}.ln2.bias", "encoder.layers.{i}.final_layer_norm.bias"},
    {"decoder.embed.weight", "decoder.embed_tokens.weight"},
    {"decoder.position.weight", "decoder.embed_positions.weight"},
    {"decoder.blocks.{i}.attn.query.weight", "decoder.layers.{i}.self_attn.q_proj.weight"},
    {"decoder.blocks.{i}.attn.query.bias", "decoder.layers.{i}.self_attn.q_proj.bias"},
    {"decoder.blocks.{i}.attn.key.weight", "decoder.layers.{i}.self_attn.k_proj.weight"},
    {"decoder.blocks.{i}.attn.key.bias", "decoder.layers.{i}.self_attn.k_proj.bias"},
    {"decoder.blocks.{i}.attn.value.weight", "decoder.layers.{i}.self_attn.v_proj.weight"},
    {"decoder.blocks.{i}.attn.value.bias", "decoder.layers.{i}.self_attn.v_proj.bias"},
    {"decoder.blocks.{i}.attn.out.weight", "decoder.layers.{i}.self_attn.out_proj.weight"},
    {"decoder.blocks.{i}.attn.out.bias", "decoder.layers.{i}.self_attn.out_proj.bias"},
    {"decoder.blocks.{i}.ln1.weight", "decoder.layers.{i}.self_attn_layer_norm.weight"},
    {"decoder.blocks.{i}.ln1.bias", "decoder.layers.{i}.self_attn_layer_norm.bias"},
    {"decoder.blocks.{i}.crossAttn.query.weight", "decoder.layers.{i}.encoder_attn.q_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.query.bias", "decoder.layers.{i}.encoder_attn.q_proj.bias"},
    {"decoder.blocks.{i}.crossAttn.key.weight", "decoder.layers.{i}.encoder_attn.k_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.key.bias", "decoder.layers.{i}.encoder_attn.k_proj.bias"},
    {"decoder.blocks.{i}.crossAttn.value.weight", "decoder.layers.{i}.encoder_attn.v_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.value.bias", "decoder.layers.{i}.encoder_attn.v_proj.bias"},
    {"decoder.blocks.{i}.crossAttn.out.weight", "decoder.layers.{i}.encoder_attn.out_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.out.bias", "decoder.layers.{i}.encoder_attn.out_proj.bias"},
    {"decoder.blocks.{i}.lnCross.weight", "decoder.layers.{i}.encoder_attn_layer_norm.weight"},
    {"decoder.blocks.{i}.lnCross.bias", "decoder.layers.{i}.encoder_attn_layer_norm.bias"},
    {"decoder.blocks.{i}.mlp.in.weight", "decoder.layers.{i}.fc1.weight"},
    {"decoder.blocks.{i}.mlp.in.bias", "decoder.layers.{i}.fc1.bias"},
    {"decoder.blocks.{i}.mlp.out.weight", "decoder.layers.{i}.fc2.weight"},
    {"decoder.blocks.{i}.mlp.out.bias", "decoder.layers.{i}.fc2.bias"},
    {"decoder.blocks.{i}.ln2.weight", "decoder.layers.{i}.final_layer_norm.weight"},
    {"decoder.blocks.{i}.ln2.bias", "decoder.layers.{i}.final_layer_norm.bias"},
    {"unembed.weight", "lm_head.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"unembed.bias", "final_logits_bias"},
};
static_assert(io::rulesAreSound(marianRules));

constexpr std::string_view marianPrefixes[] = {"model."};

// MarianConfig.attribute_map
constexpr io::KeyAlias aliases[] = {{"hidden_size", "d_model"},
                                    {"num_attention_heads", "encoder_attention_heads"},
                                    {"num_hidden_layers", "encoder_layers"}};

/// One of the two stacks, by its name, which keys and weights begin with.
struct MarianStack {
  StackId id;
  std::string name;
  int layers, vocabulary;
  BlockConfig block;
};

struct MarianConfig {
  int positions = 0;
  bool scaled = false;  ///< the embedding is multiplied by sqrt(width)
  bool shared = true;   ///< one token table for both texts
  bool tied = true;     ///< the head is the token table of the target
  MarianStack encoder, decoder;
};

MarianStack readStack(const io::Config& config, StackId id, int vocabulary) {
  const std::string name = id == StackId::Encoder ? "encoder" : "decoder";
  BlockConfig block = encoderBlock(config, {"d_model", 1024}, {name + "_attention_heads", 16});
  block.stack = id;
  block.causal = id == StackId::Decoder;
  block.memoryWidth = block.causal ? block.width : 0;
  block.hidden = config.integerIfThere(name + "_ffn_dim", 4096);
  block.activation = activationOf(config, "activation_function", "gelu");
  return {id, name, config.integerIfThere(name + "_layers", 12), vocabulary, block};
}

MarianConfig readMarianConfig(const io::Config& file) {
  const io::Config config = file.withAliases(aliases);
  refuseKeysByLayer(config);
  refuseLayerTypes(config);
  refuseRelativePositions(config);
  refuseFlag(config, "is_decoder");
  if (!config.flagOr("is_causal", true))
    fail(config.name(), ": is_causal is false; of this family only decoders that see no later token are supported");
  MarianConfig marian;
  marian.positions = config.integerIfThere("max_position_embeddings", 1024);
  marian.scaled = config.flagOr("scale_embedding", false);
  marian.shared = config.flagOr("share_encoder_decoder_embeddings", true);
  marian.tied = config.flagOr("tie_word_embeddings", true);
  const int vocabulary = config.integerIfThere("vocab_size", 58101);
  const int target = config.integerOr("decoder_vocab_size", vocabulary);
  if (marian.shared && target != vocabulary)
    fail(config.name(), ": decoder_vocab_size is ", target, " and vocab_size ", vocabulary,
         ", but share_encoder_decoder_embeddings makes them one table");
  marian.encoder = readStack(config, StackId::Encoder, vocabulary);
  marian.decoder = readStack(config, StackId::Decoder, target);
  return marian;
}

constexpr HeadOfFamily heads[] = {{Says::NextToken, "unembed.bias"}};

StackInfo stackInfo(const MarianStack& stack) {
  const BlockConfig& block = stack.block;
  StackInfo info{stack.id, stack.layers, block.heads, block.kvHeads, block.headWidth, block.width, block.causal, true};
  info.name = stack.name;
  if (stack.id == StackId::Encoder) return info;
  info.input = 1;
  info.memory = StackId::Encoder;
  return info;
}

ModelInfo describe(const io::Config& config, const HasWeight& has) {
  const MarianConfig marian = readMarianConfig(config);
  ModelInfo info;
  info.inputs = {textInput(marian.encoder.vocabulary, marian.positions, "source"),
                 textInput(marian.decoder.vocabulary, marian.positions, "target")};
  info.stacks = {stackInfo(marian.encoder), stackInfo(marian.decoder)};
  if (const auto says = headOf(config, heads, has, std::nullopt, info))
    info.outputs = {tokenOutput(*says, StackId::Decoder, marian.decoder.vocabulary)};
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

class Marian final : public Model {
 public:
  Marian(std::shared_ptr<const ModelInfo> info, const MarianConfig& marian, Loading& loading)
      : Model(std::move(info)), encoder_(marian.encoder), decoder_(marian.decoder) {
    const WeightScope& weights = loading.weights();
    const int width = marian.encoder.block.width;
    loading.step("embedding");
    loadTables(weights, marian);
    if (marian.scaled) {
      const std::vector<float> factor(static_cast<std::size_t>(width), std::sqrt(static_cast<float>(width)));
      scale_ = ops::upload(loading.backend(), factor, {1, width});
    }
    for (Stack* stack : {&encoder_, &decoder_}) {
      const WeightScope scope = weights.sub(stack->config.name);
      stack->position =
          scope.has("position.weight")
              ? scope.table("position.weight", marian.positions, width)
              : ops::upload(loading.backend(), sinusoids(marian.positions, width), {marian.positions, width});
      for (int layer = 0; layer < stack->config.layers; ++layer) {
        const std::string name = "blocks." + std::to_string(layer);
        loading.step(stack->config.name + "." + name);
        stack->blocks.addBlock(scope.sub(name), stack->config.block);
      }
    }
    loading.step("head");
    if (!this->info()->output()) return;
    const int target = marian.decoder.vocabulary;
    head_.weight = marian.tied ? weights.matrixUnlessTied("unembed.weight", targetTable_, decoder_.embed, target, width)
                               : weights.matrix("unembed.weight", target, width);
    if (weights.has("unembed.bias")) head_.bias = weights.table("unembed.bias", 1, target);
  }

  void forward(Run& run) const override {
    const int width = encoder_.config.block.width;
    const Rows source = embed(run, encoder_), target = embed(run, decoder_);
    const LastRows memory = lastRows(run, StackId::Encoder, width, encoder_.blocks(run, source));
    const Rows left = decoder_.blocks(run, target, &memory);
    if (const OutputInfo* output = info()->output())
      leaveDecoderLogits(run, decoder_.blocks, *output, lastRows(run, StackId::Decoder, width, left), head_);
  }

 private:
  struct Stack {
    explicit Stack(MarianStack of) : config(std::move(of)) {}
    MarianStack config;
    Tensor embed, position;
    PostNormStack blocks;
  };

  /// Files hold a shared table under one of three names, or under several.
  void loadTables(const WeightScope& weights, const MarianConfig& marian) {
    const int width = marian.encoder.block.width;
    const auto named = [](const Stack& stack) { return stack.config.name + ".embed.weight"; };
    if (!marian.shared) {
      for (Stack* stack : {&encoder_, &decoder_})
        stack->embed = weights.matrix(named(*stack), stack->config.vocabulary, width);
      targetTable_ = named(decoder_);
      return;
    }
    std::string table = "shared.weight";
    for (const std::string& other : {named(encoder_), named(decoder_), std::string("unembed.weight")})
      if (!weights.has(table) && weights.has(other)) table = other;
    const Tensor shared = weights.matrix(table, marian.encoder.vocabulary, width);
    const auto own = [&](const std::string& name) {
      return name == table ? shared : weights.matrixUnlessTied(name, table, shared, marian.encoder.vocabulary, width);
    };
    encoder_.embed = own(named(encoder_));
    decoder_.embed = own(named(decoder_));
    targetTable_ = table;
  }

  Rows embed(Run& run, const Stack& stack) const {
    const StackId id = stack.config.id;
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), id, run.input(id));
    run.section(id, "embed");
    const int first = run.embedStart(id);
    std::vector<std::int32_t> positions(ids.size() - static_cast<std::size_t>(first));
    std::iota(positions.begin(), positions.end(), first);
    const Tensor tokens = ops::gatherRows(stack.embed, std::span(ids).subspan(static_cast<std::size_t>(first)));
    Tensor rows = run.placeResid(id, 0, first);  // [tokens - first, width]
    ops::addInto(scale_.defined() ? ops::multiply(tokens, scale_) : tokens, ops::gatherRows(stack.position, positions),
                 rows);
    return run.leave({id, Site::Embed}, first, rows);
  }

  Tensor scale_;  ///< [1, width]; undefined: the embedding is taken as it is
  Stack encoder_, decoder_;
  std::string targetTable_;
  PredictionHead head_;
};

std::unique_ptr<Model> build(std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) {
  return std::make_unique<Marian>(std::move(info), readMarianConfig(config), loading);
}

constexpr std::string_view modelTypes[] = {"marian"};

}  // namespace

constinit const Family marianFamily{modelTypes, {marianRules, {}, marianPrefixes}, &describe, &build};

}  // namespace headlight
