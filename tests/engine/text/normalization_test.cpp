#include "text/normalization.h"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "small_tokenizer.h"
#include "support/shared_data.h"
#include "text/unicode_classes.h"

namespace headlight::text {
namespace {

/// ICU's own normalizer of whole texts.
std::string inForm(const std::string& utf8, Normalization form) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = form == Normalization::nfc    ? icu::Normalizer2::getNFCInstance(error)
                                       : form == Normalization::nfd  ? icu::Normalizer2::getNFDInstance(error)
                                       : form == Normalization::nfkc ? icu::Normalizer2::getNFKCInstance(error)
                                                                     : icu::Normalizer2::getNFKDInstance(error);
  std::string result;
  normalizer->normalize(icu::UnicodeString::fromUTF8(utf8), error).toUTF8String(result);
  EXPECT_TRUE(U_SUCCESS(error));
  return result;
}

/// Composing with a place for every byte must not change the text.
TEST(Normalization, IsThatOfIcuAtOnce) {
  constexpr unsigned kSeed = 20260727;
  const std::vector<std::string> awkward = {"e\u0301", "\u0301\u0323", "\u1100",        "\u1161", "\u11A8",
                                            "\u0F73",  "\u0F71\u0F72", "a\u0307\u0323", "\uFB01", "\u212B",
                                            "\u0344",  "\u0958",       "\u09C7",        "\u09BE"};
  for (const Normalization form : {Normalization::nfc, Normalization::nfd, Normalization::nfkc, Normalization::nfkd}) {
    std::mt19937 random(kSeed);
    for (int trial = 0; trial < 1000; ++trial) {
      std::string text;
      for (int i = 0; i < 8; ++i)
        text += random() % 3 == 0 ? test::randomUnicode(random, 3) : awkward[random() % awkward.size()];
      bool young = false;
      AlignedText aligned(text, 0);
      aligned.forEach([&](char32_t character) { young = young || ageOf(character) > 9; });
      if (young) continue;  // to the library, and to us, they have no parts
      normalize(aligned, form);
      ASSERT_EQ(aligned.text(), inForm(text, form)) << "seed " << kSeed << ", trial " << trial;
      for (int i = 0; i < aligned.size(); ++i) {
        const Range place = aligned.source({i, i + 1});
        ASSERT_LT(place.begin, place.end) << "every byte comes from somewhere";
        ASSERT_LE(place.end, static_cast<int>(text.size()));
      }
    }
  }
}

TEST(Normalization, OffsetsNameTheOriginalBytes) {
  nlohmann::json file = test::smallTokenizerJson();
  file["normalizer"] = {{"type", "NFC"}};
  const test::TemporaryFolder folder;
  test::writeFile(folder.path(), "tokenizer.json", file.dump());
  const auto tokenizer = loadTokenizer(folder.path());
  const auto tokens = tokenizer->encode("xe\u0301 hello", false);  // x, é in two bytes, Ġhello
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokenizer->decode(test::idsOf(tokens)), "x\u00E9 hello");
  EXPECT_EQ(tokens[0], (Token{2 + 'x', 0, 1, false}));
  // The composed letter stands for the first of its parts, as in the library.
  EXPECT_EQ(tokens[1], (Token{2 + 0xC3, 1, 2, false}));
  EXPECT_EQ(tokens[2], (Token{2 + 0xA9, 1, 2, false}));
  EXPECT_EQ(tokens[3], (Token{262, 4, 10, false}));
}

}  // namespace
}  // namespace headlight::text
