#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "reference/reference.h"

/// Small random GPT-2 folders in Hugging Face's layout, and ways to break them.
namespace headlight::test {

struct TinyModel {
  int layers = 2, heads = 4, width = 36, vocabulary = 61, positions = 96;
  int inner = 0;                        ///< 0: 4 * width, and config.json says nothing of it
  std::string activation = "gelu_new";  ///< any name of transformers
  bool scaledByLayer = false;           ///< scale_attn_by_inverse_layer_idx
  std::string type = "F32";             ///< "F32", "F16", "BF16"
  bool tied = true;                     ///< false: lm_head.weight is in the file
  bool masks = false;                   ///< h.N.attn.bias, h.N.attn.masked_bias as old checkpoints have them
  std::string prefix = "transformer.";  ///< or ""
  std::uint64_t seed = 1;
};

/// For googletest, which would print the bytes.
inline void PrintTo(const TinyModel& m, std::ostream* stream) {
  *stream << m.layers << " layers, " << m.heads << " heads, width " << m.width << ", vocabulary " << m.vocabulary
          << ", " << m.type;
}

/// Writes config.json and model.safetensors into `folder` (made if need be) and returns the weights as the file holds
/// them, rounded to its type.
reference::Weights writeTinyModel(const std::filesystem::path& folder, const TinyModel& options = {});

/// The same ids on every machine.
std::vector<std::int32_t> randomIds(int count, int vocabulary, std::uint64_t seed = 7);

/// One tensor of a safetensors file as its bytes.
struct RawTensor {
  std::string type;  ///< "F32"
  std::vector<int> shape;
  std::string bytes;
};
using RawTensors = std::map<std::string, RawTensor>;

RawTensors readRaw(const std::filesystem::path& file);
void writeRaw(const std::filesystem::path& file, const RawTensors& tensors);
/// Numbers as a file of type "F32", "F16" or "BF16" has them.
RawTensor rawTensor(const std::string& type, std::vector<int> shape, const std::vector<double>& values);
/// A tensor of zeros.
RawTensor zeros(const std::string& type, const std::vector<int>& shape);

/// Reads the folder's model.safetensors, lets `edit` change it, writes it back with a right header.
void editTensors(const std::filesystem::path& folder, const std::function<void(RawTensors&)>& edit);
/// Rewrites the header's text, leaving its length field true and the data where it follows.
void editHeader(const std::filesystem::path& folder, const std::function<std::string(std::string)>& edit);
/// Sets a key of config.json to a value given as JSON text: setConfig(folder, "model_type", "\"mamba\"").
void setConfig(const std::filesystem::path& folder, const std::string& key, const std::string& json);
std::string readText(const std::filesystem::path& file);
void writeText(const std::filesystem::path& file, const std::string& text);

}  // namespace headlight::test
