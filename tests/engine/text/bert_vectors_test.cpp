// BERT's own tokenizer, from ../shared/data, by both kinds of files.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>

#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;
using test::idsOf;
using Ids = std::vector<std::int32_t>;

/// BERT by one kind of files alone: the other kind is not in the folder.
std::shared_ptr<const Tokenizer> bert(const std::filesystem::path& data, bool byJson) {
  const test::TemporaryFolder folder;
  const char* name = byJson ? "tokenizer.json" : "vocab.txt";
  std::filesystem::create_symlink(data / "tokenizers" / "bert-base-uncased" / name, folder.path() / name);
  return loadTokenizer(folder.path());
}

class Bert : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Files, Bert, testing::Bool(),
                         [](const auto& info) { return info.param ? "TokenizerJson" : "VocabTxt"; });

TEST_P(Bert, TheTwoThousandQuestions) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = bert(data, GetParam());
  std::ifstream file(data / "vectors" / "bert-base-uncased-questions.json");
  const json questions = json::parse(file);
  ASSERT_EQ(questions.size(), 2000u);
  for (const json& question : questions) {
    const auto text = question.at("text").get<std::string>();
    const auto tokens = tokenizer->encode(text, false);
    ASSERT_EQ(idsOf(tokens), question.at("ids").get<Ids>()) << text;
    std::vector<std::string> pieces;
    for (const Token& token : tokens) pieces.push_back(tokenizer->bytesOf(token.id));
    ASSERT_EQ(pieces, question.at("wordpiece").get<std::vector<std::string>>()) << text;
  }
}

TEST_P(Bert, KnowsItsSpecialTokens) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = bert(data, GetParam());
  EXPECT_EQ(tokenizer->kind(), "WordPiece");
  EXPECT_EQ(tokenizer->vocabularySize(), 30522);
  EXPECT_EQ(tokenizer->bos(), 101);
  EXPECT_EQ(tokenizer->eos(), 102);
  EXPECT_EQ(tokenizer->mask(), 103);
  EXPECT_EQ(tokenizer->unknown(), 100);
  EXPECT_EQ(tokenizer->idOf("[MASK]"), 103);
  const std::string text = "Caf\u00E9 [MASK] \u4E2D\u6587!";
  const auto tokens = tokenizer->encode(text);
  EXPECT_EQ(tokens, (std::vector<Token>{{101, 0, 0, true},
                                        {7668, 0, 5, false},
                                        {103, 6, 12, true},
                                        {1746, 13, 16, false},
                                        {1861, 16, 19, false},
                                        {999, 19, 20, false},
                                        {102, 20, 20, true}}));
  EXPECT_EQ(tokenizer->decode(idsOf(tokens), true), "cafe \u4E2D \u6587!");
}

TEST_P(Bert, TenThousandCharacters) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = bert(data, GetParam());
  std::ifstream file(data / "text" / "tinyshakespeare.txt", std::ios::binary);
  std::string text(10000, '\0');
  ASSERT_TRUE(file.read(text.data(), static_cast<std::streamsize>(text.size())));
  std::vector<double> taken;
  for (int i = 0; i < 21; ++i) {
    const auto start = std::chrono::steady_clock::now();
    tokenizer->encode(text);
    taken.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(taken.begin() + 1, taken.end());
  std::cout << "10,000 characters, BERT: first " << taken[0] << " ms, then median " << taken[10] << " ms\n";
  EXPECT_LT(taken[1], 200.0) << "far off the few ms of an optimised build, whatever the sanitizer";
}

}  // namespace
}  // namespace headlight::text
