#pragma once

#include <filesystem>
#include <memory>

#include "text/tokenizer.h"

namespace headlight::text {

/// Reads GPT-2's own pair of files, vocab.json and merges.txt (with or without its #version line), as Hugging Face's
/// GPT2TokenizerFast does: `<|endoftext|>` and the special tokens that tokenizer_config.json names are recognised in
/// the text where the vocabulary has them, added_tokens.json beside them is read too, and a bos token is put in front
/// only where `add_bos_token` says so. Throws Error with one sentence that names the file.
std::shared_ptr<const Tokenizer> loadGpt2Files(const std::filesystem::path& vocab, const std::filesystem::path& merges);

}  // namespace headlight::text
