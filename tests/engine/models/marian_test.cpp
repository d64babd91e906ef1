#include <gtest/gtest.h>

#include "../io/files.h"
#include "recorded_folders.h"
#include "support/tiny_model.h"

// What is Marian's own; its numbers are in seq2seq_recorded_test.cpp.
namespace headlight {
namespace {

namespace fs = std::filesystem;

const char* const folders[] = {"shared", "two-vocabularies", "own-head", "uneven", "old-file", "bare"};

class MarianFolders : public test::RecordedFolders {
 protected:
  MarianFolders() : RecordedFolders("marian") {}
};

TEST_F(MarianFolders, sayWhatTheyAre) {
  const ModelInfo info = infoOf(recorded("two-vocabularies"));
  ASSERT_EQ(info.inputs.size(), 2u);
  EXPECT_EQ(info.inputs[0].name, "source");
  EXPECT_EQ(info.inputs[1].name, "target");
  EXPECT_EQ(info.inputs[0].text()->vocabulary, 31);
  EXPECT_EQ(info.inputs[1].text()->vocabulary, 27);
  EXPECT_EQ(info.attentions().size(), 3u);
  EXPECT_STREQ(info.task(), "causal_lm");
  EXPECT_EQ(info.logits(), 27);
  for (const char* name : folders) EXPECT_TRUE(infoOf(recorded(name)).notUsed.empty()) << name;
  EXPECT_EQ(infoOf(recorded("bare")).output(), nullptr);
}

TEST_F(MarianFolders, aSharedTableIsCountedOnce) {
  const auto parameters = [&](const char* name) { return infoOf(recorded(name)).parameters; };
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
