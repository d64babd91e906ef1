// What MarianTokenizer of transformers makes of a translator's two texts (tests/vectors/record_marian_tokenizers.py).
#include "text/marian_tokenizer.h"

#include <gtest/gtest.h>

#include <algorithm>
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

const fs::path recorded = test::vectorsFolder() / "marian_tokenizers";
const char* const folders[] = {"one-vocabulary", "two-vocabularies", "language-codes"};

/// Those of the recorder: its plain ones, then two of them with something special between, but for those that it left
/// out.
json texts(const std::vector<std::size_t>& leftOut) {
  constexpr std::array special{"</s>", "<unk>", "<pad>", ">>fra<<", ">>deu<< ", " </s> ", ">>", "<<"};
  json all = test::parsed(test::vectorsFolder() / "auto_tokenizers" / "texts.json"), kept;
  const std::size_t plain = all.size();
  for (std::size_t i = 0; i < 3800; ++i)
    all.push_back(all[i % plain].get<std::string>() + special[i % special.size()] +
                  all[(7 * i + 1) % plain].get<std::string>());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::ranges::count(leftOut, i) == 0) kept.push_back(all[i]);
  return kept;
}

void expectIds(const fs::path& folder, const json& all, const json& sums) {
  SCOPED_TRACE(folder.filename().string());
  ASSERT_GE(all.size(), 5000u);
  for (const char* input : {"source", "target"}) {
    const auto tokenizer = loadTokenizer(folder, input);
    EXPECT_EQ(test::rightSums(*tokenizer, all, sums.at(input)), sums.at(input).size())
        << input << ": hundreds of texts";
  }
}

TEST(MarianTokenizerTest, HasTheIdsOfTransformers) {
  const json sums = test::parsed(recorded / "ids.json"), all = texts(sums.at("left out"));
  for (const char* name : folders) expectIds(recorded / name, all, sums.at(name));
}

TEST(MarianTokenizerTest, ARealTranslatorHasTheIdsOfTransformers) {
  const auto data = test::sharedData();
  if (!data) GTEST_SKIP() << "no ../shared/data";
  const json sums = test::parsed(recorded / "ids.json");
  expectIds(*data / "tokenizers" / "opus-mt-en-mg", texts(sums.at("left out")), sums.at("opus-mt-en-mg"));
}

TEST(MarianTokenizerTest, TokensNameTheirBytes) {
  const auto tokenizer = loadTokenizer(recorded / "language-codes", "source");
  const std::string text = ">>fra<< It is 1.</s>漢";
  std::string joined;
  for (const Token& token : tokenizer->encode(text)) {
    ASSERT_LE(token.begin, token.end);
    joined += text.substr(static_cast<std::size_t>(token.begin), static_cast<std::size_t>(token.end - token.begin));
  }
  std::string without = text;
  std::erase(without, ' ');
  std::erase(joined, ' ');
  EXPECT_EQ(joined, without);
  EXPECT_EQ(tokenizer->encode(text).front(), (Token{*tokenizer->idOf(">>fra<<"), 0, 7, false}));
}

TEST(MarianTokenizerTest, TheTargetBeginsWithTheStartToken) {
  for (const char* name : folders) {
    const auto tokenizer = loadTokenizer(recorded / name, "target");
    const std::vector<Token> tokens = tokenizer->encode("it is");
    EXPECT_EQ(tokens.front().id, tokenizer->idOf("<pad>")) << name;
    EXPECT_NE(tokens.back().id, tokenizer->eos()) << name << ": a target goes on";
    EXPECT_EQ(tokenizer->decode(test::idsOf(tokens), true), "it is") << name;
  }
}

class MarianFoldersTest : public testing::Test {
 protected:
  MarianFoldersTest() { fs::copy(recorded / "two-vocabularies", folder_.path()); }
  std::string refusal(const char* input = "target") { return test::openingOf(folder_.path(), input); }
  void expectRefusal(const std::string& file, const std::string& part) {
    EXPECT_NE(refusal().find((folder_.path() / file).string()), std::string::npos) << refusal();
    EXPECT_NE(refusal().find(part), std::string::npos) << refusal();
  }
  test::TemporaryFolder folder_;
};

TEST_F(MarianFoldersTest, WhatIsMissingIsNamed) {
  for (const auto& [file, what] : {std::pair{"target_vocab.json", "the ids of the target's pieces"},
                                   {"vocab.json", "the ids of the pieces"},
                                   {"target.spm", "the pieces of the target"}}) {
    fs::remove(folder_.path() / file);
    expectRefusal(file, what);
  }
  EXPECT_TRUE(hasTokenizer(folder_.path())) << "source.spm is still there";
}

TEST_F(MarianFoldersTest, AVocabularyWithoutTheUnknownTokenIsRefused) {
  test::writeFile(folder_.path(), "target_vocab.json", R"({"</s>": 0, "▁a": 1})");
  expectRefusal("target_vocab.json", "unknown token");
}

TEST_F(MarianFoldersTest, AStartTokenOutsideTheVocabularyIsRefused) {
  test::writeFile(folder_.path(), "config.json", R"({"model_type": "marian", "decoder_start_token_id": 9999})");
  expectRefusal("config.json", "decoder_start_token_id is 9999");
  EXPECT_EQ(refusal("source"), "opened");
}

TEST_F(MarianFoldersTest, ABrokenModelIsRefused) {
  test::writeFile(folder_.path(), "target.spm", "no model");
  expectRefusal("target.spm", "not a whole SentencePiece model");
}

}  // namespace
}  // namespace headlight::text
