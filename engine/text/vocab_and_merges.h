#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "text/tokenizer.h"

namespace headlight::text {

/// Reads vocab.json and merges.txt (with or without its #version line) as Hugging Face's GPT2Tokenizer,
/// RobertaTokenizer or Qwen2Tokenizer does, whichever tokenizer_config.json or config.json names: RoBERTa puts <s> in
/// front and </s> behind and its <mask> takes the space before it along; Qwen2 normalizes by NFC and cuts words by its
/// own pattern. Special tokens that tokenizer_config.json names are recognised in the text where the vocabulary has
/// them, added_tokens.json beside them is read too, and for GPT-2 a bos token is put in front only where
/// `add_bos_token` says so. Throws Error with one sentence that names the file.
std::shared_ptr<const Tokenizer> loadVocabAndMerges(const std::filesystem::path& vocab,
                                                    const std::filesystem::path& merges,
                                                    std::string_view input = "text");

}  // namespace headlight::text
