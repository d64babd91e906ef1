#include "reference/seq2seq_folder.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

namespace headlight::reference {
namespace {

using nlohmann::json;

/// Null counts as absent.
template <class Value>
Value valueOf(const json& config, const char* key, Value otherwise) {
  const auto found = config.find(key);
  return found == config.end() || found->is_null() ? otherwise : found->get<Value>();
}

Seq2seq marian(const json& config) {
  Seq2seq model;
  model.width = config.at("d_model");
  model.postNorm = true;
  model.activation = valueOf<std::string>(config, "activation_function", "gelu");
  model.positions = config.at("max_position_embeddings");
  model.ownHead = !valueOf(config, "tie_word_embeddings", true);
  // Without ties each stack has a table of its own.
  model.shared = valueOf(config, "share_encoder_decoder_embeddings", true) && !model.ownHead;
  model.headBias = model.head;
  if (valueOf(config, "scale_embedding", false)) model.embedFactor = std::sqrt(model.width);
  for (const std::string name : {"encoder", "decoder"}) {
    const int heads = config.at(name + "_attention_heads");
    Seq2seqStack& stack = name == "encoder" ? model.encoder : model.decoder;
    stack = {config.at(name + "_layers"), heads, model.width / heads, config.at(name + "_ffn_dim"),
             config.at("vocab_size")};
  }
  model.decoder.vocabulary = valueOf(config, "decoder_vocab_size", model.decoder.vocabulary);
  return model;
}

Seq2seq t5(const json& config) {
  Seq2seq model;
  model.width = config.at("d_model");
  model.epsilon = valueOf(config, "layer_norm_epsilon", 1e-6);
  model.rms = true;
  model.biases = model.scaled = false;
  model.ownHead = !valueOf(config, "tie_word_embeddings", true);
  const bool multilingual = config.at("model_type") == "mt5";
  const auto mlp = valueOf<std::string>(config, "feed_forward_proj", multilingual ? "gated-gelu" : "relu");
  model.gated = mlp.starts_with("gated-");
  model.activation = mlp == "gated-gelu" ? "gelu_new" : model.gated ? mlp.substr(6) : mlp;
  model.buckets = valueOf(config, "relative_attention_num_buckets", 32);
  model.maxDistance = valueOf(config, "relative_attention_max_distance", 128);
  if (!multilingual && valueOf(config, "scale_decoder_outputs", valueOf(config, "tie_word_embeddings", true)))
    model.headFactor = 1 / std::sqrt(model.width);
  model.encoder = {config.at("num_layers"), config.at("num_heads"), config.at("d_kv"), config.at("d_ff"),
                   config.at("vocab_size")};
  model.decoder = model.encoder;
  model.decoder.layers = valueOf(config, "num_decoder_layers", model.encoder.layers);
  if (config.at("architectures").at(0) == "T5EncoderModel") model.decoder = {};
  return model;
}

/// Vaswani et al. 2017, section 3.5, but all sines before all cosines, rounded to float: MarianSinusoidal...
Array sinusoids(int positions, int width) {
  Array table{{positions, width}, std::vector<double>(std::size_t(positions) * width)};
  for (int p = 0; p < positions; ++p)
    for (int i = 0; i < width; ++i) {
      const bool sine = i < (width + 1) / 2;
      const int pair = sine ? i : i - (width + 1) / 2;
      const double angle = p / std::pow(10000.0, 2.0 * pair / width);
      table.values[std::size_t(p) * width + i] = float(sine ? std::sin(angle) : std::cos(angle));
    }
  return table;
}

using Spelling = std::vector<std::pair<std::string, std::string>>;

const Spelling fairseq = {{"blocks.", "layers."},
                          {"crossAttn.", "encoder_attn."},
                          {"attn.query.", "attn.q_proj."},
                          {"attn.key.", "attn.k_proj."},
                          {"attn.value.", "attn.v_proj."},
                          {"attn.out.", "attn.out_proj."},
                          {"ln1.", "self_attn_layer_norm."},
                          {"lnCross.", "encoder_attn_layer_norm."},
                          {"ln2.", "final_layer_norm."},
                          {"mlp.in.", "fc1."},
                          {"mlp.out.", "fc2."},
                          {"coder.embed.", "coder.embed_tokens."},
                          {"position.", "embed_positions."},
                          {"head.weight", "lm_head.weight"},
                          {"head.bias", "final_logits_bias"}};

/// `last`: the number of a block's MLP among its parts.
Spelling t5Spelling(const std::string& last) {
  const std::string mlp = "layer." + last + ".DenseReluDense.";
  return {{"blocks.", "block."},
          {"crossAttn.query.", "layer.1.EncDecAttention.q."},
          {"crossAttn.key.", "layer.1.EncDecAttention.k."},
          {"crossAttn.value.", "layer.1.EncDecAttention.v."},
          {"crossAttn.out.", "layer.1.EncDecAttention.o."},
          {"attn.query.", "layer.0.SelfAttention.q."},
          {"attn.key.", "layer.0.SelfAttention.k."},
          {"attn.value.", "layer.0.SelfAttention.v."},
          {"attn.out.", "layer.0.SelfAttention.o."},
          {"relativeBias.", "block.0.layer.0.SelfAttention.relative_attention_bias."},
          {"ln1.", "layer.0.layer_norm."},
          {"lnCross.", "layer.1.layer_norm."},
          {"ln2.", "layer." + last + ".layer_norm."},
          {"mlp.in.", mlp + "wi."},
          {"mlp.gate.", mlp + "wi_0."},
          {"mlp.up.", mlp + "wi_1."},
          {"mlp.out.", mlp + "wo."},
          {"final.", "final_layer_norm."},
          {"head.weight", "lm_head.weight"}};
}

}  // namespace

Seq2seq readSeq2seqConfig(const std::string& text) {
  const json config = json::parse(text);
  const std::string family = config.at("model_type"), architecture = config.at("architectures").at(0);
  if (family != "marian" && family != "t5" && family != "mt5")
    throw std::runtime_error("reference: no two stacks of " + family);
  Seq2seq model = family == "marian" ? marian(config) : t5(config);
  const auto is = [&](const char* ending) { return architecture.ends_with(ending); };
  model.head = !is("Model") || is("MTModel") || is("LMHeadModel");
  model.headBias = model.headBias && model.head;
  return model;
}

std::string nameInFile(const std::string& family, std::string ours) {
  if (ours == "embed.weight") return "shared.weight";
  if (family == "marian" && ours.find(".attn.") != ours.npos) ours.replace(ours.find(".attn."), 6, ".self_attn.");
  const Spelling spelling = family == "marian" ? fairseq : t5Spelling(ours.starts_with("decoder") ? "2" : "1");
  for (const auto& [part, inFile] : spelling)
    if (const std::size_t at = ours.find(part); at != ours.npos) ours.replace(at, part.size(), inFile);
  return ours;
}

Seq2seq loadSeq2seq(const std::filesystem::path& folder) {
  std::ifstream stream(folder / "config.json");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::string family = json::parse(text).at("model_type");
  Seq2seq model = readSeq2seqConfig(text);
  std::map<std::string, Array> file;
  for (auto& [name, array] : readSafetensors(folder / "model.safetensors"))
    file[name.starts_with("model.") ? name.substr(6) : name] = std::move(array);
  model.ownHead = model.head && file.contains(nameInFile(family, "head.weight"));
  forEachTensor(model, [&](const std::string& name, const std::vector<int>& shape) {
    if (const auto found = file.find(nameInFile(family, name)); found != file.end())
      model.tensors[name] = found->second;
    else if (name.ends_with(".position.weight"))
      model.tensors[name] = sinusoids(shape[0], shape[1]);
    else
      throw std::runtime_error("reference: " + folder.string() + " has no " + nameInFile(family, name));
  });
  return model;
}

}  // namespace headlight::reference
