#include "models/llama_config.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"
#include "io/config.h"
#include "models/config_parts.h"
#include "models/rotary_config.h"

namespace headlight {
namespace {

/// Where the three differ, by the config classes of transformers 5.23.
struct Family {
  std::string_view name;
  int maxTokens;  ///< default of max_position_embeddings
  int kvHeads;    ///< default of num_key_value_heads; 0: as many as heads
};
constexpr Family families[] = {{"llama", 2048, 0}, {"mistral", 131072, 8}, {"qwen2", 32768, 32}};

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
  return config.integerOr("sliding_window", config.contains("sliding_window") ? 0 : 4096);
}

/// Of Qwen2: the layers from max_window_layers on, or those that layer_types names.
std::vector<bool> slidingLayers(const io::Config& config, int layers, int window) {
  std::vector<bool> slides;
  const std::vector<std::string> types = config.texts("layer_types");
  if (types.empty()) {
    const int full = config.integerOr("max_window_layers", 28, 0);
    for (int layer = 0; layer < layers; ++layer) slides.push_back(layer >= full);
    return slides;
  }
  if (types.size() != static_cast<std::size_t>(layers))
    fail(config.name(), ": layer_types names ", types.size(), " layers, num_hidden_layers says ", layers);
  for (const std::string& type : types) {
    if (type != "full_attention" && type != "sliding_attention")
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
  BlockConfig& block = llama.block;
  block.width = config.integer("hidden_size", 1, 1 << 20);
  block.heads = config.integer("num_attention_heads", 1, 1 << 16);
  if (!config.has("head_dim") && block.width % block.heads != 0)
    fail(config.name(), ": hidden_size ", block.width, " cannot be divided among num_attention_heads ", block.heads,
         " heads, and there is no head_dim");
  block.headWidth = config.integerOr("head_dim", block.width / block.heads, 1, 1 << 12);
  block.kvHeads = kvHeadsOf(config, *family, block.heads);
  block.hidden = config.integer("intermediate_size", 1, 1 << 24);
  block.epsilon = static_cast<float>(config.numberOr("rms_norm_eps", 1e-6, 0.0));
  block.activation = activationOf(config, "hidden_act", "silu", llamaActivations);
  block.attentionScale = 1.0f / std::sqrt(static_cast<float>(block.headWidth));
  const bool attentionBias = type == "llama" && config.flagOr("attention_bias", false);
  block.projectionBias = attentionBias || type == "qwen2";
  block.attentionOutBias = attentionBias;
  block.mlpBias = type == "llama" && config.flagOr("mlp_bias", false);

  llama.layers = config.integer("num_hidden_layers", 1, 1 << 16);
  llama.vocabulary = config.integer("vocab_size");
  llama.tied = config.flagOr("tie_word_embeddings", false);
  const int positions = config.integerOr("max_position_embeddings", family->maxTokens);
  llama.rotary = readRotaryConfig(config, block.headWidth, positions);
  llama.maxTokens = positions;

  llama.stack = {StackId::Decoder, llama.layers, block.heads, block.kvHeads, block.headWidth, block.width, true};
  llama.stack.name = "decoder";
  llama.stack.slidingWindow = windowOf(config, type);
  if (type == "qwen2") llama.stack.slides = slidingLayers(config, llama.layers, llama.stack.slidingWindow);
  if (llama.rotary.scaling == RotaryScaling::Dynamic) {
    llama.maxTokens = static_cast<int>(std::min(positions * llama.rotary.factor, 1e9));
    llama.stack.lengthMattersFrom = positions;
  }
  return llama;
}

}  // namespace headlight
