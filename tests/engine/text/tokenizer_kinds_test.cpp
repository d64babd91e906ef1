// What PyPI's tokenizers, transformers and sentencepiece made of the same files and texts
// (tests/vectors/record_tokenizers.py), for every kind of tokenizer that is read.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "recorded_sums.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"
#include "text/utf8.h"

namespace headlight::text {
namespace {

using nlohmann::json;

std::filesystem::path ownKinds() { return test::vectorsFolder() / "tokenizers"; }

/// Our offsets as the library says them: whole characters for parts of one; the character that a mark stands in front
/// of for a mark that nobody typed; (0, 0) for what a post-processor puts around the text.
std::vector<int> asTheLibrary(const std::string& text, const std::vector<Token>& tokens) {
  std::vector<int> offsets;
  for (const Token& token : tokens) {
    auto begin = static_cast<std::size_t>(token.begin);
    auto end = static_cast<std::size_t>(token.end);
    if (begin == end && token.special) {
      begin = end = 0;
    } else {
      if (begin == end && end < text.size()) ++end;
      while (begin > 0 && isContinuation(text[begin])) --begin;
      while (end < text.size() && isContinuation(text[end])) ++end;
    }
    offsets.push_back(static_cast<int>(begin));
    offsets.push_back(static_cast<int>(end));
  }
  return offsets;
}

struct Tally {
  int texts = 0;
  int wrong = 0;
  int offsets = 0;
  int decoded = 0;
};

Tally compareKind(const std::filesystem::path& folder, const json& texts) {
  const auto tokenizer = loadTokenizer(folder);
  const json record = test::parsed(folder / "record.json");
  EXPECT_EQ(record.at("rows").size(), texts.size());
  Tally tally;
  for (std::size_t i = 0; i < texts.size() && tally.wrong < 10; ++i, ++tally.texts) {
    const auto text = texts[i].get<std::string>();
    const json& row = record.at("rows")[i];
    const auto tokens = tokenizer->encode(text);
    const auto ids = row.at(0).get<std::vector<std::int32_t>>();
    bool same = test::idsOf(tokens) == ids;
    EXPECT_EQ(test::idsOf(tokens), ids) << texts[i].dump(-1, ' ', true);
    if (same && !row.at(1).is_null()) {
      const auto expected = row.at(1).get<std::vector<int>>();
      const auto ours = asTheLibrary(text, tokens);
      EXPECT_EQ(ours, expected) << "offsets of " << texts[i].dump(-1, ' ', true);
      same = ours == expected;
      ++tally.offsets;
    }
    if (!row.at(2).is_null()) {
      EXPECT_EQ(tokenizer->decode(ids), row.at(2).get<std::string>());
      same = same && tokenizer->decode(ids) == row.at(2).get<std::string>();
      ++tally.decoded;
    }
    tally.wrong += same ? 0 : 1;
  }
  if (tally.wrong >= 10) ADD_FAILURE() << "giving up after ten";
  return tally;
}

std::vector<std::filesystem::path> kindsIn(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> kinds;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.is_directory()) kinds.push_back(entry.path());
  }
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

/// All kinds in a folder that the recorder wrote.
int compareAll(const std::filesystem::path& root) {
  const json texts = test::parsed(root / "texts.json");
  const auto kinds = kindsIn(root);
  for (const auto& kind : kinds) {
    SCOPED_TRACE(kind.filename().string());
    const Tally tally = compareKind(kind, texts.at("rows"));
    std::cout << kind.filename().string() << ": " << tally.texts - tally.wrong << " of " << tally.texts << " texts, "
              << tally.offsets << " with offsets, " << tally.decoded << " decoded\n";
  }
  return static_cast<int>(kinds.size());
}

TEST(TokenizerKinds, SameIdsOffsetsAndText) { EXPECT_EQ(compareAll(ownKinds()), 24); }

TEST(TokenizerKinds, SayWhatTheyAre) {
  const auto kindOf = [](const char* name) { return loadTokenizer(ownKinds() / name)->kind(); };
  EXPECT_EQ(kindOf("bert"), "WordPiece");
  EXPECT_EQ(kindOf("vocab-txt"), "WordPiece");
  EXPECT_EQ(kindOf("llama3"), "byte-level BPE");
  EXPECT_EQ(kindOf("roberta-files"), "byte-level BPE");
  EXPECT_EQ(kindOf("suffix"), "BPE");
  EXPECT_EQ(kindOf("llama2"), "BPE with byte fallback");
  EXPECT_EQ(kindOf("albert"), "Unigram");
  EXPECT_EQ(kindOf("albert-model"), "SentencePiece");
  EXPECT_EQ(kindOf("llama-model"), "SentencePiece with byte fallback");
}

TEST(TokenizerKinds, KnowTheirSpecialTokens) {
  const auto named = [](const Tokenizer& tokenizer, std::optional<std::int32_t> id) {
    return id ? tokenizer.bytesOf(*id) : "none";
  };
  const auto roberta = loadTokenizer(ownKinds() / "roberta-files");
  EXPECT_EQ(named(*roberta, roberta->bos()), "<s>");
  EXPECT_EQ(named(*roberta, roberta->eos()), "</s>");
  EXPECT_EQ(named(*roberta, roberta->mask()), "<mask>");
  const auto albert = loadTokenizer(ownKinds() / "albert-model");
  EXPECT_EQ(named(*albert, albert->bos()), "[CLS]");
  EXPECT_EQ(named(*albert, albert->eos()), "[SEP]");
  EXPECT_EQ(named(*albert, albert->mask()), "[MASK]");
  EXPECT_EQ(named(*albert, albert->unknown()), "<unk>");
  EXPECT_TRUE(albert->isSpecial(*albert->idOf("<pad>")));
  const auto llama = loadTokenizer(ownKinds() / "llama2");
  EXPECT_EQ(named(*llama, llama->bos()), "<s>");
  EXPECT_EQ(named(*llama, llama->eos()), "</s>");
  EXPECT_EQ(named(*llama, llama->mask()), "none");
  EXPECT_EQ(named(*llama, llama->unknown()), "<unk>");
}

TEST(TokenizerKinds, TokensByThemselvesKeepTheirSpaceAndTheirByte) {
  for (const char* name : {"llama2", "llama-model", "unigram-bytes"}) {
    const auto tokenizer = loadTokenizer(ownKinds() / name);
    const auto tokens = tokenizer->encode(" \U0001F984", false);
    ASSERT_GE(tokens.size(), 5u) << name;
    EXPECT_EQ(tokenizer->bytesOf(tokens[0].id), " ") << name;
    std::string bytes;
    for (std::size_t i = tokens.size() - 4; i < tokens.size(); ++i) {
      const int at = static_cast<int>(5 + i - tokens.size());
      EXPECT_EQ(tokens[i].begin, at) << name << ": each byte names itself";
      EXPECT_EQ(tokens[i].end, at + 1) << name;
      bytes += tokenizer->bytesOf(tokens[i].id);
    }
    EXPECT_EQ(bytes, "\U0001F984") << name;
  }
  EXPECT_EQ(loadTokenizer(ownKinds() / "bert")->idOf("##a").has_value(), true);
}

/// Where nothing is normalized away, the text comes back; tokens lie within it everywhere.
TEST(TokenizerKinds, GiveBackWhatTheyWereGiven) {
  constexpr unsigned kSeed = 20261121;
  for (const auto& kind : kindsIn(ownKinds())) {
    const std::string name = kind.filename().string();
    const bool whole = name == "llama2" || name == "llama-model" || name == "unigram-bytes" || name == "llama3" ||
                       name == "roberta-files";
    const auto tokenizer = loadTokenizer(kind);
    std::mt19937 random(kSeed);
    for (int trial = 0; trial < 300; ++trial) {
      const std::string text = test::randomUnicode(random, 60);
      const auto tokens = tokenizer->encode(text, false);
      for (const Token& token : tokens) {
        ASSERT_GE(token.begin, 0) << name << ", seed " << kSeed << ", trial " << trial;
        ASSERT_LE(token.begin, token.end) << name << ", seed " << kSeed << ", trial " << trial;
        ASSERT_LE(token.end, static_cast<int>(text.size())) << name << ", seed " << kSeed << ", trial " << trial;
      }
      if (!whole || text.find("\u2581") != std::string::npos) continue;
      ASSERT_EQ(tokenizer->decode(test::idsOf(tokens)), text) << name << ", seed " << kSeed << ", trial " << trial;
    }
  }
}

TEST(TokenizerKinds, TenThousandCharacters) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  std::ifstream file(data / "text" / "tinyshakespeare.txt", std::ios::binary);
  std::string text(10000, '\0');
  ASSERT_TRUE(file.read(text.data(), static_cast<std::streamsize>(text.size())));
  for (const auto& kind : kindsIn(ownKinds())) {
    const auto tokenizer = loadTokenizer(kind);
    std::vector<double> taken;
    for (int i = 0; i < 12; ++i) {
      const auto start = std::chrono::steady_clock::now();
      tokenizer->encode(text);
      taken.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(taken.begin() + 1, taken.end());
    std::cout << "10,000 characters, " << kind.filename().string() << ": first " << taken[0] << " ms, then median "
              << taken[6] << " ms\n";
    EXPECT_LT(taken[1], 500.0) << "far off the few ms of an optimised build, whatever the sanitizer";
  }
}

/// More texts than are committed; see the recorder.
TEST(TokenizerKinds, RecordedElsewhere) {
  const char* place = std::getenv("HEADLIGHT_TOKENIZER_KINDS");
  if (place == nullptr) GTEST_SKIP() << "HEADLIGHT_TOKENIZER_KINDS names no folder (made by record_tokenizers.py)";
  EXPECT_GT(compareAll(place), 0);
}

}  // namespace
}  // namespace headlight::text
