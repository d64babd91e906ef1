#pragma once

#include "text/tokenizer.h"

namespace headlight::text {

/// What IdTokenizer::kind says.
inline constexpr std::string_view idsKind = "token ids";

/// For a folder without a tokenizer: the text is the ids themselves, numbers between white space ("464 39 12"). A word
/// that is no number, or one of no entry of the vocabulary, is a token with the id -1 or its number; what gets such ids
/// refuses them. No token is special.
std::shared_ptr<const Tokenizer> makeIdTokenizer(int vocabularySize);

/// loadTokenizer; where the folder has no file of a tokenizer at all, makeIdTokenizer. A folder that has only a part of
/// one (vocab.json without merges.txt) is refused as loadTokenizer does.
std::shared_ptr<const Tokenizer> loadTokenizerOrIds(const std::filesystem::path& folder, std::string_view input,
                                                    int vocabularySize);
/// loadTokenizerOrIds takes numbers.
bool readsIds(const std::filesystem::path& folder);

}  // namespace headlight::text
