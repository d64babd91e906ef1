#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "text/tokenizer.h"

namespace headlight::text {

/// Reads a SentencePiece model (BPE or Unigram) through SentencePiece's own library, which also normalizes and encodes,
/// and puts around the text what the family puts there:
/// - LlamaTokenizer and what else has a tokenizer.model: <s> in front unless `add_bos_token` is false, </s> behind
/// where
///   `add_eos_token` is true;
/// - AlbertTokenizer (spiece.model): [CLS] … [SEP]; quotes, accents, letters and white space made plain before
/// (`keep_accents`,
///   `do_lower_case`), <mask>-like tokens by tokenizer_config.json.
/// T5Tokenizer (spiece.model) takes the file's pieces, scores and table of characters, and cuts by itself
/// (buildT5Tokenizer). `input` as in loadTokenizer. Throws Error with one sentence that names the file.
std::shared_ptr<const Tokenizer> loadSentencePiece(const std::filesystem::path& path, std::string_view input = "text");

}  // namespace headlight::text
