#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

/// The oracle: GPT-2 as the papers write it, slowly, in double, and without one line of the engine. Both backends
/// answer to it.
namespace headlight::reference {

struct Config {
  int layers = 0, heads = 0, width = 0, vocabulary = 0, positions = 0;
  int inner = 0;  ///< width of the MLP's middle
  double epsilon = 1e-5;
  std::string activation = "gelu_new";  ///< transformers' name of what follows the first layer of the MLP
  bool scaledByLayer = false;           ///< scores are divided by the layer's number, counted from 1
  bool tied = true;                     ///< the head is the token table
};

/// A dense array in row-major order.
struct Array {
  std::vector<int> shape;
  std::vector<double> values;
};

/// y = x W + b with W [in, out], as OpenAI's and Hugging Face's Conv1D keep it.
struct Affine {
  int in = 0, out = 0;
  std::vector<double> weight, bias;
};

struct Norm {
  std::vector<double> weight, bias;
};

struct Block {
  Norm first, second;
  Affine queryKeyValue;  ///< [width, 3 width]: query | key | value
  Affine projection;     ///< [width, width]
  Affine up, down;       ///< [width, inner], [inner, width]
};

struct Weights {
  Config config;
  std::vector<double> tokens;     ///< [vocabulary, width]
  std::vector<double> positions;  ///< [positions, width]
  std::vector<Block> blocks;
  Norm final;
  std::vector<double> head;  ///< [vocabulary, width]; empty when tied
};

/// Every site of the pass by its name ("embed", "blocks.0.attn.pattern", ..., "final", "logits"). Residuals,
/// `attn_out`, `mlp_out` and `final` [T, width]; query, key, value and head_out [T, heads, headWidth]; pattern [heads,
/// T, T]; logits [T, vocabulary].
using Sites = std::map<std::string, Array>;

/// What-ifs, each a plain function of where it holds; empty ones change nothing.
struct Changes {
  std::function<double(int layer, int head, int row)> headFactor;  ///< times a head's output
  std::function<double(int layer)> attentionFactor, mlpFactor;     ///< times what is added to the residual stream
  std::function<double(int layer)> temperature;                    ///< scores are divided by it
  std::function<bool(int layer, int head, int query, int key)> cut;
  std::function<void(const std::string& site, std::vector<double>& values)> edit;  ///< a site's values, row-major
};

/// Radford et al. 2019 (GPT-2) with the norm of Ba et al. 2016, attention of Vaswani et al. 2017 and GELU of Hendrycks
/// and Gimpel 2016. Throws std::runtime_error for an id outside the vocabulary or more ids than positions.
Sites forward(const Weights& weights, std::span<const std::int32_t> ids, const Changes& changes = {});

/// Weights of a model that was never trained but does attend: matrices N(0, 1.5 / sqrt(in)), tables N(0, 0.5), so that
/// patterns are neither flat nor saturated. The same on every machine.
Weights randomWeights(const Config& config, std::uint64_t seed);

/// config.json and model.safetensors of a Hugging Face GPT-2 folder, with or without the "transformer." prefix.
Weights loadFolder(const std::filesystem::path& folder);

/// All tensors of a safetensors file (F64, F32, F16, BF16, U8, I32, I64) as doubles.
std::map<std::string, Array> readSafetensors(const std::filesystem::path& file);

}  // namespace headlight::reference
