#include "support/tiny_encoder.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "support/normal_deviates.h"
#include "support/tiny_model.h"

namespace headlight::test {
namespace {

class Writer {
 public:
  explicit Writer(const TinyEncoder& options) : o_(options), normal_(options.seed) {}

  /// Tensors of the encoder itself stand under the family's prefix.
  std::string inside(const std::string& name) const { return o_.prefix ? o_.family + "." + name : name; }
  void table(const std::string& name, int rows, int width) {
    put(name, {rows, width}, normal_.draw(rows * width, 0.5));
  }
  void dense(const std::string& name, int out, int in) {
    put(name + ".weight", {out, in}, normal_.draw(out * in, 1.5 / std::sqrt(in)));
    put(name + ".bias", {out}, normal_.draw(out, 0.1));
  }
  void norm(const std::string& name, int width) {
    put(name + ".weight", {width}, normal_.draw(width, 0.2, 1));
    put(name + ".bias", {width}, normal_.draw(width, 0.1));
  }
  void vector(const std::string& name, int size) { put(name, {size}, normal_.draw(size, 0.1)); }

  RawTensors tensors;

 private:
  void put(const std::string& name, std::vector<int> shape, const std::vector<double>& values) {
    tensors[name] = rawTensor(o_.type, std::move(shape), values);
  }

  const TinyEncoder& o_;
  NormalDeviates normal_;
};

nlohmann::json configOf(const TinyEncoder& o, int inner) {
  const bool distil = o.family == "distilbert";
  nlohmann::json config = {{"model_type", o.family},
                           {"vocab_size", o.vocabulary},
                           {"max_position_embeddings", o.positions},
                           {"tie_word_embeddings", o.tied},
                           {distil ? "dim" : "hidden_size", o.width},
                           {distil ? "n_layers" : "num_hidden_layers", o.layers},
                           {distil ? "n_heads" : "num_attention_heads", o.heads},
                           {distil ? "hidden_dim" : "intermediate_size", o.hidden},
                           {distil ? "activation" : "hidden_act", o.activation}};
  if (!distil) config["layer_norm_eps"] = 1e-12;
  if (o.family == "roberta") config["pad_token_id"] = 1;
  if (o.family == "albert") config["embedding_size"] = inner;
  if (o.decoder) config["is_decoder"] = true;
  const std::string kind = o.head == "masked"     ? "ForMaskedLM"
                           : o.head == "causal"   ? "LMHeadModel"
                           : o.head == "sequence" ? "ForSequenceClassification"
                           : o.head == "token"    ? "ForTokenClassification"
                                                  : "Model";
  config["architectures"] = {"Tiny" + kind};
  for (int label = 0; label < o.labels; ++label)
    config["id2label"][std::to_string(label)] = "L" + std::to_string(label);
  return config;
}

}  // namespace

reference::Encoder writeTinyEncoder(const std::filesystem::path& folder, const TinyEncoder& o) {
  const int inner = o.family == "albert" && o.embeddingWidth ? o.embeddingWidth : o.width;
  Writer w(o);
  w.table(w.inside("embeddings.word_embeddings.weight"), o.vocabulary, inner);
  w.table(w.inside("embeddings.position_embeddings.weight"), o.positions, inner);
  if (o.family != "distilbert") w.table(w.inside("embeddings.token_type_embeddings.weight"), 2, inner);
  w.norm(w.inside("embeddings.LayerNorm"), inner);
  if (o.family == "albert") w.dense(w.inside("encoder.embedding_hidden_mapping_in"), o.width, inner);
  for (int layer = 0; layer < (o.family == "albert" ? 1 : o.layers); ++layer) {
    const reference::LayerNames name = reference::layerNames(o.family, layer);
    for (const std::string& part : {name.query, name.key, name.value, name.out})
      w.dense(w.inside(part), o.width, o.width);
    w.norm(w.inside(name.ln1), o.width);
    w.dense(w.inside(name.up), o.hidden, o.width);
    w.dense(w.inside(name.down), o.width, o.hidden);
    w.norm(w.inside(name.ln2), o.width);
  }
  if (o.head == "masked" || o.head == "causal") {
    const reference::MaskedHeadNames name = reference::maskedHeadNames(o.family);
    w.dense(name.dense, inner, o.width);
    w.norm(name.norm, inner);
    if (!o.tied) w.table(name.decoder + ".weight", o.vocabulary, inner);
    w.vector(name.otherBias.empty() ? name.decoder + ".bias" : name.otherBias, o.vocabulary);
  } else if (o.head == "sequence") {
    const reference::TextHeadNames name = reference::textHeadNames(o.family);
    w.dense(name.dense.starts_with("pooler") ? w.inside(name.dense) : name.dense, o.width, o.width);
    w.dense(name.classifier, o.labels, o.width);
  } else if (o.head == "token") {
    w.dense("classifier", o.labels, o.width);
  }
  std::filesystem::create_directories(folder);
  writeRaw(folder / "model.safetensors", w.tensors);
  writeText(folder / "config.json", configOf(o, inner).dump(1));
  return reference::loadEncoder(folder);
}

}  // namespace headlight::test
