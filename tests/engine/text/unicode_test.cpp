// What every character is, in patterns and to the parts of a tokenizer, against Hugging Face tokenizers
// (tests/vectors/record_unicode.py): all of Unicode, whatever the age of the system's libraries.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "../io/files.h"
#include "support/shared_data.h"
#include "text/regex.h"
#include "text/unicode_classes.h"
#include "text/utf8.h"
#include "text/younger_characters.h"

namespace headlight::text {
namespace {

const nlohmann::json& recorded() {
  static const nlohmann::json all = nlohmann::json::parse(test::readFile(test::vectorsFolder() / "unicode.json"));
  return all;
}

std::vector<char32_t> characters() {
  std::vector<char32_t> all;
  for (char32_t c = 1; c < 0x110000; ++c)
    if (c < 0xD800 || c >= 0xE000) all.push_back(c);
  return all;
}

/// The characters in which the two differ, the first few of them.
std::string differences(const std::string& name, const std::function<bool(char32_t)>& ours) {
  std::vector<bool> theirs(0x110000);
  const nlohmann::json& ranges = recorded().at(name);
  for (const auto& range : ranges)
    for (char32_t c = range[0]; c <= range[1].get<char32_t>(); ++c) theirs[c] = true;
  std::string list;
  int count = 0;
  for (const char32_t c : characters())
    if (ours(c) != theirs[c] && ++count < 10) list += " " + std::to_string(static_cast<std::uint32_t>(c));
  return count == 0 ? "" : std::to_string(count) + " differ:" + list;
}

/// Which characters the pattern matches, each in a text of its own.
std::vector<bool> matched(const std::string& pattern) {
  const Regex regex(pattern);
  std::vector<bool> result(0x110000);
  std::vector<Range> found;
  for (const char32_t c : characters()) {
    std::string text;
    appendUtf8(text, c);
    found.clear();
    regex.find(text, found);
    result[c] = !found.empty();
  }
  return result;
}

TEST(UnicodeTest, PatternsMatchWhatOnigurumaMatches) {
  for (const char* property : {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "N", "Nd", "M", "P", "S", "Alphabetic", "Han"}) {
    const std::string pattern = std::string("\\p{") + property + "}";
    const std::vector<bool> alone = matched(fromOniguruma(pattern)),
                            inClass = matched(fromOniguruma("[#" + pattern + "]")),
                            no = matched(fromOniguruma("[^" + pattern + "]")),
                            outside = matched(fromOniguruma(std::string("\\P{") + property + "}"));
    EXPECT_EQ(differences(pattern, [&](char32_t c) { return alone[c]; }), "") << pattern;
    EXPECT_EQ(differences(pattern, [&](char32_t c) { return c == '#' ? bool(alone[c]) : inClass[c]; }), "") << pattern;
    EXPECT_EQ(differences(pattern, [&](char32_t c) { return !no[c]; }), "") << pattern;
    EXPECT_EQ(differences(pattern, [&](char32_t c) { return !outside[c]; }), "") << pattern;
  }
  for (const char* same : {"\\w", "\\s", "[[:alpha:]]", "[[:alnum:]]", "[[:punct:]]", "[[:upper:]]", "[[:lower:]]",
                           "[[:space:]]", "[[:digit:]]", "[[:word:]]", "[[:xdigit:]]", "[[:blank:]]", "[[:cntrl:]]"}) {
    const std::vector<bool> alone = matched(fromOniguruma(same));
    EXPECT_EQ(differences(same, [&](char32_t c) { return alone[c]; }), "") << same;
  }
  EXPECT_EQ(matched(fromOniguruma("\\p{Letter}")), matched("\\p{L}"));
  EXPECT_EQ(matched(fromOniguruma("\\p{^Han}")), matched(fromOniguruma("\\P{Han}")));
  EXPECT_TRUE(
      test::contains(test::sentenceOf([] { fromOniguruma("[[:graph:]]"); }), "[:graph:], which cannot be read"));
}

TEST(UnicodeTest, NumbersAndLowerCaseAreThoseOfRust) {
  EXPECT_EQ(differences("Digits", isNumeric), "");
  const nlohmann::json& lower = recorded().at("Lowercase");
  int count = 0;
  for (const char32_t c : characters()) {
    if (c == 0x130) continue;  // becomes two
    const auto found = lower.find(std::to_string(static_cast<std::uint32_t>(c)));
    const char32_t theirs = found == lower.end() ? c : found->get<char32_t>();
    if (lowered(c) != theirs && ++count < 10) ADD_FAILURE() << std::hex << static_cast<std::uint32_t>(c);
  }
  EXPECT_EQ(count, 0);
}

TEST(UnicodeTest, OnlyTextsWithYoungerCharactersNeedMore) {
  EXPECT_FALSE(hasYoungerCharacters("plain \xC3\xA4 \xE4\xBD\xA0 \xF0\x9F\x98\x80"));
  EXPECT_TRUE(hasYoungerCharacters("x\xF0\xB1\x8D\x90"));  // U+31350
  EXPECT_EQ(withYoungerCharacters("[^\\s]+|\\p{White_Space}|a\\\\p{L"), "[^\\s]+|\\p{White_Space}|a\\\\p{L");
  const Regex words(R"(\p{L}+|\p{N})");
  std::vector<Range> found;
  words.find(
      "a\xF0\xB1\x8D\x90"
      "b\xF0\x9E\x93\xB0",
      found);  // U+1E4F0, a digit
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].end, 6);
}

}  // namespace
}  // namespace headlight::text
