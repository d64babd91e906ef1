#include "models/llama_config.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"
#include "io/config.h"
#include "models/activation_names.h"
#include "models/config_parts.h"
#include "models/rotary_config.h"

namespace headlight {
namespace {

/// Where they differ, by the config classes of transformers 5.24.
struct Family {
  std::string_view name;
  int vocabulary, hidden, maxTokens;  ///< defaults of vocab_size, intermediate_size, max_position_embeddings
  int kvHeads;                        ///< default of num_key_value_heads; 0: as many as heads
};
// A Mistral with layer_types is a Ministral (AutoConfig): the same network, its windows by layer.
constexpr Family families[] = {{"llama", 32000, 11008, 2048, 0},
                               {"mistral", 32000, 14336, 131072, 8},
                               {"ministral", 32000, 14336, 131072, 8},
                               {"qwen2", 151936, 22016, 32768, 32}};

int kvHeadsOf(const io::Config& config, const Family& family, int heads) {
  // A null says: as many as heads. A key that is not there has the family's default.
  const int otherwise = config.contains("num_key_value_heads") || family.kvHeads == 0 ? heads : family.kvHeads;
  const int kvHeads = config.integerOr("num_key_value_heads", otherwise);
  if (heads % kvHeads != 0)
    fail(config.name(), ": num_attention_heads ", heads, " cannot be shared out among num_key_value_heads ", kvHeads);
  return kvHeads;
}

int windowOf(const io::Config& config, const std::string& family) {
  if (family == "llama" || (family == "qwen2" && !config.flagOr("use_sliding_window", false))) return 0;
  return config.has("sliding_window") ? config.integer("sliding_window") : config.contains("sliding_window") ? 0 : 4096;
}

/// The layers that layer_types names; without it of Qwen2 those from max_window_layers on, else all.
std::vector<bool> slidingLayers(const io::Config& config, const std::string& family, int layers, int window) {
  std::vector<bool> slides;
  const std::vector<std::string> types = config.texts("layer_types");
  if (types.empty()) {
    if (family != "qwen2") return slides;
    const int full = config.integerIfThere("max_window_layers", 28, 0);
    for (int layer = 0; layer < layers; ++layer) slides.push_back(layer >= full);
    return slides;
  }
  if (types.size() != static_cast<std::size_t>(layers))
    fail(config.name(), ": layer_types names ", types.size(), " layers, num_hidden_layers says ", layers);
  for (const std::string& type : types) {
    if (type != "full_attention" && type != "attention" && type != "sliding_attention")  // "attention": an older name
      fail(config.name(), ": layer_types names \"", type, "\"; expected full_attention or sliding_attention");
    slides.push_back(type == "sliding_attention");
    if (slides.back() && window == 0)
      fail(config.name(), ": layer_types names sliding_attention, but there is no sliding_window to use");
  }
  return slides;
}

}  // namespace

LlamaConfig readLlamaConfig(const io::Config& config) {
  const std::string type = config.modelType();
  const auto* family = std::ranges::find(families, type, &Family::name);
  if (family == std::end(families)) fail(config.name(), ": model_type is \"", type, "\"; expected a model like Llama");
  LlamaConfig llama;
  refuseKeysByLayer(config);
  refuseRelativePositions(config);
  BlockConfig& block = llama.block;
  block.causal = config.flagOr("is_causal", true);
  block.stack = block.causal ? StackId::Decoder : StackId::Encoder;
  block.width = config.integerIfThere("hidden_size", 4096, 1, 1 << 20);
  block.heads = config.integerIfThere("num_attention_heads", 32, 1, 1 << 16);
  if (!config.has("head_dim") && block.width % block.heads != 0)
    fail(config.name(), ": hidden_size ", block.width, " cannot be divided among num_attention_heads ", block.heads,
         " heads, and there is no head_dim");
  block.headWidth = config.integerOr("head_dim", block.width / block.heads, 1, 1 << 12);
  block.kvHeads = kvHeadsOf(config, *family, block.heads);
  block.hidden = config.integerIfThere("intermediate_size", family->hidden, 1, 1 << 24);
  block.epsilon = static_cast<float>(config.numberOr("rms_norm_eps", 1e-6, 0.0));
  block.activation = activationOf(config, "hidden_act", "silu");
  block.attentionScale = 1.0f / std::sqrt(static_cast<float>(block.headWidth));
  const bool attentionBias = type == "llama" && config.flagOr("attention_bias", false);
  block.projectionBias = attentionBias || type == "qwen2";
  block.attentionOutBias = attentionBias;
  block.mlpBias = type == "llama" && config.flagOr("mlp_bias", false);

  llama.layers = config.integerIfThere("num_hidden_layers", 32, 1, 1 << 16);
  llama.vocabulary = config.integerIfThere("vocab_size", family->vocabulary);
  llama.tied = config.flagOr("tie_word_embeddings", false);
  const int positions = config.integerIfThere("max_position_embeddings", family->maxTokens);
  llama.rotary = readRotaryConfig(config, block.headWidth, positions);
  llama.maxTokens = positions;

  llama.stack = {block.stack, llama.layers, block.heads, block.kvHeads, block.headWidth, block.width, block.causal};
  llama.stack.name = block.causal ? "decoder" : "encoder";
  llama.stack.slidingWindow = windowOf(config, type);
  if (type == "llama") refuseLayerTypes(config);
  if (type != "llama") llama.stack.slides = slidingLayers(config, type, llama.layers, llama.stack.slidingWindow);
  for (int layer = 0; layer < llama.layers && !block.causal; ++layer)
    if (llama.stack.window(layer) > 0)
      fail(config.name(), ": is_causal is false and sliding_window is ", llama.stack.slidingWindow,
           "; a model that sees both directions is supported without windows only");
  if (llama.rotary.scaling == RotaryScaling::Dynamic) {
    llama.maxTokens = static_cast<int>(std::min(positions * llama.rotary.factor, 1e9));
    llama.stack.lengthMattersFrom = positions;
  }
  if (llama.rotary.scaling == RotaryScaling::LongRope) llama.stack.lengthMattersFrom = llama.rotary.originalTokens;
  return llama;
}

}  // namespace headlight
