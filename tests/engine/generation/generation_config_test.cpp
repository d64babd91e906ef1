#include "generation/generation_config.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "models/load_model.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

namespace fs = std::filesystem;

class GenerationConfigOf : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(test::vectorsFolder() / "marian" / "two-vocabularies", folder_.path(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }
  GenerationConfig with(const std::string& json) {
    std::ofstream(folder_.path() / "generation_config.json") << json;
    return read();
  }
  GenerationConfig read() { return readGenerationConfig(folder_.path(), describeModel(folder_.path())); }
  std::string refusalOf(const std::string& json) {
    try {
      with(json);
    } catch (const Error& error) {
      return error.what();
    }
    return "read";
  }
  test::TemporaryFolder folder_;
};

TEST_F(GenerationConfigOf, aTranslatorAsItIsPublished) {
  const GenerationConfig config = with(R"({"_from_model_config": true, "bad_words_ids": [[26]], "bos_token_id": 0,
      "decoder_start_token_id": 26, "eos_token_id": 0, "forced_eos_token_id": 0, "max_length": 512, "num_beams": 4,
      "pad_token_id": 26, "renormalize_logits": true, "transformers_version": "4.32.0.dev0", "typical_p": 0.9})");
  EXPECT_EQ(config.start, 26);
  EXPECT_EQ(config.ends, (std::vector<std::int32_t>{0}));
  EXPECT_EQ(config.forcedLast, (std::vector<std::int32_t>{0}));
  EXPECT_EQ(config.badWords, (std::vector<std::vector<std::int32_t>>{{26}}));
  EXPECT_EQ(config.maxLength, 512);
  EXPECT_EQ(config.beams, 4);
  EXPECT_TRUE(config.renormalize);
  EXPECT_FALSE(config.sample);
  EXPECT_TRUE(config.notApplied.empty()) << "typical_p has no effect where nothing is drawn";
  EXPECT_EQ(lengthLimit(config, 1, *describeModel(folder_.path()).text()), 40) << "the model takes no more";
}

TEST_F(GenerationConfigOf, withoutAFileConfigJsonSaysIt) {
  test::setConfig(folder_.path(), "num_beams", "6");
  test::setConfig(folder_.path(), "max_length", "30");
  test::setConfig(folder_.path(), "bad_words_ids", "[[26]]");
  const GenerationConfig config = read();
  EXPECT_EQ(config.start, 26);
  EXPECT_EQ(config.ends, (std::vector<std::int32_t>{0}));
  EXPECT_EQ(config.beams, 6);
  EXPECT_EQ(config.badWords.size(), 1u);
  EXPECT_EQ(lengthLimit(config, 5, *describeModel(folder_.path()).text()), 30);
  EXPECT_EQ(with("{}").beams, 1) << "the file of its own goes before it, whole";
  EXPECT_EQ(with("{}").start, 26) << "but for the first token, which only the model knows";
}

TEST_F(GenerationConfigOf, limits) {
  const TextInputInfo text{27, 40};
  GenerationConfig config;
  EXPECT_EQ(lengthLimit(config, 3, text), 23) << "20 more, as transformers";
  config.maxLength = 12;
  EXPECT_EQ(lengthLimit(config, 3, text), 12);
  config.maxNewTokens = 12;
  EXPECT_EQ(lengthLimit(config, 3, text), 15);
  config.maxNewTokens = 1000;
  EXPECT_EQ(lengthLimit(config, 3, text), 40);
}

TEST_F(GenerationConfigOf, whatIsNotAppliedIsNamed) {
  EXPECT_EQ(with(R"({"guidance_scale": 1.5, "stop_strings": ["."], "num_beam_groups": 1, "remove_invalid_values": false,
      "encoder_no_repeat_ngram_size": 3, "diversity_penalty": 0.0, "do_sample": true, "min_p": 0.05})")
                .notApplied,
            (std::vector<std::string>{"min_p", "encoder_no_repeat_ngram_size", "guidance_scale", "stop_strings"}));
}

TEST_F(GenerationConfigOf, whatMakesNoSenseIsRefusedByName) {
  const auto says = [&](const std::string& json, const std::string& part) {
    EXPECT_NE(refusalOf(json).find(part), std::string::npos) << json << ": " << refusalOf(json);
    EXPECT_NE(refusalOf(json).find("generation_config.json"), std::string::npos) << refusalOf(json);
  };
  says(R"({"num_beams": 9})", "\"num_beams\" should be a whole number from 1 to 8, found 9");
  says(R"({"eos_token_id": 27})", "\"eos_token_id\" names token 27, the vocabulary ends at 26");
  says(R"({"bad_words_ids": [[3, 40]]})", "\"bad_words_ids\" names token 40");
  says(R"({"bad_words_ids": [3]})", "should be a list of lists, found 3");
  says(R"({"bad_words_ids": [[]]})", "empty list");
  says(R"({"early_stopping": "soon"})", "should be true, false or \"never\", found \"soon\"");
  says(R"({"forced_bos_token_id": [1, 2]})", "should be one token");
  says(R"({"do_sample": true, "temperature": 0})", "\"temperature\" should be above 0");
  says(R"({"top_p": 2})", "\"top_p\" should be a number from 0 to 1");
  says(R"({"length_penalty": "high"})", "\"length_penalty\" should be a number");
  says("[]", "expected a JSON object");
}

TEST(GenerationConfigOfModels, thatSayNoNextTokenIsRefused) {
  const fs::path folder = test::vectorsFolder() / "bert-tiny-mlm";
  EXPECT_THROW(readGenerationConfig(folder, describeModel(folder)), Error);
}

}  // namespace
}  // namespace headlight
