#include "support/tiny_model.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

namespace headlight::test {
namespace {

/// binary16 of a double that neither over- nor underflows far, ties to even.
std::uint16_t toHalf(double value) {
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  int exponent = 0;
  std::frexp(value, &exponent);            // |value| in [2^(exponent-1), 2^exponent)
  exponent = std::max(exponent - 1, -14);  // below 2^-14 the steps stay 2^-24
  const double steps = std::nearbyint(std::ldexp(std::abs(value), 10 - exponent));
  const int bits = static_cast<int>(steps) + ((exponent + 14) << 10);  // a carry goes into the exponent by itself
  if (bits >= 31 << 10) throw std::runtime_error("tiny model: too large for f16");
  return static_cast<std::uint16_t>(sign | bits);
}

std::uint16_t toBrain(double value) {
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

template <class T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::pair<std::string, std::string> headerAndData(const std::filesystem::path& file) {
  const std::string all = readText(file);
  std::uint64_t size;
  std::memcpy(&size, all.data(), 8);
  return {all.substr(8, size), all.substr(8 + size)};
}

void writeHeaderAndData(const std::filesystem::path& file, std::string header, const std::string& data) {
  while (header.size() % 8) header += ' ';
  std::string all;
  append(all, std::uint64_t(header.size()));
  writeText(file, all + header + data);
}

}  // namespace

RawTensor rawTensor(const std::string& type, std::vector<int> shape, const std::vector<double>& values) {
  RawTensor tensor{type, std::move(shape), {}};
  for (const double value : values)
    if (type == "F32")
      append(tensor.bytes, static_cast<float>(value));
    else
      append(tensor.bytes, type == "F16" ? toHalf(value) : toBrain(value));
  return tensor;
}

std::string readText(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("tiny model: cannot open " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

void writeText(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream) throw std::runtime_error("tiny model: cannot write " + file.string());
}

RawTensors readRaw(const std::filesystem::path& file) {
  const auto [header, data] = headerAndData(file);
  RawTensors tensors;
  const auto parsed = nlohmann::json::parse(header);
  for (const auto& [name, entry] : parsed.items()) {
    if (name == "__metadata__") continue;
    const std::size_t begin = entry["data_offsets"][0], end = entry["data_offsets"][1];
    tensors[name] = {entry["dtype"], entry["shape"].get<std::vector<int>>(), data.substr(begin, end - begin)};
  }
  return tensors;
}

void writeRaw(const std::filesystem::path& file, const RawTensors& tensors) {
  nlohmann::json header = {{"__metadata__", {{"format", "pt"}}}};
  std::string data;
  for (const auto& [name, tensor] : tensors) {
    header[name] = {{"dtype", tensor.type},
                    {"shape", tensor.shape},
                    {"data_offsets", {data.size(), data.size() + tensor.bytes.size()}}};
    data += tensor.bytes;
  }
  writeHeaderAndData(file, header.dump(), data);
}

RawTensor zeros(const std::string& type, const std::vector<int>& shape) {
  std::size_t bytes = type == "F32" || type == "I32" ? 4 : type == "U8" ? 1 : 2;
  for (const int dim : shape) bytes *= dim;
  return {type, shape, std::string(bytes, '\0')};
}

void editTensors(const std::filesystem::path& folder, const std::function<void(RawTensors&)>& edit) {
  RawTensors tensors = readRaw(folder / "model.safetensors");
  edit(tensors);
  writeRaw(folder / "model.safetensors", tensors);
}

void editHeader(const std::filesystem::path& folder, const std::function<std::string(std::string)>& edit) {
  const auto [header, data] = headerAndData(folder / "model.safetensors");
  writeHeaderAndData(folder / "model.safetensors", edit(header), data);
}

void setConfig(const std::filesystem::path& folder, const std::string& key, const std::string& json) {
  auto config = nlohmann::json::parse(readText(folder / "config.json"));
  config[key] = nlohmann::json::parse(json);
  writeText(folder / "config.json", config.dump(1));
}

std::vector<std::int32_t> randomIds(int count, int vocabulary, std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  std::vector<std::int32_t> ids;
  for (int i = 0; i < count; ++i) ids.push_back(static_cast<std::int32_t>(bits() % std::uint64_t(vocabulary)));
  return ids;
}

reference::Weights writeTinyModel(const std::filesystem::path& folder, const TinyModel& o) {
  reference::Config c;
  c.layers = o.layers, c.heads = o.heads, c.width = o.width, c.vocabulary = o.vocabulary, c.positions = o.positions;
  c.inner = o.inner ? o.inner : 4 * o.width;
  c.tied = o.tied;
  const reference::Weights w = reference::randomWeights(c, o.seed);
  RawTensors tensors;
  const auto put = [&](const std::string& name, std::vector<int> shape, const std::vector<double>& values) {
    tensors[name] = rawTensor(o.type, std::move(shape), values);
  };
  const auto norm = [&](const std::string& name, const reference::Norm& from) {
    put(name + ".weight", {c.width}, from.weight);
    put(name + ".bias", {c.width}, from.bias);
  };
  const auto affine = [&](const std::string& name, const reference::Affine& from) {
    put(name + ".weight", {from.in, from.out}, from.weight);
    put(name + ".bias", {from.out}, from.bias);
  };
  put(o.prefix + "wte.weight", {c.vocabulary, c.width}, w.tokens);
  put(o.prefix + "wpe.weight", {c.positions, c.width}, w.positions);
  for (int layer = 0; layer < c.layers; ++layer) {
    const std::string h = o.prefix + "h." + std::to_string(layer) + ".";
    norm(h + "ln_1", w.blocks[layer].first);
    affine(h + "attn.c_attn", w.blocks[layer].queryKeyValue);
    affine(h + "attn.c_proj", w.blocks[layer].projection);
    norm(h + "ln_2", w.blocks[layer].second);
    affine(h + "mlp.c_fc", w.blocks[layer].up);
    affine(h + "mlp.c_proj", w.blocks[layer].down);
    if (o.masks) {
      tensors[h + "attn.bias"] = zeros("U8", {1, 1, c.positions, c.positions});
      tensors[h + "attn.masked_bias"] = zeros("F32", {});
    }
  }
  norm(o.prefix + "ln_f", w.final);
  if (!o.tied) put("lm_head.weight", {c.vocabulary, c.width}, w.head);

  std::filesystem::create_directories(folder);
  writeRaw(folder / "model.safetensors", tensors);
  nlohmann::json config = {{"architectures", {"GPT2LMHeadModel"}},
                           {"model_type", "gpt2"},
                           {"n_layer", o.layers},
                           {"n_head", o.heads},
                           {"n_embd", o.width},
                           {"vocab_size", o.vocabulary},
                           {"n_positions", o.positions},
                           {"n_ctx", o.positions},
                           {"activation_function", o.activation},
                           {"layer_norm_epsilon", 1e-5},
                           {"tie_word_embeddings", o.tied}};
  if (o.inner) config["n_inner"] = o.inner;
  if (o.scaledByLayer) config["scale_attn_by_inverse_layer_idx"] = true;
  writeText(folder / "config.json", config.dump(1));
  return reference::loadFolder(folder);  // only so are the weights what the file's type left of them
}

}  // namespace headlight::test
