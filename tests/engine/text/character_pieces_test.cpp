#include "text/character_pieces.h"

#include <gtest/gtest.h>

#include "small_tokenizer.h"

namespace headlight::text {
namespace {

using Pieces = std::vector<std::optional<CharacterPiece>>;

CharacterPiece piece(int charBegin, int charEnd, int index, int count, int byteBegin, int byteEnd, bool more = false) {
  return {charBegin, charEnd, index, count, byteBegin, byteEnd, more};
}

TEST(CharacterPieces, ThreeBytesOfOneCharacter) {
  const std::string text = "a中b";
  const auto tokens = test::smallTokenizer()->encode(text);  // <bos>, a, 3 bytes, b
  ASSERT_EQ(tokens.size(), 6u);
  EXPECT_EQ(characterPieces(text, tokens), (Pieces{std::nullopt, std::nullopt, piece(1, 4, 1, 3, 0, 1),
                                                   piece(1, 4, 2, 3, 1, 2), piece(1, 4, 3, 3, 2, 3), std::nullopt}));
}

TEST(CharacterPieces, WholeCharactersHaveNone) {
  const std::string text = "中文";
  EXPECT_EQ(characterPieces(text, std::vector<Token>{{1, 0, 6, false}}), Pieces{std::nullopt});
  EXPECT_EQ(characterPieces(text, std::vector<Token>{{1, 0, 3, false}, {2, 3, 6, false}}),
            (Pieces{std::nullopt, std::nullopt}));
  EXPECT_EQ(characterPieces("", std::vector<Token>{{1, 0, 0, true}}), Pieces{std::nullopt});
}

TEST(CharacterPieces, ATokenWithASpaceAndTheStartOfACharacter) {
  const std::string text = " 中";
  EXPECT_EQ(characterPieces(text, std::vector<Token>{{1, 0, 3, false}, {2, 3, 4, false}}),
            (Pieces{piece(1, 4, 1, 2, 0, 2, true), piece(1, 4, 2, 2, 2, 3)}));
}

TEST(CharacterPieces, ATokenWithTheEndOfOneAndTheStartOfAnother) {
  const std::string text = "中文";  // [E4 B8] [AD E6] [96 87]
  EXPECT_EQ(characterPieces(text, std::vector<Token>{{1, 0, 2, false}, {2, 2, 4, false}, {3, 4, 6, false}}),
            (Pieces{piece(0, 3, 1, 2, 0, 2), piece(0, 3, 2, 2, 2, 3, true), piece(3, 6, 2, 2, 1, 3)}));
}

TEST(CharacterPieces, EveryTokenOfARandomTextIsWholeOrInOrder) {
  const auto tokenizer = test::smallTokenizer();
  std::mt19937 random(3);
  for (int trial = 0; trial < 200; ++trial) {
    const std::string text = test::randomUnicode(random, 30);
    const auto tokens = tokenizer->encode(text);
    const auto pieces = characterPieces(text, tokens);
    ASSERT_EQ(pieces.size(), tokens.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (!pieces[i]) continue;
      const CharacterPiece& one = *pieces[i];
      ASSERT_EQ(one.pieceCount, one.charEnd - one.charBegin) << "here each byte is a token";
      ASSERT_EQ(one.pieceIndex - 1, one.byteBegin);
      ASSERT_EQ(one.charBegin + one.byteBegin, tokens[i].begin);
      ASSERT_EQ(one.charBegin + one.byteEnd, tokens[i].end);
    }
  }
}

}  // namespace
}  // namespace headlight::text
