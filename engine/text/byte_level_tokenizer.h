#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "text/added_tokens.h"
#include "text/normalization.h"
#include "text/tokenizer.h"

namespace headlight::text {

/// Everything that a byte-level BPE tokenizer is made of, as its files give it: nothing here has been checked.
struct ByteLevelParts {
  std::string vocabSource;                                  ///< the file that the vocabulary came from, for messages
  std::string mergesSource;                                 ///< the file that the merges came from
  std::vector<std::pair<std::string, std::int64_t>> vocab;  ///< keys in the alphabet of bytes ("Ġhi")
  std::vector<std::pair<std::string, std::string>> merges;  ///< by rank
  std::vector<AddedToken> added;
  Normalization normalization = Normalization::none;
  bool addPrefixSpace = false;  ///< a space in front of every stretch that has none
  bool splitWords = true;       ///< by GPT-2's pattern; otherwise a stretch is one word
  bool ignoreMerges = false;
  bool fuseUnknown = false;
  std::optional<std::string> unknown;
  std::vector<std::int64_t> before;  ///< ids that the post-processor puts in front
  std::vector<std::int64_t> behind;
  std::optional<std::string> bos;  ///< as the configuration names them; ignored where the vocabulary has no such token
  std::optional<std::string> eos;
};

/// Checks the parts and puts them together. Throws Error: an id twice, a gap in the ids, a negative or huge id, a merge
/// that names an unknown token, an unknown token that is none.
std::shared_ptr<const Tokenizer> makeByteLevelTokenizer(ByteLevelParts parts);

}  // namespace headlight::text
