#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numbers>
#include <random>
#include <stdexcept>

#include "reference/reference.h"

namespace headlight::reference {
namespace {

using Values = std::vector<double>;

std::string readAll(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("reference: cannot open " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

template <class T>
T at(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

/// IEEE 754 binary16 by its definition: sign, 5 bits of exponent, 10 of fraction.
double half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  double value = 0;
  if (exponent == 31)
    value = fraction ? NAN : INFINITY;
  else if (exponent == 0)
    value = std::ldexp(fraction, -24);
  else
    value = std::ldexp(1024 + fraction, exponent - 25);
  return bits & 0x8000 ? -value : value;
}

double decode(const std::string& type, const char* bytes) {
  if (type == "F64") return at<double>(bytes);
  if (type == "F32") return at<float>(bytes);
  if (type == "F16") return half(at<std::uint16_t>(bytes));
  if (type == "BF16") return std::bit_cast<float>(std::uint32_t(at<std::uint16_t>(bytes)) << 16);
  if (type == "U8") return at<std::uint8_t>(bytes);
  if (type == "I32") return at<std::int32_t>(bytes);
  if (type == "I64") return double(at<std::int64_t>(bytes));
  throw std::runtime_error("reference: safetensors type " + type);
}

std::size_t elementBytes(const std::string& type) {
  if (type == "F64" || type == "I64") return 8;
  return type == "F32" || type == "I32" ? 4 : type == "U8" ? 1 : 2;
}

/// Normal deviates by Box and Muller's formula: std::normal_distribution differs between standard libraries.
class Normal {
 public:
  explicit Normal(std::uint64_t seed) : bits_(seed) {}
  double operator()() {
    const double u = (double(bits_() >> 11) + 0.5) * 0x1p-53, v = double(bits_() >> 11) * 0x1p-53;
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
  }
  Values draw(std::size_t count, double deviation, double mean = 0) {
    Values values(count);
    for (double& value : values) value = mean + deviation * (*this)();
    return values;
  }
  Norm norm(int width) { return {draw(width, 0.2, 1.0), draw(width, 0.1)}; }
  Affine affine(int in, int out) { return {in, out, draw(std::size_t(in) * out, 1.5 / std::sqrt(in)), draw(out, 0.1)}; }

 private:
  std::mt19937_64 bits_;
};

Config readConfig(const std::filesystem::path& file) {
  const auto json = nlohmann::json::parse(readAll(file));
  if (json.value("add_cross_attention", false))
    throw std::runtime_error("reference: config.json sets add_cross_attention");
  Config c;
  c.layers = json.at("n_layer");
  c.heads = json.at("n_head");
  c.width = json.at("n_embd");
  c.vocabulary = json.at("vocab_size");
  c.positions = json.contains("n_positions") ? json.at("n_positions") : json.at("n_ctx");
  c.inner = json.contains("n_inner") && !json.at("n_inner").is_null() ? json.at("n_inner").get<int>() : 4 * c.width;
  c.epsilon = json.value("layer_norm_epsilon", 1e-5);
  c.tied = json.value("tie_word_embeddings", true);
  c.activation = json.value("activation_function", "gelu_new");
  c.scaledByLayer = json.value("scale_attn_by_inverse_layer_idx", false);
  return c;
}

}  // namespace

std::map<std::string, Array> readSafetensors(const std::filesystem::path& file) {
  const std::string all = readAll(file);
  const std::size_t headerBytes = at<std::uint64_t>(all.data());
  const auto header = nlohmann::json::parse(all.substr(8, headerBytes));
  std::map<std::string, Array> tensors;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    const std::string type = entry.at("dtype");
    Array array{entry.at("shape").get<std::vector<int>>(), {}};
    std::size_t count = 1;
    for (const int dim : array.shape) count *= dim;
    const std::size_t begin = 8 + headerBytes + entry.at("data_offsets").at(0).get<std::size_t>();
    if (begin + count * elementBytes(type) > all.size())
      throw std::runtime_error("reference: " + name + " leaves its file");
    for (std::size_t i = 0; i < count; ++i) array.values.push_back(decode(type, &all[begin + i * elementBytes(type)]));
    tensors[name] = std::move(array);
  }
  return tensors;
}

Weights loadFolder(const std::filesystem::path& folder) {
  Weights w{readConfig(folder / "config.json"), {}, {}, {}, {}, {}};
  const Config& c = w.config;
  auto tensors = readSafetensors(folder / "model.safetensors");
  const std::string prefix = tensors.contains("transformer.wte.weight") ? "transformer." : "";
  const auto take = [&](const std::string& name, const std::vector<int>& shape) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.shape != shape)
      throw std::runtime_error("reference: " + name + " is missing or has another shape");
    return found->second.values;
  };
  const auto norm = [&](const std::string& name) {
    return Norm{take(name + ".weight", {c.width}), take(name + ".bias", {c.width})};
  };
  const auto affine = [&](const std::string& name, int in, int out) {
    return Affine{in, out, take(name + ".weight", {in, out}), take(name + ".bias", {out})};
  };
  w.tokens = take(prefix + "wte.weight", {c.vocabulary, c.width});
  w.positions = take(prefix + "wpe.weight", {c.positions, c.width});
  for (int layer = 0; layer < c.layers; ++layer) {
    const std::string h = prefix + "h." + std::to_string(layer) + ".";
    w.blocks.push_back({norm(h + "ln_1"), norm(h + "ln_2"), affine(h + "attn.c_attn", c.width, 3 * c.width),
                        affine(h + "attn.c_proj", c.width, c.width), affine(h + "mlp.c_fc", c.width, c.inner),
                        affine(h + "mlp.c_proj", c.inner, c.width)});
  }
  w.final = norm(prefix + "ln_f");
  if (!c.tied) w.head = take("lm_head.weight", {c.vocabulary, c.width});
  return w;
}

Weights randomWeights(const Config& c, std::uint64_t seed) {
  Normal normal(seed);
  Weights w{c,
            normal.draw(std::size_t(c.vocabulary) * c.width, 0.5),
            normal.draw(std::size_t(c.positions) * c.width, 0.5),
            {},
            {},
            {}};
  for (int layer = 0; layer < c.layers; ++layer) {
    Block block;
    block.first = normal.norm(c.width);
    block.second = normal.norm(c.width);
    block.queryKeyValue = normal.affine(c.width, 3 * c.width);
    block.projection = normal.affine(c.width, c.width);
    block.up = normal.affine(c.width, c.inner);
    block.down = normal.affine(c.inner, c.width);
    w.blocks.push_back(std::move(block));
  }
  w.final = normal.norm(c.width);
  if (!c.tied) w.head = normal.draw(std::size_t(c.vocabulary) * c.width, 0.5);
  return w;
}

}  // namespace headlight::reference
