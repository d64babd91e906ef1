#include "models/gpt2.h"

#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "info/check_input.h"
#include "io/config.h"
#include "io/weights.h"
#include "nn/causal_head.h"
#include "nn/stacks.h"
#include "nn/weight_scope.h"
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
    {"unembed.weight", "lm_head.weight"},
};
static_assert(io::rulesAreSound(gpt2Rules));

// Causal masks that old versions of transformers saved as buffers.
constexpr std::string_view gpt2Ignorable[] = {"h.{i}.attn.bias", "h.{i}.attn.masked_bias"};
constexpr std::string_view gpt2Prefixes[] = {"transformer."};

Activation activationOf(const io::Config& config) {
  const std::string name = config.textOr("activation_function", "gelu_new");
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Activation::GeluTanh;
  if (name == "gelu") return Activation::GeluErf;
  if (name == "relu") return Activation::Relu;
  fail(config.name(), ": activation_function is \"", name, "\"; expected gelu_new, gelu_pytorch_tanh, gelu or relu");
}

class Gpt2 final : public Model {
 public:
  Gpt2(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info, const LoadProgress& progress,
       const std::stop_token& stop) {
    BlockConfig block;
    block.width = config.integer("n_embd", 1, 1 << 20);  // four times it must stay a number
    block.heads = block.kvHeads = config.integer("n_head");
    if (block.width % block.heads != 0)
      fail(config.name(), ": n_embd ", block.width, " cannot be divided among n_head ", block.heads, " heads");
    block.headWidth = block.width / block.heads;
    block.hidden = config.integerOr("n_inner", 4 * block.width);
    block.epsilon = static_cast<float>(config.numberOr("layer_norm_epsilon", 1e-5, 0.0));
    block.activation = activationOf(config);
    const bool scaled = config.flagOr("scale_attn_weights", true);
    if (config.flagOr("scale_attn_by_inverse_layer_idx", false))
      fail(config.name(), ": scale_attn_by_inverse_layer_idx is true; only false is supported");
    block.attentionScale = scaled ? 1.0f / std::sqrt(static_cast<float>(block.headWidth)) : 1.0f;

    const int layers = config.integer("n_layer");
    const int vocabulary = config.integer("vocab_size"), positions = config.integer("n_positions");
    info.inputs = {textInput(vocabulary, positions)};
    info.stacks = {{StackId::Decoder, layers, block.heads, block.kvHeads, block.headWidth, block.width, true}};
    info.stacks.back().name = "decoder";

    const WeightScope scope(weights, backend);
    const auto step = [&](int done, const std::string& what) {
      if (progress) progress(static_cast<double>(done) / (layers + 2), what);
      if (stop.stop_requested()) throw Cancelled{};
    };
    step(0, "embedding");
    embed_ = scope.matrix("embed.weight", vocabulary, block.width);
    position_ = scope.table("position.weight", positions, block.width);
    for (int layer = 0; layer < layers; ++layer) {
      const std::string name = "blocks." + std::to_string(layer);
      step(1 + layer, name);
      stack_.addBlock(scope.sub(name), block);
    }
    step(1 + layers, "head");
    stack_.addFinal(scope.sub("final"), block);
    const bool tied = config.flagOr("tie_word_embeddings", true);
    unembed_ = tied ? embed_ : scope.matrix("unembed.weight", vocabulary, block.width);
    info.notUsed = weights.finish();

    const auto [width, hidden] =
        std::pair{static_cast<std::uint64_t>(block.width), static_cast<std::uint64_t>(block.hidden)};
    const std::uint64_t perBlock = 4 * width * width + 4 * width + 2 * width * hidden + hidden + width + 4 * width;
    info.parameters =
        (static_cast<std::uint64_t>(vocabulary) * (tied ? 1 : 2) + static_cast<std::uint64_t>(positions)) *
            width +
        static_cast<std::uint64_t>(layers) * perBlock + 2 * width;
    info_ = std::make_shared<const ModelInfo>(std::move(info));
    if (progress) progress(1.0, "ready");
  }

  const std::shared_ptr<const ModelInfo>& info() const override { return info_; }

  void forward(Run& run) const override {
    constexpr StackId stack = StackId::Decoder;
    const std::vector<std::int32_t>& ids = checkedTokens(*info_, stack, run.input(stack));
    const int tokens = run.rows(stack), first = run.embedStart(stack);
    std::vector<std::int32_t> positions(static_cast<std::size_t>(tokens - first));
    std::iota(positions.begin(), positions.end(), first);

    run.section("embed");
    Tensor embed = run.placeResid(stack, 0, first);  // [tokens - first, width]
    ops::addInto(ops::gatherRows(embed_, std::span(ids).subspan(static_cast<std::size_t>(first))),
                 ops::gatherRows(position_, positions), embed);
    const LastRows last = stack_(run, run.leave({stack, Site::Embed}, first, embed));
    leaveCausalLogits(run, stack, last, unembed_);
  }

 private:
  std::shared_ptr<const ModelInfo> info_;
  Tensor embed_, position_;
  PreNormStack<PreNormBlock, LayerNorm> stack_;
  Tensor unembed_;
};

}  // namespace

std::unique_ptr<Model> makeGpt2(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                const LoadProgress& progress, const std::stop_token& stop) {
  return std::make_unique<Gpt2>(config, weights, backend, std::move(info), progress, stop);
}

io::WeightNames gpt2WeightNames() { return {gpt2Rules, gpt2Ignorable, gpt2Prefixes}; }

}  // namespace headlight
