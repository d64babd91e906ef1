#pragma once

#include <filesystem>
#include <memory>

#include "text/tokenizer.h"

namespace headlight::text {

/// Reads BERT's vocab.txt, a token a line, its number the id, as Hugging Face's BertTokenizer does: `do_lower_case`,
/// `strip_accents`, `tokenize_chinese_chars` and the special tokens from tokenizer_config.json; [CLS] in front, [SEP]
/// behind. Throws Error with one sentence that names the file.
std::shared_ptr<const Tokenizer> loadVocabTxt(const std::filesystem::path& path);

}  // namespace headlight::text
