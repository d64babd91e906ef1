#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "text/added_tokens.h"

namespace headlight::text {

/// What we use of tokenizer_config.json.
struct TokenizerConfig {
  std::optional<std::string> bos;
  std::optional<std::string> eos;
  std::vector<std::string> special;  ///< the texts of all special tokens that it names, bos and eos among them
  std::vector<AddedToken> added;     ///< `added_tokens_decoder`
  bool addBos = false;
  bool addPrefixSpace = false;
};

/// Reads tokenizer_config.json in `folder`; defaults where there is none. Throws Error where it is there but broken.
TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder);

}  // namespace headlight::text
