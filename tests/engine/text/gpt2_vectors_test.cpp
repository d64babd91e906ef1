// GPT-2's own tokenizer, from ../shared/data, by both kinds of files.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using test::idsOf;

std::string contentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// GPT-2 by one kind of files alone: the other kind is not in the folder.
std::shared_ptr<const Tokenizer> gpt2(const std::filesystem::path& data, bool byJson) {
  const test::TemporaryFolder folder;
  for (const char* name : {"tokenizer.json", "vocab.json", "merges.txt"}) {
    if (byJson == (std::string(name) == "tokenizer.json")) {
      std::filesystem::create_symlink(data / "tokenizers" / "gpt2" / name, folder.path() / name);
    }
  }
  return loadTokenizer(folder.path());
}

class Gpt2 : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Files, Gpt2, testing::Bool(),
                         [](const auto& info) { return info.param ? "TokenizerJson" : "VocabAndMerges"; });

TEST_P(Gpt2, EveryLineOfTheLlamaCppVectors) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = gpt2(data, GetParam());
  const std::string inputs = contentOf(data / "vectors" / "llama.cpp" / "ggml-vocab-gpt-2.gguf.inp");
  std::istringstream lines(contentOf(data / "vectors" / "llama.cpp" / "ggml-vocab-gpt-2.gguf.out"));
  const std::string separator = "\n__ggml_vocab_test__\n";
  int compared = 0;
  std::size_t at = 0;
  for (std::string line; std::getline(lines, line); ++compared) {
    const std::size_t end = inputs.find(separator, at);
    ASSERT_NE(end, std::string::npos) << "fewer texts than lines of ids";
    const std::string text = inputs.substr(at, end - at);
    at = end + separator.size();
    std::istringstream numbers(line);
    std::vector<std::int32_t> expected;
    for (std::int32_t id = 0; numbers >> id;) expected.push_back(id);
    const auto tokens = tokenizer->encode(text);
    EXPECT_EQ(idsOf(tokens), expected) << "text " << compared << ": " << testing::PrintToString(text);
    EXPECT_EQ(tokenizer->decode(idsOf(tokens)), text);
  }
  EXPECT_EQ(at, inputs.size()) << "more texts than lines of ids";
  EXPECT_EQ(compared, 46);
}

TEST_P(Gpt2, TheLongFrenchText) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = gpt2(data, GetParam());
  const auto vector = nlohmann::json::parse(contentOf(data / "vectors" / "gpt2-encoded-tokens.json"));
  const auto text = vector.at("text").get<std::string>();
  const auto expected = vector.at("token_ids").get<std::vector<std::int32_t>>();
  ASSERT_EQ(expected.size(), 221u);
  EXPECT_EQ(idsOf(tokenizer->encode(text)), expected);
  EXPECT_EQ(tokenizer->decode(expected), vector.at("decoded_text").get<std::string>());
}

TEST_P(Gpt2, KnowsItsVocabularyAndItsOneSpecialToken) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = gpt2(data, GetParam());
  EXPECT_EQ(tokenizer->vocabularySize(), 50257);
  EXPECT_EQ(idsOf(tokenizer->encode("one<|endoftext|> two")), (std::vector<std::int32_t>{505, 50256, 734}));
  EXPECT_TRUE(tokenizer->isSpecial(50256));
  EXPECT_FALSE(tokenizer->isSpecial(734));
  EXPECT_EQ(tokenizer->bos(), 50256);
  EXPECT_EQ(tokenizer->eos(), 50256);
  EXPECT_EQ(tokenizer->bytesOf(734), " two");
  EXPECT_EQ(tokenizer->idOf(" two"), 734);
  EXPECT_EQ(tokenizer->decode(std::vector<std::int32_t>{505, 50256, 734}, true), "one two");
}

TEST_P(Gpt2, GivesBackWhatItWasGiven) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = gpt2(data, GetParam());
  constexpr unsigned kSeed = 20260727;
  std::mt19937 random(kSeed);
  for (int trial = 0; trial < 2000; ++trial) {
    const std::string text = test::randomUnicode(random, 60);
    const auto tokens = tokenizer->encode(text);
    ASSERT_EQ(tokenizer->decode(idsOf(tokens)), text) << "seed " << kSeed << ", trial " << trial;
  }
}

}  // namespace
}  // namespace headlight::text
