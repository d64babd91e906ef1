#include "reference/encoder.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "reference/modules.h"

namespace headlight::reference {
namespace {

Values embedding(const Encoder& e, const Modules& layers, std::span<const std::int32_t> ids) {
  Values x;
  int position = e.padding + 1;
  for (const std::int32_t id : ids) {
    Values row = layers.row("embeddings.word_embeddings.weight", id);
    const bool isPadding = e.padding >= 0 && id == e.padding;
    row = sum(row, layers.row("embeddings.position_embeddings.weight", isPadding ? e.padding : position));
    if (!isPadding) ++position;
    if (e.family != "distilbert") row = sum(row, layers.row("embeddings.token_type_embeddings.weight", 0));
    x.insert(x.end(), row.begin(), row.end());
  }
  x = layers.norm("embeddings.LayerNorm", x);
  return e.family == "albert" ? layers.dense("encoder.embedding_hidden_mapping_in", x) : x;
}

Array logitsOf(const Encoder& e, const Modules& layers, const Values& x, int T) {
  const auto shaped = [&](Values values, int rows) {
    const int columns = int(values.size()) / rows;
    return Array{{rows, columns}, std::move(values)};
  };
  if (e.head == "masked") {
    const MaskedHeadNames head = maskedHeadNames(e.family);
    const Values inner =
        layers.norm(head.norm, activated(layers.dense(head.dense, x), e.family == "roberta" ? "gelu" : e.activation));
    const std::string own = head.decoder + ".weight";
    const Array& weight = layers.tensor(layers.has(own) ? own : "embeddings.word_embeddings.weight");
    const Array& bias = layers.tensor(layers.has(head.decoder + ".bias") ? head.decoder + ".bias" : head.otherBias);
    return shaped(product(weight, &bias, inner), T);
  }
  if (e.head == "token") return shaped(layers.dense("classifier", x), T);
  const Values first(x.begin(), x.begin() + e.width);
  const TextHeadNames head = textHeadNames(e.family);
  const std::string between = e.family == "distilbert" ? "relu" : "tanh";
  Values logits = layers.dense(head.classifier, activated(layers.dense(head.dense, first), between));
  const int labels = int(logits.size());
  return {{labels}, std::move(logits)};
}

std::string headOf(const nlohmann::json& config, const std::map<std::string, Array>& tensors) {
  std::string name;
  if (config.contains("architectures")) name = config.at("architectures").at(0);
  if (name.find("MaskedLM") != name.npos || name.find("PreTraining") != name.npos) return "masked";
  if (name.find("LMHead") != name.npos || name.find("CausalLM") != name.npos) return "masked";  // the same modules
  if (name.find("Sequence") != name.npos) return "sequence";
  if (name.find("Token") != name.npos) return "token";
  if (!name.empty() || !tensors.contains("classifier.weight")) return "";
  return tensors.contains("pooler.dense.weight") ? "sequence" : "token";  // as far as the recorded ones need it
}

}  // namespace

LayerNames layerNames(const std::string& family, int layer) {
  if (family == "albert") {
    const std::string at = "encoder.albert_layer_groups.0.albert_layers.0.";
    return {at + "attention.query",     at + "attention.key", at + "attention.value", at + "attention.dense",
            at + "attention.LayerNorm", at + "ffn",           at + "ffn_output",      at + "full_layer_layer_norm"};
  }
  if (family == "distilbert") {
    const std::string at = "transformer.layer." + std::to_string(layer) + ".";
    return {at + "attention.q_lin", at + "attention.k_lin", at + "attention.v_lin", at + "attention.out_lin",
            at + "sa_layer_norm",   at + "ffn.lin1",        at + "ffn.lin2",        at + "output_layer_norm"};
  }
  const std::string at = "encoder.layer." + std::to_string(layer) + ".";
  return {at + "attention.self.query",
          at + "attention.self.key",
          at + "attention.self.value",
          at + "attention.output.dense",
          at + "attention.output.LayerNorm",
          at + "intermediate.dense",
          at + "output.dense",
          at + "output.LayerNorm"};
}

MaskedHeadNames maskedHeadNames(const std::string& family) {
  if (family == "roberta") return {"lm_head.dense", "lm_head.layer_norm", "lm_head.decoder", "lm_head.bias"};
  if (family == "distilbert") return {"vocab_transform", "vocab_layer_norm", "vocab_projector", ""};
  if (family == "albert")
    return {"predictions.dense", "predictions.LayerNorm", "predictions.decoder", "predictions.bias"};
  return {"cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.decoder",
          "cls.predictions.bias"};
}

TextHeadNames textHeadNames(const std::string& family) {
  if (family == "roberta") return {"classifier.dense", "classifier.out_proj"};
  if (family == "distilbert") return {"pre_classifier", "classifier"};
  return {family == "albert" ? "pooler" : "pooler.dense", "classifier"};
}

Encoder loadEncoder(const std::filesystem::path& folder) {
  std::ifstream stream(folder / "config.json");
  const auto config = nlohmann::json::parse(stream);
  Encoder e;
  e.family = config.at("model_type");
  if (e.family == "xlm-roberta") e.family = "roberta";  // the same modules, trained on more languages
  const bool distil = e.family == "distilbert";
  e.layers = config.at(distil ? "n_layers" : "num_hidden_layers");
  e.heads = config.at(distil ? "n_heads" : "num_attention_heads");
  e.width = config.at(distil ? "dim" : "hidden_size");
  e.activation = config.at(distil ? "activation" : "hidden_act");
  if (!distil) e.epsilon = config.at("layer_norm_eps");
  e.causal = config.value("is_decoder", false);
  if (e.family == "roberta") e.padding = config.at("pad_token_id");
  for (auto& [name, array] : readSafetensors(folder / "model.safetensors")) {
    std::string shorter = name.starts_with(e.family + ".") ? name.substr(e.family.size() + 1) : name;
    if (shorter.ends_with("LayerNorm.gamma")) shorter.replace(shorter.size() - 5, 5, "weight");
    if (shorter.ends_with("LayerNorm.beta")) shorter.replace(shorter.size() - 4, 4, "bias");
    e.tensors[shorter] = array;
  }
  e.head = headOf(config, e.tensors);
  return e;
}

Sites forward(const Encoder& e, std::span<const std::int32_t> ids, const Changes& changes) {
  const Modules layers(e.tensors, e.epsilon);
  const int T = int(ids.size()), headWidth = e.width / e.heads;
  const std::vector<int> flat{T, e.width}, byHead{T, e.heads, headWidth};
  Sites sites;
  const auto site = [&](const std::string& name, const std::vector<int>& shape, Values& values) {
    if (changes.edit) changes.edit(name, values);
    sites[name] = {shape, values};
  };
  Values x = embedding(e, layers, ids);
  site("embed", flat, x);
  for (int layer = 0; layer < e.layers; ++layer) {
    const LayerNames name = layerNames(e.family, layer);
    const std::string at = "blocks." + std::to_string(layer) + ".";
    site(at + "resid_pre", flat, x);
    Values query = layers.dense(name.query, x), key = layers.dense(name.key, x), value = layers.dense(name.value, x);
    site(at + "attn.query", byHead, query);
    site(at + "attn.key", byHead, key);
    site(at + "attn.value", byHead, value);
    Values pattern = attention(
        e.heads, e.width, query, key, changes.temperature ? changes.temperature(layer) : 1,
        [&](int head, int q, int k) { return (e.causal && k > q) || (changes.cut && changes.cut(layer, head, q, k)); });
    site(at + "attn.pattern", {e.heads, T, T}, pattern);
    Values heads = mixed(e.heads, e.width, pattern, value);
    for (std::size_t i = 0; changes.headFactor && i < heads.size(); ++i)
      heads[i] *= changes.headFactor(layer, int(i) / headWidth % e.heads, int(i) / e.width);
    site(at + "attn.head_out", byHead, heads);
    Values attn = layers.dense(name.out, heads);
    if (changes.attentionFactor) attn = scaled(attn, changes.attentionFactor(layer));
    site(at + "attn_out", flat, attn);
    Values mid = sum(x, attn);
    site(at + "resid_mid", flat, mid);
    const Values y = layers.norm(name.ln1, mid);
    Values mlp = layers.dense(name.down, activated(layers.dense(name.up, y), e.activation));
    if (changes.mlpFactor) mlp = scaled(mlp, changes.mlpFactor(layer));
    site(at + "mlp_out", flat, mlp);
    Values post = sum(y, mlp);
    site(at + "resid_post", flat, post);
    x = layers.norm(name.ln2, post);
    site(at + "block_out", flat, x);
  }
  if (!e.head.empty()) sites["logits"] = logitsOf(e, layers, x, T);
  return sites;
}

}  // namespace headlight::reference
