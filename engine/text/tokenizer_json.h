#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "text/tokenizer.h"

namespace headlight::text {

/// Reads a tokenizer.json of Hugging Face `tokenizers`:
/// - model BPE (byte-level, or from characters with byte_fallback, fuse_unk, affixes), WordPiece, Unigram; where its
/// type
///   is null or absent, as old writers left it, its other fields say which;
/// - the normalizers, pre-tokenizers, post-processors, decoders that json_components.h lists; added_tokens with all
/// their
///   flags.
/// `truncation` and `padding` are not applied. Anything else is refused: Error names the file, what was found and what
/// is read.
/// `input` as in loadTokenizer.
std::shared_ptr<const Tokenizer> loadTokenizerJson(const std::filesystem::path& path, std::string_view input = "text");

}  // namespace headlight::text
