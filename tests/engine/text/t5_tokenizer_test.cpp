// What T5Tokenizer of transformers makes of a text (tests/vectors/record_t5_tokenizers.py).
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "base/error.h"
#include "recorded_sums.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path recorded = test::vectorsFolder() / "t5_tokenizers";

/// Those of the recorder: its plain ones, then two of them with something special between.
json texts() {
  constexpr std::array special{"</s>",
                               "<unk>",
                               "<pad>",
                               "<extra_id_0>",
                               " <extra_id_99> ",
                               "<extra_id_7>",
                               "<extra_id_100>",
                               "<sep>",
                               "<new> ",
                               " </s> ",
                               "▁",
                               "<"};
  json all = test::parsed(test::vectorsFolder() / "auto_tokenizers" / "texts.json");
  const std::size_t plain = all.size();
  for (std::size_t i = 0; i < 2800; ++i)
    all.push_back(all[i % plain].get<std::string>() + special[i % special.size()] +
                  all[(7 * i + 1) % plain].get<std::string>());
  return all;
}

TEST(T5TokenizerTest, HasTheIdsOfTransformers) {
  const json sums = test::parsed(recorded / "ids.json"), all = texts();
  ASSERT_GE(all.size(), 5000u);
  ASSERT_GE(sums.size(), 10u);
  for (const auto& [name, expected] : sums.items()) {
    SCOPED_TRACE(name);
    try {
      for (const char* input : {"text", "source"})
        EXPECT_EQ(test::rightSums(*loadTokenizer(recorded / name, input), all, expected), expected.size())
            << input << ": hundreds of texts";
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

TEST(T5TokenizerTest, TokensNameTheirBytes) {
  for (const char* name : {"plain", "json"}) {
    const auto tokenizer = loadTokenizer(recorded / name);
    const std::string text = "It is<extra_id_0> on 1.</s>漢";
    std::string joined;
    for (const Token& token : tokenizer->encode(text)) {
      ASSERT_LE(token.begin, token.end);
      joined += text.substr(static_cast<std::size_t>(token.begin), static_cast<std::size_t>(token.end - token.begin));
    }
    std::string without = text;
    std::erase(without, ' ');
    std::erase(joined, ' ');
    EXPECT_EQ(joined, without) << name;
    EXPECT_EQ(tokenizer->encode(text).back().id, tokenizer->eos()) << name;
    EXPECT_EQ(tokenizer->decode(test::idsOf(tokenizer->encode("it is on")), true), "it is on") << name;
  }
}

TEST(T5TokenizerTest, TheTargetBeginsWithTheStartTokenAndGoesOn) {
  for (const char* name : {"plain", "as-t5-small", "json", "json-flags"}) {
    const auto tokenizer = loadTokenizer(recorded / name, "target");
    const std::vector<Token> tokens = tokenizer->encode("it is");
    EXPECT_EQ(tokens.front().id, 0) << name;
    EXPECT_EQ(tokenizer->idOf("<pad>"), 0) << name;
    EXPECT_NE(tokens.back().id, tokenizer->eos()) << name;
    EXPECT_EQ(tokenizer->decode(test::idsOf(tokens), true), "it is") << name;
  }
}

class T5FoldersTest : public testing::Test {
 protected:
  T5FoldersTest() { fs::copy(recorded / "json-no-list", folder_.path()); }
  std::string refusal(const char* input = "target") { return test::openingOf(folder_.path(), input); }
  test::TemporaryFolder folder_;
};

TEST_F(T5FoldersTest, AStartTokenThatIsNoneIsRefused) {
  test::writeFile(folder_.path(), "config.json", R"({"model_type": "t5", "decoder_start_token_id": 9999})");
  EXPECT_NE(refusal().find("decoder_start_token_id is 9999"), std::string::npos) << refusal();
  EXPECT_EQ(refusal("source"), "opened");
  test::writeFile(folder_.path(), "config.json", R"({"model_type": "pegasus"})");
  EXPECT_NE(refusal().find("decoder_start_token_id is missing"), std::string::npos) << refusal();
  test::writeFile(folder_.path(), "config.json", R"({"model_type": "t5"})");
  EXPECT_EQ(loadTokenizer(folder_.path(), "target")->encode("it").front().id, 0);
}

TEST_F(T5FoldersTest, AnotherModelOfWordsIsRefused) {
  json file = test::parsed(folder_.path() / "tokenizer.json");
  file["model"] = {{"type", "WordPiece"}, {"vocab", {{"a", 0}}}, {"unk_token", "a"}};
  test::writeFile(folder_.path(), "tokenizer.json", file.dump());
  EXPECT_NE(refusal().find("T5Tokenizer, which goes with a Unigram"), std::string::npos) << refusal();
  file["model"] = {{"type", "Unigram"}, {"unk_id", 0}, {"vocab", {{"<unk>", 0}, {"</s>", 0}}}};
  test::writeFile(folder_.path(), "tokenizer.json", file.dump());
  EXPECT_NE(refusal().find((folder_.path() / "tokenizer.json").string()), std::string::npos) << refusal();
}

}  // namespace
}  // namespace headlight::text
