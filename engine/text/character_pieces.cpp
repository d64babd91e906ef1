#include "text/character_pieces.h"

#include <algorithm>

#include "text/utf8.h"

namespace headlight::text {

namespace {

/// The character that holds byte `at`.
CharacterPiece characterAt(std::string_view utf8, int at) {
  CharacterPiece piece;
  piece.charBegin = at;
  while (piece.charBegin > 0 && isContinuation(utf8[static_cast<std::size_t>(piece.charBegin)])) --piece.charBegin;
  const auto character = decodeUtf8(utf8, static_cast<std::size_t>(piece.charBegin));
  piece.charEnd = piece.charBegin + (character ? character->length : 1);
  return piece;
}

}  // namespace

std::vector<std::optional<CharacterPiece>> characterPieces(std::string_view utf8, std::span<const Token> tokens) {
  const auto holdsPart = [](const Token& token, const CharacterPiece& character) {
    return token.begin < token.end && token.begin < character.charEnd && token.end > character.charBegin;
  };
  const auto isWhole = [](const Token& token, const CharacterPiece& character) {
    return token.begin <= character.charBegin && token.end >= character.charEnd;
  };

  std::vector<std::optional<CharacterPiece>> pieces(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.begin >= token.end || token.end > static_cast<int>(utf8.size())) continue;
    CharacterPiece piece = characterAt(utf8, token.begin);
    if (isWhole(token, piece)) piece = characterAt(utf8, token.end - 1);
    if (isWhole(token, piece)) continue;

    std::size_t first = i;
    std::size_t last = i;
    for (std::size_t j = i; j-- > 0 && (holdsPart(tokens[j], piece) || tokens[j].begin == tokens[j].end);) {
      if (holdsPart(tokens[j], piece)) first = j;
    }
    for (std::size_t j = i + 1; j < tokens.size() && (holdsPart(tokens[j], piece) || tokens[j].begin == tokens[j].end);
         ++j) {
      if (holdsPart(tokens[j], piece)) last = j;
    }
    for (std::size_t j = first; j <= last; ++j) {
      if (!holdsPart(tokens[j], piece)) continue;
      ++piece.pieceCount;
      if (j <= i) ++piece.pieceIndex;
    }
    piece.byteBegin = std::max(token.begin, piece.charBegin) - piece.charBegin;
    piece.byteEnd = std::min(token.end, piece.charEnd) - piece.charBegin;
    piece.holdsMore = token.begin < piece.charBegin || token.end > piece.charEnd;
    pieces[i] = piece;
  }
  return pieces;
}

}  // namespace headlight::text
