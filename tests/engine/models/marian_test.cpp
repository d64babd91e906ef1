#include <gtest/gtest.h>

#include "../io/files.h"
#include "base/error.h"
#include "models/load_model.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"
#include "two_texts.h"

// Marian against transformers (tests/vectors/record_marian.py), and what its two stacks compute anew after an edit.
namespace headlight {
namespace {

namespace fs = std::filesystem;

const char* const folders[] = {"shared", "two-vocabularies", "own-head", "uneven", "old-file", "bare"};

fs::path recorded(const std::string& name) { return test::vectorsFolder() / "marian" / name; }

class Marian : public test::OnBackends {
 protected:
  test::TemporaryFolder folder_;
};

TEST_P(Marian, isWhatTransformersComputes) {
  for (const char* name : folders) test::expectRecordedTexts(recorded(name), recorded(name), backend());
}

TEST_P(Marian, withoutArchitecturesTheWeightsDecide) {
  for (const char* name : {"shared", "bare"}) {
    const fs::path folder = folder_.path() / name;
    fs::copy(recorded(name), folder);
    test::setConfig(folder, "architectures", "null");
    test::expectRecordedTexts(folder, recorded(name), backend());
  }
}

TEST_P(Marian, chainsOfEditsAreFreshPasses) {
  test::expectChainOfEdits(*loadModel(recorded("shared"), backend()), backend(), 300);
  test::expectChainOfEdits(*loadModel(recorded("uneven"), backend()), backend(), 60);
}

INSTANTIATE_TEST_SUITE_P(Backends, Marian, testing::ValuesIn(test::availableBackends()), test::backendName);

class MarianFolders : public testing::Test {
 protected:
  /// A copy of a recorded folder.
  fs::path copyOf(const std::string& name) {
    const fs::path folder = folder_.path() / std::to_string(++copies_);
    fs::copy(recorded(name), folder);
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
  test::TemporaryFolder folder_;
  int copies_ = 0;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(MarianFolders, sayWhatTheyAre) {
  const ModelInfo info = *loadModel(recorded("two-vocabularies"), *backend_)->info();
  ASSERT_EQ(info.inputs.size(), 2u);
  EXPECT_EQ(info.inputs[0].name, "source");
  EXPECT_EQ(info.inputs[1].name, "target");
  EXPECT_EQ(info.inputs[0].text()->vocabulary, 31);
  EXPECT_EQ(info.inputs[1].text()->vocabulary, 27);
  EXPECT_EQ(info.attentions().size(), 3u);
  EXPECT_STREQ(info.task(), "causal_lm");
  EXPECT_EQ(info.logits(), 27);
  for (const char* name : folders) EXPECT_TRUE(loadModel(recorded(name), *backend_)->info()->notUsed.empty()) << name;
  EXPECT_EQ(loadModel(recorded("bare"), *backend_)->info()->output(), nullptr);
}

TEST_F(MarianFolders, aSharedTableIsCountedOnce) {
  const auto parameters = [&](const char* name) { return loadModel(recorded(name), *backend_)->info()->parameters; };
  EXPECT_EQ(parameters("old-file"), parameters("shared") + 2u * 40 * 16) << "but for the positions in the file";
}

TEST_F(MarianFolders, whatIsNotRunIsRefusedByName) {
  fs::path folder = copyOf("shared");
  test::setConfig(folder, "is_decoder", "true");
  EXPECT_NE(refusal(folder).find("is_decoder is true"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::setConfig(folder, "is_causal", "false");
  EXPECT_NE(refusal(folder).find("is_causal is false"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::setConfig(folder, "decoder_vocab_size", "27");
  EXPECT_NE(refusal(folder).find("decoder_vocab_size is 27 and vocab_size 31"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::setConfig(folder, "tie_word_embeddings", "false");
  EXPECT_NE(refusal(folder).find("lm_head.weight"), std::string::npos) << refusal(folder);
  folder = copyOf("shared");
  test::editTensors(folder, [](test::RawTensors& t) {
    t.at("model.decoder.layers.1.encoder_attn.q_proj.weight").shape = {8, 32};
  });
  EXPECT_NE(refusal(folder).find("encoder_attn.q_proj.weight"), std::string::npos) << refusal(folder);
}

}  // namespace
}  // namespace headlight
