#include "text/id_tokenizer.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "base/error.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

TEST(IdTokenizer, readsNumbersBetweenWhiteSpace) {
  const auto ids = makeIdTokenizer(100);
  EXPECT_EQ(ids->encode(" 4  99\n0"), (std::vector<Token>{{4, 1, 2}, {99, 4, 6}, {0, 7, 8}}));
  EXPECT_TRUE(ids->encode(" \t ").empty());
  EXPECT_TRUE(ids->encode("").empty());
  EXPECT_EQ(ids->vocabularySize(), 100);
  EXPECT_THROW(ids->encode("1 \xFF"), Error);
}

TEST(IdTokenizer, whatIsNoIdIsSaidAndNotLeftOut) {
  const auto ids = makeIdTokenizer(100);
  EXPECT_EQ(ids->encode("owl 1x -3 100 99999999999"),
            (std::vector<Token>{{-1, 0, 3}, {-1, 4, 6}, {-1, 7, 9}, {100, 10, 13}, {-1, 14, 25}}));
}

TEST(IdTokenizer, whatItWritesItReads) {
  const auto ids = makeIdTokenizer(100);
  const std::array<std::int32_t, 3> some{7, 0, 42};
  const std::string text = ids->decode(some);
  std::vector<std::int32_t> back;
  for (const Token& token : ids->encode(text)) back.push_back(token.id);
  EXPECT_EQ(back, std::vector<std::int32_t>(some.begin(), some.end()));
  EXPECT_EQ(ids->idOf(ids->bytesOf(42)), 42);
  EXPECT_FALSE(ids->idOf("100"));
  EXPECT_TRUE(ids->bytesOf(100).empty());
}

TEST(IdTokenizer, standsInOnlyWhereThereIsNothingOfATokenizer) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(readsIds(folder.path()));
  EXPECT_EQ(loadTokenizerOrIds(folder.path(), "text", 9)->kind(), idsKind);
  std::ofstream(folder.path() / "vocab.json") << "{}";
  EXPECT_FALSE(readsIds(folder.path()));
  EXPECT_THROW(loadTokenizerOrIds(folder.path(), "text", 9), Error) << "half a tokenizer is a broken one";
}

}  // namespace
}  // namespace headlight::text
