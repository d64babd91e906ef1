#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "info/check_input.h"
#include "models/config_parts.h"
#include "models/decoder_head.h"
#include "models/families.h"
#include "models/llama_config.h"
#include "models/token_table.h"
#include "nn/decoder_logits.h"
#include "nn/stacks.h"
#include "ops/ops.h"

namespace headlight {
namespace {

// One table for the three; which biases there are is config.json's to say.
constexpr io::WeightRule llamaRules[] = {
    {"embed.weight", "embed_tokens.weight"},
    {"blocks.{i}.ln1.weight", "layers.{i}.input_layernorm.weight"},
    {"blocks.{i}.attn.query.weight", "layers.{i}.self_attn.q_proj.weight"},
    {"blocks.{i}.attn.key.weight", "layers.{i}.self_attn.k_proj.weight"},
    {"blocks.{i}.attn.value.weight", "layers.{i}.self_attn.v_proj.weight"},
    {"blocks.{i}.attn.query.bias", "layers.{i}.self_attn.q_proj.bias"},
    {"blocks.{i}.attn.key.bias", "layers.{i}.self_attn.k_proj.bias"},
    {"blocks.{i}.attn.value.bias", "layers.{i}.self_attn.v_proj.bias"},
    {"blocks.{i}.attn.out.weight", "layers.{i}.self_attn.o_proj.weight"},
    {"blocks.{i}.attn.out.bias", "layers.{i}.self_attn.o_proj.bias"},
    {"blocks.{i}.ln2.weight", "layers.{i}.post_attention_layernorm.weight"},
    {"blocks.{i}.mlp.gate.weight", "layers.{i}.mlp.gate_proj.weight"},
    {"blocks.{i}.mlp.gate.bias", "layers.{i}.mlp.gate_proj.bias"},
    {"blocks.{i}.mlp.up.weight", "layers.{i}.mlp.up_proj.weight"},
    {"blocks.{i}.mlp.up.bias", "layers.{i}.mlp.up_proj.bias"},
    {"blocks.{i}.mlp.down.weight", "layers.{i}.mlp.down_proj.weight"},
    {"blocks.{i}.mlp.down.bias", "layers.{i}.mlp.down_proj.bias"},
    {"final.weight", "norm.weight"},
    {"unembed.weight", "lm_head.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"classifier.weight", "score.weight"},
    {"classifier.bias", "score.bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
};
static_assert(io::rulesAreSound(llamaRules));

// Frequencies that old versions of transformers saved as buffers; they follow from config.json.
constexpr std::string_view llamaIgnorable[] = {"layers.{i}.self_attn.rotary_emb.inv_freq", "rotary_emb.inv_freq"};
constexpr std::string_view llamaPrefixes[] = {"model.", "transformer."};  // the latter of ...ForQuestionAnswering

// A classifier of tokens has a bias, one of texts has none.
constexpr HeadOfFamily heads[] = {{Says::NextToken, "unembed.weight"},
                                  {Says::LabelPerRow, "classifier.bias"},
                                  {Says::Label, "classifier.weight"},
                                  {Says::Answer, "answers.weight"}};

ModelInfo describe(const io::Config& config, const HasWeight& has) {
  const LlamaConfig llama = readLlamaConfig(config);
  ModelInfo info;
  info.inputs = {textInput(llama.vocabulary, llama.maxTokens, "text", true)};
  info.stacks = {llama.stack};
  if (const auto says = headOf(config, heads, has, llama.tied ? std::optional(Says::NextToken) : std::nullopt, info))
    info.outputs = {decoderOutput(*says, llama.stack.stack, config, llama.vocabulary)};
  return info;
}

class Llama final : public Model {
 public:
  Llama(std::shared_ptr<const ModelInfo> info, const LlamaConfig& llama, Loading& loading) : Model(std::move(info)) {
    const WeightScope& weights = loading.weights();
    BlockConfig block = llama.block;
    block.rotary = std::make_shared<const Rotary>(loading.backend(), llama.rotary);
    loading.step("embedding");
    embed_ =
        loadTokenTable(weights, this->info()->output(), llama.tied, "unembed.weight", llama.vocabulary, block.width);
    for (int layer = 0; layer < llama.layers; ++layer) {
      const std::string name = "blocks." + std::to_string(layer);
      loading.step(name);
      block.slidingWindow = llama.stack.window(layer);
      stack_.addBlock(weights.sub(name), block);
    }
    loading.step("head");
    stack_.addFinal(weights.sub("final"), block);
    if (const OutputInfo* output = this->info()->output())
      head_ = loadDecoderHead(weights, *output, embed_, block.width, {.tied = llama.tied});
  }

  void forward(Run& run) const override {
    const StackId stack = stack_.id();
    const std::vector<std::int32_t>& ids = checkedTokens(*info(), stack, run.input(stack));
    const int first = run.embedStart(stack);

    run.section("embed");
    Tensor embed = run.placeResid(stack, 0, first);  // [tokens - first, width]
    ops::gatherRowsInto(embed_, std::span(ids).subspan(static_cast<std::size_t>(first)), embed);
    const LastRows last = stack_(run, run.leave({stack, Site::Embed}, first, embed));
    if (const OutputInfo* output = info()->output()) leaveDecoderLogits(run, stack_, *output, last, head_);
  }

 private:
  Tensor embed_;
  PreNormStack<LlamaBlock, RmsNorm> stack_;
  PredictionHead head_;
};

std::unique_ptr<Model> build(std::shared_ptr<const ModelInfo> info, const io::Config& config, Loading& loading) {
  return std::make_unique<Llama>(std::move(info), readLlamaConfig(config), loading);
}

constexpr std::string_view modelTypes[] = {"llama", "mistral", "ministral", "qwen2"};

}  // namespace

constinit const Family llamaFamily{modelTypes, {llamaRules, llamaIgnorable, llamaPrefixes}, &describe, &build};

}  // namespace headlight
