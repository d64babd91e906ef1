#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"
#include "models/config_parts.h"
#include "models/families.h"
#include "models/t5_config.h"
#include "models/token_table.h"
#include "nn/decoder_logits.h"
#include "nn/stacks.h"
#include "ops/ops.h"

namespace headlight {
namespace {

constexpr io::WeightRule t5Rules[] = {
    {"shared.weight", "shared.weight"},
    {"encoder.embed.weight", "encoder.embed_tokens.weight"},
    {"encoder.relativeBias.weight", "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"},
    {"encoder.blocks.{i}.attn.query.weight", "encoder.block.{i}.layer.0.SelfAttention.q.weight"},
    {"encoder.blocks.{i}.attn.key.weight", "encoder.block.{i}.layer.0.SelfAttention.k.weight"},
    {"encoder.blocks.{i}.attn.value.weight", "encoder.block.{i}.layer.0.SelfAttention.v.weight"},
    {"encoder.blocks.{i}.attn.out.weight", "encoder.block.{i}.layer.0.SelfAttention.o.weight"},
    {"encoder.blocks.{i}.ln1.weight", "encoder.block.{i}.layer.0.layer_norm.weight"},
    {"encoder.blocks.{i}.mlp.in.weight", "encoder.block.{i}.layer.1.DenseReluDense.wi.weight"},
    {"encoder.blocks.{i}.mlp.gate.weight", "encoder.block.{i}.layer.1.DenseReluDense.wi_0.weight"},
    {"encoder.blocks.{i}.mlp.up.weight", "encoder.block.{i}.layer.1.DenseReluDense.wi_1.weight"},
    {"encoder.blocks.{i}.mlp.out.weight", "encoder.block.{i}.layer.1.DenseReluDense.wo.weight"},
    {.ours = "encoder.blocks.{i}.mlp.down.weight",
     .inFile = "encoder.block.{i}.layer.1.DenseReluDense.wo.weight",
     .again = true},
    {"encoder.blocks.{i}.ln2.weight", "encoder.block.{i}.layer.1.layer_norm.weight"},
    {"encoder.final.weight", "encoder.final_layer_norm.weight"},
    {"decoder.embed.weight", "decoder.embed_tokens.weight"},
    {"decoder.relativeBias.weight", "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"},
    {"decoder.blocks.{i}.attn.query.weight", "decoder.block.{i}.layer.0.SelfAttention.q.weight"},
    {"decoder.blocks.{i}.attn.key.weight", "decoder.block.{i}.layer.0.SelfAttention.k.weight"},
    {"decoder.blocks.{i}.attn.value.weight", "decoder.block.{i}.layer.0.SelfAttention.v.weight"},
    {"decoder.blocks.{i}.attn.out.weight", "decoder.block.{i}.layer.0.SelfAttention.o.weight"},
    {"decoder.blocks.{i}.ln1.weight", "decoder.block.{i}.layer.0.layer_norm.weight"},
    {"decoder.blocks.{i}.crossAttn.query.weight", "decoder.block.{i}.layer.1.EncDecAttention.q.weight"},
    {"decoder.blocks.{i}.crossAttn.key.weight", "decoder.block.{i}.layer.1.EncDecAttention.k.weight"},
    {"decoder.blocks.{i}.crossAttn.value.weight", "decoder.block.{i}.layer.1.EncDecAttention.v.weight"},
    {"decoder.blocks.{i}.crossAttn.out.weight", "decoder.block.{i}.layer.1.EncDecAttention.o.weight"},
    {"decoder.blocks.{i}.lnCross.weight", "decoder.block.{i}.layer.1.layer_norm.weight"},
    {"decoder.blocks.{i}.mlp.in.weight", "decoder.block.{i}.layer.2.DenseReluDense.wi.weight"},
    {"decoder.blocks.{i}.mlp.gate.weight", "decoder.block.{i}.layer.2.DenseReluDense.wi_0.weight"},
    {"decoder.blocks.{i}.mlp.up.weight", "decoder.block.{i}.layer.2.DenseReluDense.wi_1.weight"},
    {"decoder.blocks.{i}.mlp.out.weight", "decoder.block.{i}.layer.2.DenseReluDense.wo.weight"},
    {.ours = "decoder.blocks.{i}.mlp.down.weight",
     .inFile = "decoder.block.{i}.layer.2.DenseReluDense.wo.weight",
     .again = true},
    {"decoder.blocks.{i}.ln2.weight", "decoder.block.{i}.layer.2.layer_norm.weight"},
    {"decoder.final.weight", "decoder.final_layer_norm.weight"},
    {"unembed.weight", "lm_head.weight"},
};
static_assert(io::rulesAreSound(t5Rules));

// Cross-attention has no bias; the first T5s were saved with one.
constexpr std::string_view t5Ignorable[] = {"decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"};

// Of the classes with a head for labels.
constexpr std::string_view t5Prefixes[] = {"transformer."};

constexpr HeadOfFamily heads[] = {{Says::NextToken, "unembed.weight"}};

/// A text may be as long as it likes; this is what every T5 was trained on.
constexpr int trainedOn = 512;

constexpr std::string_view firstOfDecoder = "decoder.blocks.0.attn.query.weight";

ModelInfo describe(const io::Config& config, const HasWeight& has) {
  const T5Config t5 = readT5Config(config);
  ModelInfo info;
  const bool named = !config.texts("architectures").empty();
  const auto text = [&](const char* name) { return textInput(t5.vocabulary, trainedOn, name, true); };
  info.stacks = {stackInfo(t5.encoder)};
  const bool alone = isEncoderAlone(config, !named && !has(firstOfDecoder));
  checkStacks(config, t5, alone);
  if (alone) {
    info.inputs = {text("text")};
  } else {
    info.inputs = {text("source"), text("target")};
    info.stacks.push_back(stackInfo(t5.decoder));
  }
  if (const auto says = headOf(config, heads, has, std::nullopt, info))
    info.outputs = {tokenOutput(*says, StackId::Decoder, t5.vocabulary)};
  return info;
}

/// Block: with a plain MLP or a gated one.
template <class Block>
class T5 final : public Model {
 public:
  T5(std::shared_ptr<const ModelInfo> info, const T5Config& t5, Loading& loading) : Model(std::move(info)) {
    const WeightScope& weights = loading.weights();
    const int width = t5.encoder.block.width;
    loading.step("embedding");
    const SharedTable tables(weights,
                             {"shared.weight", "encoder.embed.weight", "decoder.embed.weight", "unembed.weight"},
                             t5.vocabulary, width);
    for (const StackInfo& stack : this->info()->stacks) load(stack, t5, tables, loading);
    loading.step("head");
    if (!this->info()->output()) return;
    head_.weight = tables.as("unembed.weight");
    if (!t5.scaled) return;
    const std::vector<float> factor(static_cast<std::size_t>(width), 1 / std::sqrt(static_cast<float>(width)));
    head_.scale = ops::upload(loading.backend(), factor, {1, width});
  }

  void forward(Run& run) const override {
    std::vector<Rows> texts;
    for (const Stack& stack : stacks_) texts.push_back(embed(run, stack));
    LastRows last;
    for (std::size_t place = 0; place < stacks_.size(); ++place) {
      const LastRows memory = last;
      last = stacks_[place].blocks(run, texts[place], place > 0 ? &memory : nullptr);
    }
    if (const OutputInfo* output = info()->output())
      leaveDecoderLogits(run, stacks_.back().blocks, *output, last, head_);
  }

 private:
  struct Stack {
    Tensor embed, bias;  ///< [vocabulary, width], [heads, distances]
    PreNormStack<Block, RmsNorm> blocks;
  };

  void load(const StackInfo& info, const T5Config& t5, const SharedTable& tables, Loading& loading) {
    const WeightScope scope = loading.weights().sub(info.name);
    const T5Stack& config = info.stack == StackId::Encoder ? t5.encoder : t5.decoder;
    BlockConfig block = config.block;
    Stack& stack = stacks_.emplace_back();
    stack.embed = tables.as(info.name + ".embed.weight");
    stack.bias = relativeBias(scope, block.heads, config.buckets);
    block.scoreBias = stack.bias;
    for (int layer = 0; layer < info.layers; ++layer) {
      const std::string name = "blocks." + std::to_string(layer);
      loading.step(info.name + "." + name);
      stack.blocks.addBlock(scope.sub(name), block);
    }
    stack.blocks.addFinal(scope.sub("final"), block);
  }

  Rows embed(Run& run, const Stack& stack) const {
    const StackId id = stack.blocks.id();
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), id, run.input(id));
    run.section(id, "embed");
    run.keep({id, Site::RelativeBias}, stack.bias);
    const int first = run.embedStart(id);
    Tensor rows = run.placeResid(id, 0, first);  // [tokens - first, width]
    ops::gatherRowsInto(stack.embed, std::span(ids).subspan(static_cast<std::size_t>(first)), rows);
    return run.leave({id, Site::Embed}, first, rows);
  }

  std::vector<Stack> stacks_;
  PredictionHead head_;
};

std::unique_ptr<Model> build(std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) {
  const T5Config t5 = readT5Config(config);
  if (info->stacks.size() > 1 && !loading.weights().has(firstOfDecoder)) {
    const std::vector<std::string> architectures = config.texts("architectures");
    fail(config.name(), ": architectures names ", architectures.front(),
         ", but the weights beside it are of an encoder alone; if that is what they are, it should name ",
         config.modelType() == "mt5" ? "MT5EncoderModel" : "T5EncoderModel");
  }
  if (t5.gated) return std::make_unique<T5<LlamaBlock>>(std::move(info), t5, loading);
  return std::make_unique<T5<T5Block>>(std::move(info), t5, loading);
}

constexpr std::string_view modelTypes[] = {"t5", "mt5"};

}  // namespace

constinit const Family t5Family{modelTypes, {t5Rules, t5Ignorable, t5Prefixes}, &describe, &build};

}  // namespace headlight
