#include "support/tiny_image.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "support/tiny_model.h"

namespace headlight::test {
namespace {

/// Uniform numbers with these deviations attend: patterns are neither flat nor saturated.
class Writer {
 public:
  explicit Writer(const TinyImage& options) : o_(options), bits_(options.seed) {}

  /// Tensors of the encoder itself stand under the family's prefix.
  std::string inside(const std::string& name) const { return o_.prefix ? o_.family + "." + name : name; }
  void put(const std::string& name, const std::vector<int>& shape, double deviation, double mean = 0) {
    std::size_t count = 1;
    for (const int dim : shape) count *= std::size_t(dim);
    std::vector<double> values(count);
    for (double& value : values) value = mean + deviation * std::sqrt(12.0) * (double(bits_() >> 11) * 0x1p-53 - 0.5);
    tensors[name] = rawTensor(o_.type, shape, values);
  }
  void linear(const std::string& name, int out, int in, bool bias = true) {
    put(name + ".weight", {out, in}, 1.5 / std::sqrt(in));
    if (bias) put(name + ".bias", {out}, 0.3);
  }
  void norm(const std::string& name) {
    put(name + ".weight", {o_.width}, 0.2, 1);
    put(name + ".bias", {o_.width}, 0.1);
  }

  RawTensors tensors;

 private:
  const TinyImage& o_;
  std::mt19937_64 bits_;
};

void writeBlock(Writer& w, const TinyImage& o, int layer) {
  const std::string at = w.inside("encoder.layer." + std::to_string(layer) + ".");
  const bool dinov2 = o.family.starts_with("dinov2");
  w.norm(at + (dinov2 ? "norm1" : "layernorm_before"));
  for (const char* part : {"query", "key", "value"})
    w.linear(at + "attention.attention." + part, o.width, o.width, o.projectionBias);
  w.linear(at + "attention.output.dense", o.width, o.width);
  w.norm(at + (dinov2 ? "norm2" : "layernorm_after"));
  if (!dinov2) {
    w.linear(at + "intermediate.dense", o.hidden, o.width);
    w.linear(at + "output.dense", o.width, o.hidden);
    return;
  }
  w.put(at + "layer_scale1.lambda1", {o.width}, 0.3, 0.7);
  const int ratio = 2, hidden = o.gated ? (o.width * ratio * 2 / 3 + 7) / 8 * 8 : o.width * ratio;
  w.linear(at + (o.gated ? "mlp.weights_in" : "mlp.fc1"), o.gated ? 2 * hidden : hidden, o.width);
  w.linear(at + (o.gated ? "mlp.weights_out" : "mlp.fc2"), o.width, hidden);
  w.put(at + "layer_scale2.lambda1", {o.width}, 0.3, 0.7);
}

}  // namespace

reference::Image writeTinyImage(const std::filesystem::path& folder, const TinyImage& o) {
  Writer w(o);
  const bool dinov2 = o.family.starts_with("dinov2"), deit = o.family == "deit";
  const int registers = o.family == "dinov2_with_registers" ? o.registers : 0, side = o.size / o.patch;
  w.put(w.inside("embeddings.cls_token"), {1, 1, o.width}, 0.5);
  if (deit) w.put(w.inside("embeddings.distillation_token"), {1, 1, o.width}, 0.5);
  if (registers > 0) w.put(w.inside("embeddings.register_tokens"), {1, registers, o.width}, 0.5);
  w.put(w.inside("embeddings.position_embeddings"), {1, side * side + (deit ? 2 : 1), o.width}, 0.5);
  const std::string patch = w.inside("embeddings.patch_embeddings.projection");
  w.put(patch + ".weight", {o.width, 3, o.patch, o.patch}, 1.5 / std::sqrt(3.0 * o.patch * o.patch));
  w.put(patch + ".bias", {o.width}, 0.1);
  for (int layer = 0; layer < o.layers; ++layer) writeBlock(w, o, layer);
  w.norm(w.inside("layernorm"));
  if (o.head == "image") w.linear("classifier", o.labels, dinov2 ? 2 * o.width : o.width);
  if (o.head == "teacher")
    for (const char* name : {"cls_classifier", "distillation_classifier"}) w.linear(name, o.labels, o.width);

  nlohmann::json config = {{"model_type", o.family},
                           {"hidden_size", o.width},
                           {"num_hidden_layers", o.layers},
                           {"num_attention_heads", o.heads},
                           {"image_size", o.size},
                           {"patch_size", o.patch},
                           {"num_channels", 3},
                           {"qkv_bias", o.projectionBias},
                           {"hidden_act", "gelu"},
                           {"layer_norm_eps", 1e-6}};
  if (dinov2) config["mlp_ratio"] = 2, config["use_swiglu_ffn"] = o.gated;
  if (!dinov2) config["intermediate_size"] = o.hidden;
  if (registers > 0) config["num_register_tokens"] = registers;
  config["architectures"] = {o.head == "image"     ? "TinyForImageClassification"
                             : o.head == "teacher" ? "TinyForImageClassificationWithTeacher"
                                                   : "TinyModel"};
  for (int label = 0; label < o.labels; ++label)
    config["id2label"][std::to_string(label)] = "L" + std::to_string(label);
  std::filesystem::create_directories(folder);
  writeRaw(folder / "model.safetensors", w.tensors);
  writeText(folder / "config.json", config.dump(1));
  return reference::loadImage(folder);
}

reference::Array randomPixels(int height, int width, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  reference::Array pixels{{3, height, width}, {}};
  for (int i = 0; i < 3 * height * width; ++i)
    pixels.values.push_back(float(4 * (double(bits() >> 11) * 0x1p-53 - 0.5)));
  return pixels;
}

}  // namespace headlight::test
