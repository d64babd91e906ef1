#include "text/bpe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>

#include "base/error.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"
#include "text/byte_alphabet.h"
#include "text/pre_tokenizer.h"

namespace headlight::text {
namespace {

using test::idsOf;
using Ids = std::vector<std::int32_t>;

std::vector<std::string> words(const std::string& text) {
  std::vector<Range> ranges;
  splitGpt2Words(text, ranges);
  std::vector<std::string> found;
  for (const Range& range : ranges) {
    found.push_back(
        text.substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin)));
  }
  return found;
}

using Words = std::vector<std::string>;

TEST(Gpt2Words, AreThoseOfThePattern) {
  EXPECT_EQ(words("I'm sure they'LL've"), (Words{"I", "'m", " sure", " they", "'", "LL", "'ve"}));
  EXPECT_EQ(words("a  b\n\n c"), (Words{"a", " ", " b", "\n\n", " c"}));
  EXPECT_EQ(words("x = 3.14;  "), (Words{"x", " =", " 3", ".", "14", ";", "  "}));
  EXPECT_EQ(words("日本 語１２"), (Words{"日本", " 語", "１２"}));
  EXPECT_EQ(words(""), Words{});
}

TEST(Gpt2Words, WhiteSpaceIsUnicodesWhiteSpace) {
  // U+0085 and U+3000 are; U+001C (Python's), U+180E (PCRE2's) and U+200B are not, so they go with the hyphen.
  EXPECT_EQ(words("-\u0085-"), (Words{"-", "\u0085", "-"}));
  EXPECT_EQ(words("-\u3000-"), (Words{"-", "\u3000", "-"}));
  EXPECT_EQ(words("-\x1C-"), (Words{"-\x1C-"}));
  EXPECT_EQ(words("-\u180E-"), (Words{"-\u180E-"}));
  EXPECT_EQ(words("-\u200B-"), (Words{"-\u200B-"}));
  EXPECT_EQ(words(std::string("-\0-", 3)), (Words{std::string("-\0-", 3)}));
}

TEST(Gpt2Words, AMillionLettersAreOneWord) {
  std::string longWord;
  for (int i = 0; i < 500000; ++i) longWord += "a\u00E9";
  EXPECT_EQ(words(longWord).size(), 1u);
  EXPECT_EQ(words(std::string(1000000, ' ') + "x").size(), 2u);
}

TEST(ByteAlphabet, EveryByteHasItsCharacterAndBack) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    EXPECT_EQ(bytesOfKey(keyOfBytes(one)), one);
    EXPECT_EQ(byteOfCharacter(characterOfByte(static_cast<unsigned char>(byte))), byte);
  }
  EXPECT_EQ(keyOfBytes(" \n"), "ĠĊ");
  EXPECT_EQ(keyOfBytes("\x7F\xA0\xAD"), "ġłŃ");
  EXPECT_EQ(byteOfCharacter(' '), std::nullopt);
  EXPECT_EQ(byteOfCharacter(0x144), std::nullopt);
  EXPECT_EQ(bytesOfKey("a b"), "a b") << "a key outside the alphabet stands for itself";
}

constexpr std::int32_t kByte = 2;  // smallTokenizerJson: byte b is token 2 + b
constexpr std::int32_t kHe = 258, kHell = 260, kHello = 261, kSpaceHello = 262, kTwoSpaces = 263;

TEST(ByteLevelBpe, MergesByRankThenFromTheLeft) {
  const auto tokenizer = test::smallTokenizer();
  EXPECT_EQ(idsOf(tokenizer->encode("hello", false)), (Ids{kHello}));
  EXPECT_EQ(idsOf(tokenizer->encode("hello hello", false)), (Ids{kHello, kSpaceHello}));
  EXPECT_EQ(idsOf(tokenizer->encode("hellhe", false)), (Ids{kHell, kHe}));
  EXPECT_EQ(idsOf(tokenizer->encode("     ", false)), (Ids{kTwoSpaces, kTwoSpaces, kByte + ' '}));
  EXPECT_EQ(idsOf(tokenizer->encode("é", false)), (Ids{kByte + 0xC3, kByte + 0xA9}));
}

TEST(ByteLevelBpe, ByHandWithoutFiles) {
  BpeModel::Parts parts;
  parts.byteIds.assign(256, -1);
  parts.byteIds['a'] = 0;
  parts.byteIds['b'] = 1;
  parts.merges = {{0, 1, 2}, {2, 2, 3}};  // ab, abab
  const BpeModel bpe(std::move(parts));
  std::vector<Subword> pieces;
  for (int again = 0; again < 2; ++again) {  // the second time from the cache
    pieces.clear();
    bpe.encodeWord("ababXab", pieces);
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_EQ(pieces[0].id, 3);
    EXPECT_EQ(pieces[0].end, 4);
    EXPECT_EQ(pieces[1].id, 2);
    EXPECT_EQ(pieces[1].begin, 5) << "the byte that has no token is left out, the places stay";
    EXPECT_EQ(pieces[1].end, 7);
  }
}

double millisecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

TEST(ByteLevelBpe, ALongWordIsNotQuadratic) {
  const auto tokenizer = test::smallTokenizer();
  std::string longWord;
  while (longWord.size() < 100000) longWord += "hello";
  std::size_t count = 0;
  const double once = millisecondsOf([&] { count = tokenizer->encode(longWord, false).size(); });
  EXPECT_EQ(count, longWord.size() / 5);
  std::cout << "a word of " << longWord.size() << " characters: " << once << " ms\n";
  // Pair by pair it would take 10^10 steps: minutes. The bound holds under the sanitizers too.
  EXPECT_LT(once, 5000.0);
}

TEST(ByteLevelBpe, TenThousandCharacters) {
  HEADLIGHT_SHARED_DATA_OR_SKIP(data);
  const auto tokenizer = loadTokenizer(data / "tokenizers" / "gpt2");
  std::ifstream file(data / "text" / "tinyshakespeare.txt", std::ios::binary);
  std::string text(10000, '\0');
  ASSERT_TRUE(file.read(text.data(), static_cast<std::streamsize>(text.size())));
  const double cold = millisecondsOf([&] { tokenizer->encode(text); });
  std::vector<double> warm;
  for (int i = 0; i < 21; ++i) warm.push_back(millisecondsOf([&] { tokenizer->encode(text); }));
  std::sort(warm.begin(), warm.end());
  std::cout << "10,000 characters, GPT-2: first " << cold << " ms, then median " << warm[10] << " ms\n";
  EXPECT_LT(warm[0], 200.0) << "far off the 5 ms of an optimised build, whatever the sanitizer";
}

TEST(ByteLevelBpe, MoreWordsThanTheCacheHolds) {
  const auto tokenizer = test::smallTokenizer();
  std::string text;
  for (int i = 0; i < 25000; ++i)
    text += " hello" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
  const auto tokens = tokenizer->encode(text, false);
  EXPECT_EQ(tokenizer->decode(idsOf(tokens)), text);
  EXPECT_EQ(tokenizer->encode(text, false), tokens);
}

}  // namespace
}  // namespace headlight::text
