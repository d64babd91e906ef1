#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "reference/reference.h"

namespace headlight::reference {

/// The oracle for encoders with norms after their sums (BERT, RoBERTa, DistilBERT, ALBERT): transformers' modules
/// written down in double, with the file's tensors under the file's names, and without one line of the engine.
struct Encoder {
  std::string family;
  int layers = 0, heads = 0, width = 0;
  bool causal = false;
  int padding = -1;  ///< RoBERTa: positions count from padding + 1
  double epsilon = 1e-12;
  std::string activation;
  std::string head;                      ///< "masked", "sequence", "token" or ""
  std::map<std::string, Array> tensors;  ///< without the family's prefix, gamma and beta by their newer names
};

/// What a layer's parts are called in the family's files, without prefix and ".weight".
struct LayerNames {
  std::string query, key, value, out, ln1, up, down, ln2;
};
LayerNames layerNames(const std::string& family, int layer);
struct MaskedHeadNames {
  std::string dense, norm, decoder;
  std::string otherBias;  ///< where decoder + ".bias" is absent
};
MaskedHeadNames maskedHeadNames(const std::string& family);
/// Of a sequence classification.
struct TextHeadNames {
  std::string dense, classifier;
};
TextHeadNames textHeadNames(const std::string& family);

/// config.json and model.safetensors of a Hugging Face folder.
Encoder loadEncoder(const std::filesystem::path& folder);

/// Every site of the pass: those of reference.h's forward without "final", and "blocks.N.block_out"; "logits" [T,
/// vocabulary or labels], of a sequence classification [labels], of a model without head absent. Changes: its edit is
/// asked at every site but the logits; a cut row must keep a key.
Sites forward(const Encoder& encoder, std::span<const std::int32_t> ids, const Changes& changes = {});

}  // namespace headlight::reference
