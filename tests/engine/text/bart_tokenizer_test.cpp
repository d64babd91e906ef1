// What AutoTokenizer of transformers makes of both texts of BART and mBART folders
// (tests/vectors/record_bart_tokenizers.py).
#include <gtest/gtest.h>

#include <array>

#include "base/error.h"
#include "recorded_sums.h"
#include "small_tokenizer.h"
#include "support/shared_data.h"

namespace headlight::text {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path recorded = test::vectorsFolder() / "bart_tokenizers";

/// Those of the recorder: its plain ones, then two of them with something special between.
json texts() {
  constexpr std::array special{"</s>", "<unk>", " <mask> ", "ro_RO", " fr_XX ", "<s>", "sl_SI", "  <new>", "<pad>"};
  json all = test::parsed(test::vectorsFolder() / "auto_tokenizers" / "texts.json");
  const std::size_t plain = all.size();
  for (std::size_t i = 0; i < 800; ++i)
    all.push_back(all[i % plain].get<std::string>() + special[i % special.size()] +
                  all[(7 * i + 1) % plain].get<std::string>());
  return all;
}

/// A base folder with the variant's files over it.
void layOut(const fs::path& folder, const std::string& base, const json& files) {
  const fs::path own = recorded / base;
  for (const auto& entry : fs::directory_iterator(fs::exists(own) ? own : test::vectorsFolder() / "tokenizers" / base))
    if (entry.path().filename() != "record.json") fs::copy_file(entry.path(), folder / entry.path().filename());
  for (const auto& [name, content] : files.items()) {
    json whole = json::object();
    if (name == "tokenizer_config.json" && fs::exists(folder / name)) whole = test::parsed(folder / name);
    whole.update(content);
    test::writeFile(folder, name, whole.dump());
  }
}

TEST(BartTokenizerTest, BothTextsHaveTheIdsOfTransformers) {
  const json all = texts(), variants = test::parsed(recorded / "variants.json");
  ASSERT_GE(all.size(), 2900u);
  ASSERT_GE(variants.size(), 60u);
  for (const json& variant : variants) {
    const test::TemporaryFolder folder;
    layOut(folder.path(), variant.at("base"), variant.at("files"));
    for (const char* input : {"source", "target"}) {
      SCOPED_TRACE(variant.at("base").get<std::string>() + " " + variant.at("files").dump() + ", " + input);
      try {
        const auto tokenizer = loadTokenizer(folder.path(), input);
        const json& sums = variant.at(input);
        EXPECT_EQ(test::rightSums(*tokenizer, all, sums), sums.size()) << "hundreds of texts";
      } catch (const Error& error) {
        ADD_FAILURE() << error.what();
      }
    }
  }
}

class MBartFoldersTest : public testing::Test {
 protected:
  void layOut(const json& files) { text::layOut(folder_.path(), "mbart", files); }
  std::string refusal(const char* input) { return test::openingOf(folder_.path(), input); }
  test::TemporaryFolder folder_;
};

TEST_F(MBartFoldersTest, ALanguageThatTheVocabularyLacksIsRefused) {
  layOut({{"config.json", {{"model_type", "mbart"}}},
          {"tokenizer_config.json", {{"src_lang", "en"}, {"tgt_lang", "sl_SI"}}}});
  EXPECT_NE(refusal("source").find("src_lang is \"en\", which the vocabulary lacks; expected a language such as en_XX"),
            std::string::npos)
      << refusal("source");
  test::writeFile(folder_.path(), "tokenizer_config.json", R"({"tgt_lang": "sl_SI"})");
  EXPECT_NE(refusal("target").find("tgt_lang is \"sl_SI\""), std::string::npos) << "only mBART-50 has it";
  EXPECT_EQ(refusal("source"), "opened");
  test::writeFile(folder_.path(), "tokenizer_config.json",
                  R"({"tgt_lang": "sl_SI", "tokenizer_class": "MBart50Tokenizer"})");
  EXPECT_EQ(refusal("target"), "opened");
}

TEST_F(MBartFoldersTest, AStartTokenOutsideTheVocabularyIsRefused) {
  layOut({{"config.json", {{"model_type", "mbart"}, {"decoder_start_token_id", 250020}}}});
  EXPECT_NE(refusal("target").find("decoder_start_token_id is 250020"), std::string::npos) << refusal("target");
}

TEST_F(MBartFoldersTest, TheFilesOfAnotherClassAreRefusedByItsName) {
  layOut({{"config.json", {{"model_type", "xlm-roberta"}}}});
  EXPECT_NE(refusal("text").find("XLMRobertaTokenizer"), std::string::npos) << refusal("text");
}

TEST_F(MBartFoldersTest, TokensNameTheirBytes) {
  layOut({{"config.json", {{"model_type", "mbart"}}}});
  const auto tokenizer = loadTokenizer(folder_.path(), "source");
  const std::string text = "a cat <mask> ro_RO is";
  std::string joined;
  for (const Token& token : tokenizer->encode(text))
    joined += text.substr(static_cast<std::size_t>(token.begin), static_cast<std::size_t>(token.end - token.begin));
  std::string without = text;
  std::erase(without, ' ');
  std::erase(joined, ' ');
  EXPECT_EQ(joined, without);
  EXPECT_EQ(tokenizer->encode("a").back().id, tokenizer->idOf("en_XX"));
}

}  // namespace
}  // namespace headlight::text
