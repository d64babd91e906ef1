#include "ui/document/word_pieces.h"

#include <gtest/gtest.h>

namespace headlight::ui {
namespace {

QStringList piecesOf(const QStringList& names) {
  const auto word = firstWordInPieces(names);
  return word ? QStringList{word->word} + word->pieces : QStringList{};
}

TEST(WordInPieces, IsWhatGoesOnWithoutASpace) {
  EXPECT_EQ(piecesOf({"<bos>", "The", "·ow", "l", "·told"}), (QStringList{"owl", "·ow", "l"}));
  EXPECT_EQ(piecesOf({"The", "·cat", ",", "·sat"}), QStringList{});
  EXPECT_EQ(piecesOf({"·un", "believ", "able", "."}), (QStringList{"unbelievable", "·un", "believ", "able"}));
  EXPECT_EQ(piecesOf({"the", "·", "zy", "x"}), (QStringList{"zyx", "zy", "x"})) << "a space by itself";
}

TEST(WordInPieces, IsWhatWordPieceMarks) {
  EXPECT_EQ(piecesOf({"[CLS]", "the", "play", "##er", "##s", "[SEP]"}),
            (QStringList{"players", "play", "##er", "##s"}));
  EXPECT_EQ(piecesOf({"[CLS]", "cat", "sat", "##ing"}), (QStringList{"sating", "sat", "##ing"}))
      << "words by themselves";
}

TEST(WordInPieces, IsNotGuessedWhereNothingTells) {
  EXPECT_EQ(piecesOf({"c", "a", "t"}), QStringList{}) << "letters";
  EXPECT_EQ(piecesOf({"·我", "们", "去"}), QStringList{}) << "no spaces between words";
  EXPECT_EQ(piecesOf({"the", "cat"}), QStringList{}) << "words";
  EXPECT_EQ(piecesOf({}), QStringList{});
}

}  // namespace
}  // namespace headlight::ui
