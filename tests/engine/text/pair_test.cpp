// tokenizer(first, second) of transformers: ids and token types (tests/vectors/record_pairs.py).
#include <gtest/gtest.h>

#include "base/error.h"
#include "recorded_sums.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;

const std::filesystem::path kinds = test::vectorsFolder() / "tokenizers";

TEST(TokenPairTest, HasTheIdsAndTypesOfTransformers) {
  const json texts = test::parsed(test::vectorsFolder() / "auto_tokenizers" / "texts.json"),
             recorded = test::parsed(test::vectorsFolder() / "pairs" / "tokens.json");
  ASSERT_GE(recorded.size(), 6u);
  for (const auto& [kind, sums] : recorded.items()) {
    SCOPED_TRACE(kind);
    const auto tokenizer = loadTokenizer(kinds / kind);
    std::size_t right = 0;
    for (std::size_t chunk = 0; chunk < sums.size(); ++chunk) {
      std::vector<std::int32_t> rows;
      for (std::size_t i = 100 * chunk; i < std::min(100 * chunk + 100, texts.size()); ++i) {
        const TokenPair pair =
            tokenizer->encodePair(texts[i].get<std::string>(), texts[(7 * i + 1) % texts.size()].get<std::string>());
        rows.push_back(static_cast<std::int32_t>(pair.tokens.size()));
        for (const Token& token : pair.tokens) rows.push_back(token.id);
        rows.insert(rows.end(), pair.types.begin(), pair.types.end());
      }
      right += test::sumOf(rows) == sums[chunk].get<std::uint32_t>() ? 1 : 0;
    }
    EXPECT_EQ(right, sums.size()) << "hundreds of pairs";
  }
}

TEST(TokenPairTest, TokensNameTheBytesOfTheirText) {
  const auto tokenizer = loadTokenizer(kinds / "bert");
  const std::string first = "a b", second = "the cat";
  const TokenPair pair = tokenizer->encodePair(first, second);
  ASSERT_LT(pair.secondBegin, pair.secondEnd);
  EXPECT_EQ(pair.secondEnd + 1, static_cast<int>(pair.tokens.size())) << "[SEP] ends it";
  std::string joined;
  for (int row = pair.secondBegin; row < pair.secondEnd; ++row) {
    const Token& token = pair.tokens[static_cast<std::size_t>(row)];
    joined += second.substr(static_cast<std::size_t>(token.begin), static_cast<std::size_t>(token.end - token.begin));
  }
  EXPECT_EQ(joined, "thecat");
}

TEST(TokenPairTest, ATokenizerThatPutsNothingBetweenRefuses) {
  const auto tokenizer = loadTokenizer(kinds / "qwen2-files");
  try {
    tokenizer->encodePair("a", "b");
    ADD_FAILURE() << "encoded";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("says not how two texts are put together"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace headlight::text
