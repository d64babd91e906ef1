#pragma once

#include <filesystem>
#include <string>

namespace headlight::io {

/// What a folder's tokenizer is by the names of its files, for the eye: "tokenizer.json (BPE)", "vocab.json and
/// merges.txt (BPE)", "tokenizer.model (SentencePiece)", "vocab.txt (WordPiece)", in the order in which
/// text::loadTokenizer takes them. Of tokenizer.json only as much is read as it takes to find its kind. Empty when
/// there is none.
std::string tokenizerFiles(const std::filesystem::path& folder);

}  // namespace headlight::io
