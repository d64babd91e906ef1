#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "reference/reference.h"

/// The oracle for Llama, Mistral and Qwen2: written from the papers and from what transformers documents, in double,
/// and without one line of the engine.
namespace headlight::reference {

struct Llama {
  std::string family;  ///< model_type
  int layers = 0, heads = 0, keyHeads = 0, headWidth = 0, width = 0, inner = 0, vocabulary = 0;
  double epsilon = 1e-6;
  std::string activation = "silu";
  bool head = true;          ///< false: a base model without logits
  std::vector<int> windows;  ///< by layer; 0: all keys
  /// Angle of pair i at position p of a text of T: p * turns(T)[i], cosines and sines times `stretch`. float, since
  /// that is how transformers has them.
  std::string scaling = "default";
  double theta = 10000, factor = 1, stretch = 1, lowFactor = 1, highFactor = 4, fastTurns = 32, slowTurns = 1;
  int positions = 0, trainedPositions = 0;
  bool wholePairs = true;
  std::vector<double> shortFactors, longFactors;  ///< longrope: what each pair turns slower by
  int turningPairs = 0;                           ///< proportional: the others stand still
  bool causal = true;
  std::map<std::string, Array> tensors;  ///< by name in the file, without "model."

  std::vector<float> turns(int length) const;
};

/// config.json (as transformers 5 writes it, or with the keys of version 4) and model.safetensors.
Llama loadLlama(const std::filesystem::path& folder);

/// Every site, as reference.h's forward names and shapes them; key and value are [T, keyHeads, headWidth], after
/// rotation. Without "logits" for a base model.
Sites forward(const Llama& model, std::span<const std::int32_t> ids);

}  // namespace headlight::reference
