#include "text/normalization.h"

#include <gtest/gtest.h>

#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

/// Cutting the text into stretches must not change the result.
TEST(Normalization, StretchByStretchIsTheSameAsAtOnce) {
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
      const NormalizedText stretched = normalize(text, form);
      ASSERT_EQ(stretched.text, normalizedString(text, form)) << "seed " << kSeed << ", trial " << trial;
      ASSERT_EQ(stretched.begin.size(), stretched.text.size());
      int at = 0;
      for (std::size_t i = 0; i < stretched.text.size(); ++i) {
        ASSERT_LE(stretched.begin[i], at) << "no byte of the original is passed over";
        ASSERT_GE(stretched.end[i], at);
        at = stretched.end[i];
      }
      ASSERT_EQ(at, static_cast<int>(text.size()));
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
  EXPECT_EQ(tokens[1], (Token{2 + 0xC3, 1, 4, false}));
  EXPECT_EQ(tokens[2], (Token{2 + 0xA9, 1, 4, false}));
  EXPECT_EQ(tokens[3], (Token{262, 4, 10, false}));
}

}  // namespace
}  // namespace headlight::text
