#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace headlight {

/// What can be said of a model before its weights are read: from config.json, the headers of its files and the names of
/// what lies beside them. Numbers that config.json does not tell are 0.
struct ModelPreview {
  std::string name;               ///< "gpt2"
  std::filesystem::path folder;   ///< of config.json
  std::filesystem::path weights;  ///< the file, or the index of several; empty when there is none
  /// Why the model cannot be opened, one sentence; empty when nothing speaks against it. What only the numbers of its
  /// matrices tell (NaN, infinity) comes out when it is loaded.
  std::string problem;

  std::string family;        ///< config.json's model_type, "gpt2"
  std::string architecture;  ///< transformers' class, "GPT2LMHeadModel"
  std::string head;  ///< for the eye: "next token", "hidden token", "2 labels of the text", "none: attention only"
  int layers = 0, heads = 0, kvHeads = 0, headWidth = 0, width = 0, vocabulary = 0, maxTokens = 0;
  std::uint64_t parameters = 0;      ///< stored numbers, tied ones once
  std::string storedDType;           ///< "bf16"
  std::uint64_t bytesOnDisk = 0;     ///< of all files with weights
  std::string tokenizer;             ///< for the eye: "tokenizer.json (BPE)"; empty when there is none
  std::vector<std::string> notUsed;  ///< tensors that this version has no place for

  bool opens() const { return problem.empty(); }
  /// Of the packed weights, within a few percent: matrices as `storage` says, vectors in f32.
  std::uint64_t weightBytes(WeightStorage storage) const;
  /// What a pass over `tokens` tokens keeps when every layer's pattern is looked at, and when every site is.
  std::uint64_t patternBytes(int tokens) const;
  std::uint64_t everySiteBytes(int tokens) const;

  std::uint64_t matrixElements = 0, vectorElements = 0;  ///< for weightBytes
};

/// How closely a preview looks: at config.json and the names of what is stored, or at every tensor's shape too.
enum class PreviewDepth { Names, Shapes };

/// Looks at a folder or a weights file as loadModel takes it, in milliseconds (a head that is stored beside the table
/// it is tied to is compared with it, which takes as long as reading both). Never throws on account of what is there:
/// that becomes `problem`, and the rest is filled in as far as it goes.
ModelPreview previewModel(const std::filesystem::path& folderOrFile, PreviewDepth depth = PreviewDepth::Shapes);

}  // namespace headlight
