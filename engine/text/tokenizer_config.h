#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "text/added_tokens.h"
#include "text/token_table.h"

namespace headlight::text {

/// What we use of tokenizer_config.json, and of special_tokens_map.json for the tokens that the former does not name.
struct TokenizerConfig {
  /// "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", with their flags; no
  /// id.
  std::map<std::string, AddedToken> named;
  std::vector<AddedToken> additional;  ///< `additional_special_tokens`
  std::vector<AddedToken> added;       ///< `added_tokens_decoder`
  std::string tokenizerClass;          ///< without "Fast"; empty where nobody says
  std::optional<bool> addBos;
  std::optional<bool> addEos;
  std::optional<bool> addPrefixSpace;
  std::optional<bool> lowerCase;
  std::optional<bool> stripAccents;
  std::optional<bool> keepAccents;
  std::optional<bool> chineseChars;

  std::optional<std::string> nameOf(const char* which) const;
};

/// Reads tokenizer_config.json in `folder`, special_tokens_map.json and, for the class where nobody else names it,
/// config.json's model_type ("roberta" → "RobertaTokenizer"); defaults where there is none. Throws Error where one is
/// there but broken.
TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder);

/// The tokens that are cut out of a text before a vocabulary without tokenizer.json sees it: those of
/// `added_tokens_decoder`, of added_tokens.json, and the named special ones where the vocabulary has them. `customary`
/// are special tokens that the family has where nothing is configured.
std::vector<AddedToken> addedTokens(const std::filesystem::path& folder, const TokenizerConfig& config,
                                    const std::vector<TokenTable::Entry>& vocab,
                                    const std::vector<std::string>& customary);

}  // namespace headlight::text
