#include <gtest/gtest.h>

#include "../io/files.h"
#include "recorded_folders.h"
#include "support/passes.h"
#include "support/tiny_model.h"

// What is BART's and mBART's own; their numbers are in seq2seq_recorded_test.cpp.
namespace headlight {
namespace {

namespace fs = std::filesystem;

const char* const folders[] = {"shared",  "scaled", "own-head",       "old-file",  "bare",
                               "answers", "mbart",  "mbart-own-head", "mbart-bare"};

class BartFolders : public test::RecordedFolders {
 protected:
  BartFolders() : RecordedFolders("bart") {}
  /// A copy of a recorded folder, with one key of its config.json set.
  fs::path with(const std::string& name, const std::string& key, const std::string& value) {
    const fs::path folder = copyOf(name);
    test::setConfig(folder, key, value);
    return folder;
  }
  void expectRefusal(const fs::path& folder, const std::string& part) {
    EXPECT_NE(refusal(folder).find(part), std::string::npos) << refusal(folder);
  }
};

TEST_F(BartFolders, sayWhatTheyAre) {
  for (const char* name : folders) {
    SCOPED_TRACE(name);
    const ModelInfo info = infoOf(recorded(name));
    ASSERT_EQ(info.inputs.size(), 2u);
    EXPECT_EQ(info.inputs[0].name, "source");
    EXPECT_EQ(info.inputs[1].name, "target");
    EXPECT_EQ(info.inputs[1].text()->maxTokens, 40);
    EXPECT_EQ(info.attentions().size(), 3u);
    EXPECT_TRUE(info.notUsed.empty()) << info.notUsed.front();
    EXPECT_EQ(info.output() == nullptr, std::string(name).ends_with("bare"));
  }
  EXPECT_STREQ(infoOf(recorded("answers")).task(), "question_answering");
  EXPECT_EQ(infoOf(recorded("old-file")).parameters, infoOf(recorded("shared")).parameters)
      << "a shared table is counted once";
}

TEST_F(BartFolders, aHeadThatIsNotRunIsNamed) {
  const ModelInfo info = infoOf(with("bare", "architectures", R"(["BartForSequenceClassification"])"));
  EXPECT_EQ(info.output(), nullptr);
  EXPECT_EQ(info.headNotRun, "BartForSequenceClassification");
}

TEST_F(BartFolders, whatIsNotRunIsRefusedByName) {
  expectRefusal(with("shared", "is_decoder", "true"), "is_decoder is true");
  expectRefusal(with("shared", "is_causal", "false"), "is_causal is false");
  expectRefusal(with("mbart", "architectures", R"(["MBartForCausalLM"])"),
                "architectures names MBartForCausalLM, a decoder without its encoder");
  expectRefusal(with("shared", "model_type", R"("mbart")"), "encoder.layer_norm.weight");
  expectRefusal(with("shared", "tie_word_embeddings", "false"), "lm_head.weight");
  expectRefusal(with("shared", "max_position_embeddings", "42"), "encoder.embed_positions.weight");
}

TEST_F(BartFolders, aTextOverTheLimitIsRefused) {
  const auto model = loadModel(recorded("shared"), *backend_);
  const Request request{1, std::vector<Input>{TokenInput{test::randomIds(41, 30, 1)}, TokenInput{{2}}}};
  try {
    runModel(*model, *backend_, request);
    ADD_FAILURE() << "ran";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("41 tokens, the model shared: source takes 40"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace headlight
