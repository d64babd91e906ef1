#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <thread>

#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using test::idsOf;

/// decode(encode(x)) == x, and the tokens tile x: each names exactly the bytes that it stands for.
void expectRoundTrips(const Tokenizer& tokenizer, int count) {
  constexpr unsigned kSeed = 20260727;
  std::mt19937 random(kSeed);
  std::size_t bytes = 0;
  for (int trial = 0; trial < count; ++trial) {
    const std::string text = test::randomUnicode(random, 60);
    const auto tokens = tokenizer.encode(text, false);
    ASSERT_EQ(tokenizer.decode(idsOf(tokens)), text) << "seed " << kSeed << ", trial " << trial;
    int at = 0;
    for (const Token& token : tokens) {
      ASSERT_EQ(token.begin, at) << "seed " << kSeed << ", trial " << trial;
      const auto size = static_cast<std::size_t>(token.end - token.begin);
      ASSERT_EQ(tokenizer.bytesOf(token.id), text.substr(static_cast<std::size_t>(token.begin), size));
      at = token.end;
    }
    ASSERT_EQ(at, static_cast<int>(text.size()));
    bytes += text.size();
  }
  std::cout << "seed " << kSeed << ": " << count << " texts, " << bytes << " bytes\n";
}

TEST(RoundTrip, RandomUnicodeWithASmallVocabulary) { expectRoundTrips(*test::smallTokenizer(), 3000); }

TEST(RoundTrip, Storyteller) {
  const std::filesystem::path folder = test::bundledAssets() / "models" / "storyteller";
  if (!hasTokenizer(folder)) GTEST_SKIP() << folder << " has no tokenizer yet";
  const auto tokenizer = loadTokenizer(folder);
  EXPECT_EQ(tokenizer->vocabularySize(), 4096);
  ASSERT_TRUE(tokenizer->bos().has_value());
  EXPECT_EQ(tokenizer->bos(), tokenizer->idOf("<bos>"));
  const auto tokens = tokenizer->encode("Once upon a time");
  ASSERT_GE(tokens.size(), 2u);
  EXPECT_EQ(tokens[0], (Token{*tokenizer->bos(), 0, 0, true}));
  EXPECT_EQ(tokenizer->decode(idsOf(tokens), true), "Once upon a time");
  EXPECT_EQ(tokenizer->decode(idsOf(tokens)), "<bos>Once upon a time");
  EXPECT_EQ(tokenizer->encode("").size(), 1u);
  expectRoundTrips(*tokenizer, 2000);
}

/// The folder also holds vocab.json, merges.txt and tokenizer_config.json: the same ids by that way.
TEST(RoundTrip, StorytellerByVocabAndMerges) {
  const std::filesystem::path folder = test::bundledAssets() / "models" / "storyteller";
  if (!hasTokenizer(folder) || !std::filesystem::exists(folder / "merges.txt")) {
    GTEST_SKIP() << folder << " has no tokenizer.json with vocab.json and merges.txt yet";
  }
  const test::TemporaryFolder copy;
  for (const char* name : {"vocab.json", "merges.txt", "tokenizer_config.json"}) {
    std::filesystem::create_symlink(std::filesystem::absolute(folder / name), copy.path() / name);
  }
  const auto one = loadTokenizer(folder);
  const auto other = loadTokenizer(copy.path());
  EXPECT_EQ(one->vocabularySize(), other->vocabularySize());
  EXPECT_EQ(one->bos(), other->bos());
  std::mt19937 random(7);
  for (int trial = 0; trial < 300; ++trial) {
    const std::string text = "She said <bos> " + test::randomUnicode(random, 30);
    ASSERT_EQ(one->encode(text), other->encode(text)) << "seed 7, trial " << trial;
  }
}

/// The window's thread and the worker share one tokenizer; the thread sanitizer watches this one.
TEST(RoundTrip, FourThreadsShareOneTokenizer) {
  const auto tokenizer = test::smallTokenizer();
  std::mt19937 random(11);
  std::vector<std::string> texts;
  std::vector<std::vector<Token>> expected;
  for (int i = 0; i < 200; ++i) texts.push_back(test::randomUnicode(random, 40) + " hello");
  for (const std::string& text : texts) expected.push_back(test::smallTokenizer()->encode(text));
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 0; i < texts.size(); ++i) {
          const std::size_t at = (i * 7 + t * 50) % texts.size();
          if (tokenizer->encode(texts[at]) != expected[at]) ++wrong[t];
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace headlight::text
