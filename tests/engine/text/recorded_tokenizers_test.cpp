// What Hugging Face `tokenizers` made of the same files and texts (tests/vectors/record_tokenizer_vectors.py).
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "small_tokenizer.h"
#include "support/shared_data.h"
#include "text/utf8.h"

namespace headlight::text {
namespace {

using nlohmann::json;

json recorded(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path.string());
  return json::parse(file);
}

/// The library names whole characters where a token is a part of one: widen ours.
std::vector<int> widened(const std::string& text, const std::vector<Token>& tokens) {
  std::vector<int> offsets;
  for (const Token& token : tokens) {
    auto begin = static_cast<std::size_t>(token.begin);
    auto end = static_cast<std::size_t>(token.end);
    if (begin < end) {
      while (begin > 0 && isContinuation(text[begin])) --begin;
      while (end < text.size() && isContinuation(text[end])) ++end;
    }
    offsets.push_back(static_cast<int>(begin));
    offsets.push_back(static_cast<int>(end));
  }
  return offsets;
}

/// The library gives (0, 0) to a token that a template adds, wherever it stands.
void forgetPlaceOfAdded(std::vector<int>& offsets) {
  for (std::size_t i = 0; i + 1 < offsets.size(); i += 2) {
    if (offsets[i] == offsets[i + 1]) offsets[i] = offsets[i + 1] = 0;
  }
}

int compareTexts(const Tokenizer& tokenizer, const json& rows, const std::string& name) {
  int compared = 0;
  int wrong = 0;
  for (const json& row : rows) {
    const auto text = row.at(0).get<std::string>();
    const auto tokens = tokenizer.encode(text);
    const bool sameIds = test::idsOf(tokens) == row.at(1).get<std::vector<std::int32_t>>();
    EXPECT_TRUE(sameIds) << name << ": " << row.at(0).dump() << "\nexpected " << row.at(1).dump() << "\ngot "
                         << json(test::idsOf(tokens)).dump();
    if (row.size() > 2) {
      auto expected = row.at(2).get<std::vector<int>>();
      auto ours = widened(text, tokens);
      forgetPlaceOfAdded(expected);
      forgetPlaceOfAdded(ours);
      EXPECT_EQ(ours, expected) << name << ": offsets of " << row.at(0).dump();
      if (ours != expected) ++wrong;
    }
    if (!sameIds) ++wrong;
    if (wrong > 10) {
      ADD_FAILURE() << name << ": giving up after ten";
      return compared;
    }
    ++compared;
  }
  return compared;
}

TEST(RecordedTokenizers, SameIdsAndOffsets) {
  const json record = recorded(std::filesystem::path(HEADLIGHT_TESTS_DIR) / "vectors" / "tokenizers.json");
  int texts = 0;
  for (const json& one : record.at("cases")) {
    const auto name = one.at("name").get<std::string>();
    SCOPED_TRACE(name);
    json file = one.at("file");
    file["model"] = record.at("models").at(one.at("model").get<std::string>());
    file["model"].update(one.at("model_keys"));
    const test::TemporaryFolder folder;
    test::writeFile(folder.path(), "tokenizer.json", file.dump());
    texts += compareTexts(*loadTokenizer(folder.path()), one.at("texts"), name);
  }
  EXPECT_GE(texts, 500);
  EXPECT_GE(record.at("cases").size(), 12u);
  std::cout << texts << " texts, " << record.at("made_with").get<std::string>() << "\n";
}

/// A comparison with files that are not ours to commit; see the recorder.
TEST(RecordedTokenizers, ARecordMadeElsewhere) {
  const char* place = std::getenv("HEADLIGHT_TOKENIZER_RECORD");
  if (place == nullptr)
    GTEST_SKIP() << "HEADLIGHT_TOKENIZER_RECORD names no record (made by record_tokenizer_vectors.py)";
  const json record = recorded(place);
  const std::filesystem::path source = record.at("folder").get<std::string>();
  const json& texts = record.at("texts");
  for (const auto& [files, rows] : texts.items()) {
    const test::TemporaryFolder folder;
    for (const auto& entry : std::filesystem::directory_iterator(source)) {
      if (files == "merges.txt" && entry.path().filename() == "tokenizer.json") continue;
      if (files == "merges.txt" && entry.path().filename() == "tokenizer_config.json") continue;
      std::filesystem::create_symlink(entry.path(), folder.path() / entry.path().filename());
    }
    std::cout << files << ": " << compareTexts(*loadTokenizer(folder.path()), rows, files) << " texts\n";
  }
}

}  // namespace
}  // namespace headlight::text
