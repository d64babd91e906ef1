#pragma once

#include <filesystem>
#include <memory>

#include "text/tokenizer.h"

namespace headlight::text {

/// Reads a tokenizer.json of Hugging Face `tokenizers` that describes a byte-level BPE:
/// - model BPE (type "BPE", or null or absent as old writers left it), merges as "a b" or ["a", "b"];
/// - pre_tokenizer ByteLevel, alone or the only member of a Sequence;
/// - normalizer null, NFC, NFD, NFKC, NFKD, or a Sequence of one of them;
/// - post_processor null, ByteLevel, TemplateProcessing (its single template), or a Sequence of these;
/// - decoder null, ByteLevel, or a Sequence of it; added_tokens with all their flags.
/// `truncation` and `padding` are not applied. Anything else is refused: Error names the file, what was found and what
/// is read.
std::shared_ptr<const Tokenizer> loadTokenizerJson(const std::filesystem::path& path);

}  // namespace headlight::text
