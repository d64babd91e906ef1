#include "text/display_piece.h"

#include <gtest/gtest.h>

namespace headlight::text {
namespace {

TEST(DisplayPiece, ShowsWhatCouldNotBeSeen) {
  EXPECT_EQ(displayPiece(""), "");
  EXPECT_EQ(displayPiece("cat"), "cat");
  EXPECT_EQ(displayPiece(" cat"), "·cat");
  EXPECT_EQ(displayPiece("   "), "···");
  EXPECT_EQ(displayPiece("New York "), "New York·");
  EXPECT_EQ(displayPiece("\n\n  "), "↵↵··");
  EXPECT_EQ(displayPiece("\tx"), "⇥x");
  EXPECT_EQ(displayPiece(std::string("\0\x07\x1B\r\x7F", 5)), "␀␇␛␍␡");
  EXPECT_EQ(displayPiece("\u0085"), "\\u0085");
  EXPECT_EQ(displayPiece("\u00A0"), "\\u00A0");
  EXPECT_EQ(displayPiece("\u202E"), "\\u202E") << "it would turn the row around";
  EXPECT_EQ(displayPiece("\U000E0041"), "\\U0E0041");
  EXPECT_EQ(displayPiece("\u0301"), "◌\u0301");
  EXPECT_EQ(displayPiece("e\u0301"), "e\u0301");
  EXPECT_EQ(displayPiece("中文😀"), "中文😀");
}

TEST(DisplayPiece, ShowsBytesThatMakeNoCharacter) {
  EXPECT_EQ(displayPiece("\xE4"), "\\xE4");
  EXPECT_EQ(displayPiece(" \xE4\xB8"), "·\\xE4\\xB8");
  EXPECT_EQ(displayPiece("\xAD x"), "\\xAD x");
  EXPECT_EQ(displayPiece("\xF0\x9F\x98"), "\\xF0\\x9F\\x98");
}

TEST(DisplayPiece, QuotesForASentence) {
  EXPECT_EQ(quotedPiece("a\nb"), "\"a↵b\"");
  EXPECT_EQ(quotedPiece(std::string(1000, 'x')), "\"" + std::string(60, 'x') + "…\"");
  EXPECT_EQ(quotedPiece(std::string(59, 'x') + "中"), "\"" + std::string(59, 'x') + "…\"") << "never half a character";
}

}  // namespace
}  // namespace headlight::text
