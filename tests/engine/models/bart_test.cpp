#include <gtest/gtest.h>

#include "../io/files.h"
#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"
#include "two_texts.h"

// BART and mBART against transformers (tests/vectors/record_bart.py), and what their two stacks compute anew after an
// edit.
namespace headlight {
namespace {

namespace fs = std::filesystem;

const char* const folders[] = {"shared",  "scaled", "own-head",       "old-file",  "bare",
                               "answers", "mbart",  "mbart-own-head", "mbart-bare"};

fs::path recorded(const std::string& name) { return test::vectorsFolder() / "bart" / name; }

class Bart : public test::OnBackends {
 protected:
  test::TemporaryFolder folder_;
};

TEST_P(Bart, isWhatTransformersComputes) {
  for (const char* name : folders) test::expectRecordedTexts(recorded(name), recorded(name), backend());
}

TEST_P(Bart, withoutArchitecturesTheWeightsDecide) {
  for (const char* name : {"shared", "bare", "answers", "mbart"}) {
    const fs::path folder = folder_.path() / name;
    fs::copy(recorded(name), folder);
    test::setConfig(folder, "architectures", "null");
    test::expectRecordedTexts(folder, recorded(name), backend());
  }
}

TEST_P(Bart, chainsOfEditsAreFreshPasses) {
  test::expectChainOfEdits(*loadModel(recorded("shared"), backend()), backend(), 150);
  test::expectChainOfEdits(*loadModel(recorded("mbart-own-head"), backend()), backend(), 150);
}

INSTANTIATE_TEST_SUITE_P(Backends, Bart, testing::ValuesIn(test::availableBackends()), test::backendName);

class BartFolders : public testing::Test {
 protected:
  /// A copy of a recorded folder, with one key of its config.json set.
  fs::path with(const std::string& name, const std::string& key, const std::string& value) {
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(recorded(name), folder);
    test::setConfig(folder, key, value);
    return folder;
  }
  std::string refusal(const fs::path& folder) {
    try {
      loadModel(folder, *backend_);
    } catch (const Error& error) {
      return error.what();
    }
    return "opened";
  }
  void expectRefusal(const fs::path& folder, const std::string& part) {
    EXPECT_NE(refusal(folder).find(part), std::string::npos) << refusal(folder);
  }
  test::TemporaryFolder folder_;
  int copies_ = 0;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(BartFolders, sayWhatTheyAre) {
  for (const char* name : folders) {
    SCOPED_TRACE(name);
    const ModelInfo info = *loadModel(recorded(name), *backend_)->info();
    ASSERT_EQ(info.inputs.size(), 2u);
    EXPECT_EQ(info.inputs[0].name, "source");
    EXPECT_EQ(info.inputs[1].name, "target");
    EXPECT_EQ(info.inputs[1].text()->maxTokens, 40);
    EXPECT_EQ(info.attentions().size(), 3u);
    EXPECT_TRUE(info.notUsed.empty()) << info.notUsed.front();
    EXPECT_EQ(info.output() == nullptr, std::string(name).ends_with("bare"));
  }
  EXPECT_STREQ(loadModel(recorded("answers"), *backend_)->info()->task(), "question_answering");
}

TEST_F(BartFolders, aSharedTableIsCountedOnce) {
  const auto parameters = [&](const char* name) { return loadModel(recorded(name), *backend_)->info()->parameters; };
  EXPECT_EQ(parameters("old-file"), parameters("shared"));
}

TEST_F(BartFolders, aHeadThatIsNotRunIsNamed) {
  const ModelInfo info =
      *loadModel(with("bare", "architectures", R"(["BartForSequenceClassification"])"), *backend_)->info();
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
  try {
    test::runTexts(*model, *backend_, test::randomIds(41, 30, 1), {2});
    ADD_FAILURE() << "ran";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("41 tokens, the model shared: source takes 40"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace headlight
