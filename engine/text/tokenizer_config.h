#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "text/added_tokens.h"
#include "text/token_table.h"

namespace headlight::text {

/// What we use of tokenizer_config.json, and of special_tokens_map.json, added_tokens.json and config.json beside it,
/// as AutoTokenizer of transformers 5.24 reads them (tokenization_utils_base.py, _from_pretrained).
struct TokenizerConfig {
  /// "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", with their flags; no
  /// id.
  std::map<std::string, AddedToken> named;
  /// Those of them that are written as a text alone: a class may have flags for them.
  std::set<std::string> asText;
  /// Special tokens by other names: "image_token", the values of `extra_special_tokens` where that is an object.
  std::vector<AddedToken> otherNamed;
  /// `extra_special_tokens` where that is a list, else `additional_special_tokens`.
  std::vector<AddedToken> extra;
  /// `added_tokens_decoder`, else added_tokens.json.
  std::vector<AddedToken> added;
  bool listsAdded = false;     ///< `added_tokens_decoder` is there, and so the only list of added tokens that counts
  std::string tokenizerClass;  ///< the class that AutoTokenizer takes, without "Fast"; empty where it goes by the file
  std::optional<bool> addBos;
  std::optional<bool> addEos;
  std::optional<bool> addPrefixSpace;
  std::optional<bool> lowerCase;
  std::optional<bool> stripAccents;
  std::optional<bool> keepAccents;
  std::optional<bool> chineseChars;
  std::optional<std::string> sourceLanguage, targetLanguage;  ///< `src_lang`, `tgt_lang`
  std::optional<std::int64_t> extraIds;                       ///< how many sentinels T5 has

  std::optional<std::string> nameOf(const char* which) const;
  /// Its name, which is `otherwise` from here on where nothing is configured: what a class calls its special tokens.
  std::string nameOrDefault(const char* which, const char* otherwise);
};

/// Reads what lies in `folder`; defaults where nothing does. Throws Error where a file is there but broken.
TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder);

/// `added` (what tokenizer.json lists) and the tokens that the configuration adds, in AutoTokenizer's order: those that
/// it lists with their ids, then named, other named and extra ones that are not among them. One that the vocabulary has
/// gets its id there; a new one the next free id.
std::vector<AddedToken> withConfigured(std::vector<AddedToken> added, const TokenizerConfig& config,
                                       const std::vector<TokenTable::Entry>& vocab);

}  // namespace headlight::text
