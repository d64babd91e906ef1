#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "reference/encoder.h"

/// Small random folders of the post-norm encoder families in Hugging Face's layout.
namespace headlight::test {

struct TinyEncoder {
  std::string family = "bert";  ///< "bert", "roberta", "distilbert", "albert"
  std::string head = "masked";  ///< "masked", "causal" (BERT, RoBERTa), "sequence", "token", ""
  int layers = 2, heads = 4, width = 36, vocabulary = 61, positions = 130, hidden = 50;
  int embeddingWidth = 0;  ///< of ALBERT; 0: the width
  int labels = 3;
  std::string activation = "gelu";
  std::string type = "F32";  ///< "F32", "F16", "BF16"
  bool tied = true;
  bool decoder = false;  ///< is_decoder: a row sees no later one (BERT, RoBERTa)
  bool prefix = true;    ///< "bert." and so on
  std::uint64_t seed = 1;
};

/// Writes config.json and model.safetensors into `folder` (made if need be) and returns the weights as the file holds
/// them, rounded to its type.
reference::Encoder writeTinyEncoder(const std::filesystem::path& folder, const TinyEncoder& options = {});

}  // namespace headlight::test
