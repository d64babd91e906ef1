#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"
#include "models/activation_names.h"
#include "models/config_parts.h"
#include "models/decoder_head.h"
#include "models/families.h"
#include "models/token_table.h"
#include "nn/decoder_logits.h"
#include "nn/stacks.h"
#include "ops/ops.h"

namespace headlight {
namespace {

using io::Stored;

// transformers' GPT-2 uses Conv1D, which stores [in, out], and one fused q|k|v.
constexpr io::WeightRule gpt2Rules[] = {
    {"embed.weight", "wte.weight"},
    {"position.weight", "wpe.weight"},
    {"blocks.{i}.ln1.weight", "h.{i}.ln_1.weight"},
    {"blocks.{i}.ln1.bias", "h.{i}.ln_1.bias"},
    {"blocks.{i}.attn.query.weight", "h.{i}.attn.c_attn.weight", Stored::InOut, 0, 3},
    {"blocks.{i}.attn.key.weight", "h.{i}.attn.c_attn.weight", Stored::InOut, 1, 3},
    {"blocks.{i}.attn.value.weight", "h.{i}.attn.c_attn.weight", Stored::InOut, 2, 3},
    {"blocks.{i}.attn.query.bias", "h.{i}.attn.c_attn.bias", Stored::InOut, 0, 3},
    {"blocks.{i}.attn.key.bias", "h.{i}.attn.c_attn.bias", Stored::InOut, 1, 3},
    {"blocks.{i}.attn.value.bias", "h.{i}.attn.c_attn.bias", Stored::InOut, 2, 3},
    {"blocks.{i}.attn.out.weight", "h.{i}.attn.c_proj.weight", Stored::InOut},
    {"blocks.{i}.attn.out.bias", "h.{i}.attn.c_proj.bias"},
    {"blocks.{i}.ln2.weight", "h.{i}.ln_2.weight"},
    {"blocks.{i}.ln2.bias", "h.{i}.ln_2.bias"},
    {"blocks.{i}.mlp.in.weight", "h.{i}.mlp.c_fc.weight", Stored::InOut},
    {"blocks.{i}.mlp.in.bias", "h.{i}.mlp.c_fc.bias"},
    {"blocks.{i}.mlp.out.weight", "h.{i}.mlp.c_proj.weight", Stored::InOut},
    {"blocks.{i}.mlp.out.bias", "h.{i}.mlp.c_proj.bias"},
    {"final.weight", "ln_f.weight"},
    {"final.bias", "ln_f.bias"},
    {"unembed.weight", "lm_head.weight", Stored::OutIn, 0, 1, io::mayBeTied},
    {"classifier.weight", "score.weight"},
    {"classifier.bias", "score.bias"},
    {"tokenClassifier.weight", "classifier.weight"},
    {"tokenClassifier.bias", "classifier.bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
};
static_assert(io::rulesAreSound(gpt2Rules));

// Causal masks that old versions of transformers saved as buffers.
constexpr std::string_view gpt2Ignorable[] = {"h.{i}.attn.bias", "h.{i}.attn.masked_bias"};
constexpr std::string_view gpt2Prefixes[] = {"transformer."};

// GPT2Config.attribute_map
constexpr io::KeyAlias aliases[] = {{"hidden_size", "n_embd"},
                                    {"max_position_embeddings", "n_positions"},
                                    {"num_attention_heads", "n_head"},
                                    {"num_hidden_layers", "n_layer"}};

struct Gpt2Config {
  BlockConfig block;  ///< of layer 0
  int layers = 0, vocabulary = 0, positions = 0;
  bool tied = true;            ///< the head is the token table
  bool scaledByLayer = false;  ///< scores are divided by the layer's number, counted from 1

  BlockConfig blockOf(int layer) const {
    BlockConfig ofLayer = block;
    if (scaledByLayer) ofLayer.attentionScale /= static_cast<float>(layer + 1);
    return ofLayer;
  }
};

Gpt2Config readGpt2Config(const io::Config& file) {
  const io::Config config = file.withAliases(aliases);
  refuseKeysByLayer(config);
  refuseRelativePositions(config);
  refuseLayerTypes(config);
  refuseFlag(config, "add_cross_attention");
  Gpt2Config gpt2;
  BlockConfig& block = gpt2.block;
  block.causal = config.flagOr("is_causal", true);
  block.stack = block.causal ? StackId::Decoder : StackId::Encoder;
  block.width = config.integerIfThere("n_embd", 768, 1, 1 << 20);  // four times it must stay a number
  block.heads = block.kvHeads = config.integerIfThere("n_head", 12);
  if (block.width % block.heads != 0)
    fail(config.name(), ": ", config.spelling("n_embd"), " ", block.width, " cannot be divided among ",
         config.spelling("n_head"), " ", block.heads, " heads");
  block.headWidth = block.width / block.heads;
  block.hidden = config.integerOr("n_inner", 4 * block.width);
  block.epsilon = static_cast<float>(config.numberOr("layer_norm_epsilon", 1e-5, 0.0));
  block.activation = activationOf(config, "activation_function", "gelu_new");
  const bool scaled = config.flagOr("scale_attn_weights", true);
  block.attentionScale = scaled ? 1.0f / std::sqrt(static_cast<float>(block.headWidth)) : 1.0f;
  gpt2.scaledByLayer = config.flagOr("scale_attn_by_inverse_layer_idx", false);
  gpt2.layers = config.integerIfThere("n_layer", 12);
  gpt2.vocabulary = config.integerIfThere("vocab_size", 50257);
  gpt2.positions = config.integerIfThere("n_positions", 1024);
  gpt2.tied = config.flagOr("tie_word_embeddings", true);
  return gpt2;
}

constexpr HeadOfFamily heads[] = {{Says::NextToken, "unembed.weight"},
                                  {Says::Label, "classifier.weight"},
                                  {Says::LabelPerRow, "tokenClassifier.weight"},
                                  {Says::Answer, "answers.weight"}};

ModelInfo describe(const io::Config& config, const HasWeight& has) {
  const Gpt2Config gpt2 = readGpt2Config(config);
  const BlockConfig& block = gpt2.block;
  ModelInfo info;
  info.inputs = {textInput(gpt2.vocabulary, gpt2.positions)};
  info.stacks = {{block.stack, gpt2.layers, block.heads, block.kvHeads, block.headWidth, block.width, block.causal}};
  info.stacks.back().name = block.causal ? "decoder" : "encoder";
  // Files of the first years have neither `architectures` nor a matrix of the head, which is tied.
  if (const auto says = headOf(config, heads, has, gpt2.tied ? std::optional(Says::NextToken) : std::nullopt, info))
    info.outputs = {decoderOutput(*says, block.stack, config, gpt2.vocabulary)};
  return info;
}

class Gpt2 final : public Model {
 public:
  Gpt2(std::shared_ptr<const ModelInfo> info, const Gpt2Config& gpt2, Loading& loading) : Model(std::move(info)) {
    const WeightScope& weights = loading.weights();
    const BlockConfig& block = gpt2.block;
    loading.step("embedding");
    embed_ = loadTokenTable(weights, this->info()->output(), gpt2.tied, "unembed.weight", gpt2.vocabulary, block.width);
    position_ = weights.table("position.weight", gpt2.positions, block.width);
    for (int layer = 0; layer < gpt2.layers; ++layer) {
      const std::string name = "blocks." + std::to_string(layer);
      loading.step(name);
      stack_.addBlock(weights.sub(name), gpt2.blockOf(layer));
    }
    loading.step("head");
    stack_.addFinal(weights.sub("final"), block);
    if (const OutputInfo* output = this->info()->output())
      head_ = loadDecoderHead(weights, *output, embed_, block.width, {gpt2.tied, "tokenClassifier"});
  }

  void forward(Run& run) const override {
    const StackId stack = stack_.id();
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), stack, run.input(stack));
    const int tokens = run.rows(stack), first = run.embedStart(stack);
    std::vector<std::int32_t> positions(static_cast<std::size_t>(tokens - first));
    std::iota(positions.begin(), positions.end(), first);

    run.section("embed");
    Tensor embed = run.placeResid(stack, 0, first);  // [tokens - first, width]
    ops::addInto(ops::gatherRows(embed_, std::span(ids).subspan(static_cast<std::size_t>(first))),
                 ops::gatherRows(position_, positions), embed);
    const LastRows last = stack_(run, run.leave({stack, Site::Embed}, first, embed));
    if (const OutputInfo* output = info()->output()) leaveDecoderLogits(run, stack_, *output, last, head_);
  }

 private:
  Tensor embed_, position_;
  PreNormStack<PreNormBlock, LayerNorm> stack_;
  PredictionHead head_;
};

std::unique_ptr<Model> build(std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) {
  return std::make_unique<Gpt2>(std::move(info), readGpt2Config(config), loading);
}

constexpr std::string_view modelTypes[] = {"gpt2"};

}  // namespace

constinit const Family gpt2Family{modelTypes, {gpt2Rules, gpt2Ignorable, gpt2Prefixes}, &describe, &build};

}  // namespace headlight
