#pragma once

#include <cstring>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "../engine/io/files.h"

namespace headlight::test {

/// A GPT-2 folder written for one test: 1 layer of 2 heads, width 8, 16 tokens, and a byte-level vocabulary of the 256
/// bytes.
class ModelFolder {
 public:
  explicit ModelFolder(std::filesystem::path path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    config = {{"model_type", "gpt2"}, {"n_embd", 8},       {"n_head", 2},
              {"n_layer", 1},         {"n_positions", 16}, {"vocab_size", 256}};
    std::mt19937 random(3);
    const auto add = [&](const char* name, std::vector<std::int64_t> shape) {
      std::size_t count = 1;
      for (std::int64_t dim : shape) count *= static_cast<std::size_t>(dim);
      std::vector<float> values(count);
      for (float& value : values) value = static_cast<float>(random() % 2001) / 1000.0f - 1;
      tensors.push_back({name, std::move(shape), std::move(values)});
    };
    add("wte.weight", {256, 8});
    add("wpe.weight", {16, 8});
    for (const char* norm : {"h.0.ln_1", "h.0.ln_2", "ln_f"})
      for (const char* part : {".weight", ".bias"}) add((std::string(norm) + part).c_str(), {8});
    add("h.0.attn.c_attn.weight", {8, 24});
    add("h.0.attn.c_attn.bias", {24});
    add("h.0.attn.c_proj.weight", {8, 8});
    add("h.0.attn.c_proj.bias", {8});
    add("h.0.mlp.c_fc.weight", {8, 32});
    add("h.0.mlp.c_fc.bias", {32});
    add("h.0.mlp.c_proj.weight", {32, 8});
    add("h.0.mlp.c_proj.bias", {8});
  }

  struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
  };
  Tensor& tensor(const std::string& name) {
    for (Tensor& tensor : tensors)
      if (tensor.name == name) return tensor;
    throw std::runtime_error("no tensor " + name);
  }

  void write(bool withTokenizer = true) const {
    writeFile(path_ / "config.json", config.dump());
    nlohmann::ordered_json header;
    std::string data;
    for (const Tensor& tensor : tensors) {
      const std::size_t begin = data.size();
      data += bytesOf(tensor.values);
      header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
    }
    writeFile(path_ / "model.safetensors", safetensorsBytes(header.dump(), data));
    if (!withTokenizer) return;
    // GPT-2's alphabet: printable bytes stand for themselves, the others for U+0100 and on, in their order.
    nlohmann::ordered_json vocabulary;
    char32_t spare = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
      const bool printable = (byte > 32 && byte < 127) || (byte > 160 && byte != 173);
      const char32_t point = printable ? static_cast<char32_t>(byte) : spare++;
      std::string utf8;
      if (point < 0x80)
        utf8 = {static_cast<char>(point)};
      else
        utf8 = {static_cast<char>(0xc0 | point >> 6), static_cast<char>(0x80 | (point & 0x3f))};
      vocabulary[utf8] = byte;
    }
    writeFile(path_ / "vocab.json", vocabulary.dump());
    writeFile(path_ / "merges.txt", "#version: 0.2\n");
  }
  std::string path() const { return path_.string(); }

  nlohmann::json config;
  std::vector<Tensor> tensors;

 private:
  std::filesystem::path path_;
};

}  // namespace headlight::test
