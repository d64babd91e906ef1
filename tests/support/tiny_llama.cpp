#include "support/tiny_llama.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "support/tiny_model.h"

namespace headlight::test {

reference::Llama writeTinyLlama(const std::filesystem::path& folder, const TinyLlama& o) {
  std::mt19937_64 bits(o.seed);
  RawTensors tensors;
  // Uniform numbers with these deviations attend: patterns are neither flat nor saturated.
  const auto put = [&](const std::string& name, std::vector<int> shape, double deviation, double mean = 0) {
    std::size_t count = 1;
    for (const int dim : shape) count *= std::size_t(dim);
    std::vector<double> values(count);
    for (double& value : values) value = mean + deviation * std::sqrt(12.0) * (double(bits() >> 11) * 0x1p-53 - 0.5);
    tensors[name] = rawTensor(o.type, std::move(shape), values);
  };
  const auto linear = [&](const std::string& name, int out, int in, bool bias) {
    put(name + ".weight", {out, in}, 1.5 / std::sqrt(in));
    if (bias) put(name + ".bias", {out}, 0.3);
  };
  const bool ownBiases = o.family == "llama" && o.biases;
  put(o.prefix + "embed_tokens.weight", {o.vocabulary, o.width}, 0.5);
  for (int layer = 0; layer < o.layers; ++layer) {
    const std::string in = o.prefix + "layers." + std::to_string(layer) + ".";
    put(in + "input_layernorm.weight", {o.width}, 0.2, 1);
    linear(in + "self_attn.q_proj", o.heads * o.headWidth, o.width, ownBiases || o.family == "qwen2");
    linear(in + "self_attn.k_proj", o.kvHeads * o.headWidth, o.width, ownBiases || o.family == "qwen2");
    linear(in + "self_attn.v_proj", o.kvHeads * o.headWidth, o.width, ownBiases || o.family == "qwen2");
    linear(in + "self_attn.o_proj", o.width, o.heads * o.headWidth, ownBiases);
    put(in + "post_attention_layernorm.weight", {o.width}, 0.2, 1);
    linear(in + "mlp.gate_proj", o.inner, o.width, ownBiases);
    linear(in + "mlp.up_proj", o.inner, o.width, ownBiases);
    linear(in + "mlp.down_proj", o.width, o.inner, ownBiases);
  }
  put(o.prefix + "norm.weight", {o.width}, 0.2, 1);
  if (!o.tied) put("lm_head.weight", {o.vocabulary, o.width}, 0.5);

  std::filesystem::create_directories(folder);
  writeRaw(folder / "model.safetensors", tensors);
  nlohmann::json config = {{"architectures", {"TinyForCausalLM"}},
                           {"model_type", o.family},
                           {"num_hidden_layers", o.layers},
                           {"num_attention_heads", o.heads},
                           {"num_key_value_heads", o.kvHeads},
                           {"head_dim", o.headWidth},
                           {"hidden_size", o.width},
                           {"intermediate_size", o.inner},
                           {"vocab_size", o.vocabulary},
                           {"max_position_embeddings", o.positions},
                           {"rms_norm_eps", 1e-5},
                           {"hidden_act", "silu"},
                           {"sliding_window", nullptr},
                           {"attention_bias", ownBiases},
                           {"mlp_bias", ownBiases},
                           {"tie_word_embeddings", o.tied}};
  config.update(nlohmann::json::parse(o.config));
  writeText(folder / "config.json", config.dump(1));
  return reference::loadLlama(folder);
}

}  // namespace headlight::test
