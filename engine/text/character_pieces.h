#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace headlight::text {

/// Which part of a character (a Unicode code point) a token holds: "piece 2 of 3 of 中".
struct CharacterPiece {
  int charBegin = 0;  ///< the character is bytes [charBegin, charEnd) of the text
  int charEnd = 0;
  int pieceIndex = 0;  ///< from 1
  int pieceCount = 0;  ///< tokens that the character is spread over, at least 2
  int byteBegin =
      0;  ///< the token holds bytes [byteBegin, byteEnd) of the character, counted from 0: "byte 2/3" is [1, 2)
  int byteEnd = 0;
  bool holdsMore = false;  ///< the token also holds whole characters, or the start of a second one

  bool operator==(const CharacterPiece&) const = default;
};

/// For each token what part of a character it holds; nothing for a token of whole characters only (or of no bytes).
///
/// A token may hold the end of one character and more. Then it counts as a piece of the character that it ends,
/// holdsMore is true, and if it also starts a second character (spread over the tokens that follow), it is counted
/// among that one's pieces for *their* index and count though it does not name it itself. A token with whole characters
/// and then the start of another (GPT-2 has " \xE4") is a piece of that other, with holdsMore.
///
/// `tokens` as encode(utf8) gives them: ordered by begin.
std::vector<std::optional<CharacterPiece>> characterPieces(std::string_view utf8, std::span<const Token> tokens);

}  // namespace headlight::text
