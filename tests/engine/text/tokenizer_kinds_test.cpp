// What PyPI's tokenizers, transformers and sentencepiece made of the same files and texts
// (tests/vectors/record_tokenizers.py), for every kind of tokenizer that is read.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "small_tokenizer.h"
#include "support/shared_data.h"
#include "text/utf8.h"

namespace headlight::text {
namespace {

using nlohmann::json;

json parsed(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path.string());
  return json::parse(file);
}

std::filesystem::path ownKinds() { return std::filesystem::path(HEADLIGHT_TESTS_DIR) / "vectors" / "tokenizers"; }

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
  const json record = parsed(folder / "record.json");
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

/// All kinds in a folder that the recorder wrote.
int compareAll(const std::filesystem::path& root) {
  const json texts = parsed(root / "texts.json");
  std::vector<std::filesystem::path> kinds;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.is_directory()) kinds.push_back(entry.path());
  }
  std::sort(kinds.begin(), kinds.end());
  for (const auto& kind : kinds) {
    SCOPED_TRACE(kind.filename().string());
    const Tally tally = compareKind(kind, texts.at("rows"));
    std::cout << kind.filename().string() << ": " << tally.texts - tally.wrong << " of " << tally.texts << " texts, "
              << tally.offsets << " with offsets, " << tally.decoded << " decoded\n";
  }
  return static_cast<int>(kinds.size());
}

TEST(TokenizerKinds, SameIdsOffsetsAndText) { EXPECT_EQ(compareAll(ownKinds()), 20); }

/// More texts than are committed; see the recorder.
TEST(TokenizerKinds, RecordedElsewhere) {
  const char* place = std::getenv("HEADLIGHT_TOKENIZER_KINDS");
  if (place == nullptr) GTEST_SKIP() << "HEADLIGHT_TOKENIZER_KINDS names no folder (made by record_tokenizers.py)";
  EXPECT_GT(compareAll(place), 0);
}

}  // namespace
}  // namespace headlight::text
