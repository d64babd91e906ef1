#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer_classes.h"

namespace headlight::text {

/// Whether buildMBartTokenizer knows it.
bool isMBartClass(const std::string& tokenizerClass);

/// The codes of the languages that a class knows ("en_XX"): 25 of MBartTokenizer, 52 of MBart50Tokenizer.
std::span<const std::string_view> languageCodes(std::string_view tokenizerClass);

/// MBartTokenizer and MBart50Tokenizer (models/{mbart,mbart50}/tokenization_*.py), by `config.tokenizerClass`; token 3
/// is the unknown one. `typed`: special tokens besides the named ones and the codes, where the configuration lists
/// none. A source has </s> and the code of `src_lang` (en_XX where nothing says it) behind, of MBart50Tokenizer the
/// code in front and </s> behind; the target (`input`) likewise with `tgt_lang`, else of MBart50Tokenizer
/// `forced_bos_token_id` of the folder's config.json or generation_config.json, else the source's language. Throws
/// Error naming the key where the vocabulary lacks the code.
void buildMBartTokenizer(ScoredPieces pieces, std::vector<AddedToken> typed, const std::filesystem::path& folder,
                         std::string_view input, TokenizerConfig& config, TokenizerParts& parts);

}  // namespace headlight::text
