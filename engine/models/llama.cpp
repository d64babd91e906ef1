#include "models/llama.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "info/check_input.h"
#include "io/config.h"
#include "io/weights.h"
#include "models/llama_config.h"
#include "nn/causal_head.h"
#include "nn/stacks.h"
#include "nn/weight_scope.h"
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
    {"unembed.weight", "lm_head.weight"},
};
static_assert(io::rulesAreSound(llamaRules));

// Frequencies that old versions of transformers saved as buffers; they follow from config.json.
constexpr std::string_view llamaIgnorable[] = {"layers.{i}.self_attn.rotary_emb.inv_freq", "rotary_emb.inv_freq"};
constexpr std::string_view llamaPrefixes[] = {"model."};

class Llama final : public Model {
 public:
  Llama(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info, const LoadProgress& progress,
        const std::stop_token& stop) {
    const LlamaConfig llama = readLlamaConfig(config);
    info.output = llamaHead(config);
    const bool head = info.output == OutputHead::CausalLm;
    info.inputs = {textInput(llama.vocabulary, llama.maxTokens)};
    info.stacks = {llama.stack};
    info.parameters = llama.parameters(head);
    BlockConfig block = llama.block;
    block.rotary = std::make_shared<const Rotary>(backend, llama.rotary);

    const WeightScope scope(weights, backend);
    const auto step = [&](int done, const std::string& what) {
      if (progress) progress(static_cast<double>(done) / (llama.layers + 2), what);
      if (stop.stop_requested()) throw Cancelled{};
    };
    step(0, "embedding");
    embed_ = scope.matrix("embed.weight", llama.vocabulary, block.width);
    for (int layer = 0; layer < llama.layers; ++layer) {
      const std::string name = "blocks." + std::to_string(layer);
      step(1 + layer, name);
      block.slidingWindow = llama.stack.window(layer);
      stack_.addBlock(scope.sub(name), block);
    }
    step(1 + llama.layers, "head");
    stack_.addFinal(scope.sub("final"), block);
    if (head) unembed_ = llama.tied ? embed_ : scope.matrix("unembed.weight", llama.vocabulary, block.width);
    info.notUsed = weights.finish();
    info_ = std::make_shared<const ModelInfo>(std::move(info));
    if (progress) progress(1.0, "ready");
  }

  const std::shared_ptr<const ModelInfo>& info() const override { return info_; }

  void forward(Run& run) const override {
    constexpr StackId stack = StackId::Decoder;
    const std::vector<std::int32_t>& ids = checkedTokens(*info_, stack, run.input(stack));
    const int first = run.embedStart(stack);

    run.section("embed");
    Tensor embed = run.placeResid(stack, 0, first);  // [tokens - first, width]
    ops::gatherRowsInto(embed_, std::span(ids).subspan(static_cast<std::size_t>(first)), embed);
    const LastRows last = stack_(run, run.leave({stack, Site::Embed}, first, embed));
    if (info_->output == OutputHead::CausalLm) leaveCausalLogits(run, stack, last, unembed_);
  }

 private:
  std::shared_ptr<const ModelInfo> info_;
  Tensor embed_;
  PreNormStack<LlamaBlock, RmsNorm> stack_;
  Tensor unembed_;
};

}  // namespace

std::unique_ptr<Model> makeLlama(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                 const LoadProgress& progress, const std::stop_token& stop) {
  return std::make_unique<Llama>(config, weights, backend, std::move(info), progress, stop);
}

io::WeightNames llamaWeightNames() { return {llamaRules, llamaIgnorable, llamaPrefixes}; }

}  // namespace headlight
