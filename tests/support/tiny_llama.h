#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>

#include "reference/llama.h"

namespace headlight::test {

/// A small random folder of the Llama kind in Hugging Face's layout.
struct TinyLlama {
  std::string family = "llama";  ///< model_type
  int layers = 2, heads = 4, kvHeads = 2, headWidth = 8, width = 36, inner = 50, vocabulary = 61, positions = 160;
  std::string type = "F32";  ///< "F32", "F16", "BF16"
  bool tied = true;
  bool biases = false;            ///< llama: attention_bias and mlp_bias; qwen2 has its own in any case
  std::string config = "{}";      ///< more keys of config.json: R"({"sliding_window": 9})"
  std::string prefix = "model.";  ///< or ""
  std::uint64_t seed = 1;
};

inline void PrintTo(const TinyLlama& m, std::ostream* stream) {
  *stream << m.family << " of " << m.layers << " layers, " << m.heads << " heads over " << m.kvHeads << ", " << m.type;
}

/// Writes config.json and model.safetensors and returns what the oracle reads of them.
reference::Llama writeTinyLlama(const std::filesystem::path& folder, const TinyLlama& options = {});

}  // namespace headlight::test
