#include <gtest/gtest.h>

#include "../io/files.h"
#include "recorded_folders.h"
#include "support/passes.h"
#include "support/tiny_model.h"

// What is T5's own; its numbers are in seq2seq_recorded_test.cpp.
namespace headlight {
namespace {

namespace fs = std::filesystem;

class T5Folders : public test::RecordedFolders {
 protected:
  T5Folders() : RecordedFolders("t5") {}
  void expectRefusal(const char* folder, const char* key, const char* value, const char* part) {
    const fs::path copy = copyOf(folder);
    test::setConfig(copy, key, value);
    const std::string said = refusal(copy);
    EXPECT_NE(said.find(part), std::string::npos) << key << " " << value << ": " << said;
    EXPECT_NE(said.find(key), std::string::npos) << said;
    EXPECT_NE(said.find("config.json"), std::string::npos) << said;
  }
};

TEST_F(T5Folders, sayWhatTheyAre) {
  const ModelInfo info = infoOf(recorded("v1.1"));
  ASSERT_EQ(info.inputs.size(), 2u);
  EXPECT_EQ(info.inputs[0].name, "source");
  EXPECT_EQ(info.inputs[1].name, "target");
  EXPECT_TRUE(info.text()->extrapolates) << "a T5 has no longest text";
  EXPECT_EQ(info.stack(StackId::Encoder).layers, 1);
  EXPECT_EQ(info.stack(StackId::Decoder).layers, 3);
  EXPECT_EQ(info.stack(StackId::Decoder).headWidth, 6) << "d_kv, though 16 / 4 is 4";
  EXPECT_EQ(info.attentions().size(), 3u);
  EXPECT_STREQ(info.task(), "causal_lm");
  EXPECT_EQ(info.logits(), 31);
  for (const char* name : {"v1", "v1.1", "few-buckets", "old-file", "bare", "encoder", "mt5"})
    EXPECT_TRUE(infoOf(recorded(name)).notUsed.empty()) << name;
  EXPECT_EQ(infoOf(recorded("bare")).output(), nullptr);
  EXPECT_EQ(infoOf(recorded("mt5")).family, "mt5");
}

TEST_F(T5Folders, theEncoderAloneReadsOneText) {
  const ModelInfo info = infoOf(recorded("encoder"));
  ASSERT_EQ(info.stacks.size(), 1u);
  EXPECT_EQ(info.inputs.at(0).name, "text");
  EXPECT_FALSE(info.stacks[0].causal);
  EXPECT_EQ(info.siteName({StackId::Encoder, Site::RelativeBias}), "relative_bias");
  const fs::path both = copyOf("bare");
  test::setConfig(both, "architectures", "[\"T5EncoderModel\"]");
  EXPECT_EQ(infoOf(both).stacks.size(), 1u);
  EXPECT_FALSE(infoOf(both).notUsed.empty()) << "the decoder's weights";
}

TEST_F(T5Folders, aTableUnderSeveralNamesIsCountedOnce) {
  EXPECT_EQ(infoOf(recorded("old-file")).parameters, infoOf(recorded("v1")).parameters);
}

TEST_F(T5Folders, aTableMayStandUnderTheHeadsNameAlone) {
  const fs::path folder = copyOf("v1");
  test::editTensors(folder, [](test::RawTensors& tensors) {
    tensors["lm_head.weight"] = tensors.at("shared.weight");
    tensors.erase("shared.weight");
  });
  const ModelInfo info = infoOf(folder);
  EXPECT_EQ(info.parameters, infoOf(recorded("v1")).parameters);
}

TEST_F(T5Folders, anEncoderThatIsSaidToHaveADecoderIsRefused) {
  for (const char* name : {"T5ForConditionalGeneration", "T5Model", "T5WithLMHeadModel"}) {
    const fs::path folder = copyOf("encoder");
    test::setConfig(folder, "architectures", "[\"" + std::string(name) + "\"]");
    test::setConfig(folder, "is_encoder_decoder", "null");
    EXPECT_EQ(refusal(folder), (folder / "config.json").string() + ": architectures names " + name +
                                   ", but the weights beside it are of an encoder alone; if that is what they are, it "
                                   "should name T5EncoderModel");
  }
}

TEST_F(T5Folders, aClassWithAnotherHeadOpensWithoutIt) {
  const fs::path folder = copyOf("encoder");
  test::setConfig(folder, "architectures", "[\"T5ForTokenClassification\"]");
  test::editTensors(folder, [](test::RawTensors& tensors) {
    test::RawTensors renamed;
    for (auto& [name, tensor] : tensors) renamed["transformer." + name] = std::move(tensor);
    renamed["classifier.weight"] = test::zeros("F32", {2, 16});
    renamed["classifier.bias"] = test::zeros("F32", {2});
    tensors = std::move(renamed);
  });
  const ModelInfo info = infoOf(folder);
  EXPECT_EQ(info.headNotRun, "T5ForTokenClassification");
  EXPECT_EQ(info.stacks.size(), 1u);
  EXPECT_EQ(info.notUsed.size(), 2u);
}

TEST_F(T5Folders, whatIsNotRunIsRefusedByName) {
  expectRefusal("v1", "dense_act_fn", "\"xielu\"", "weights of its own");
  expectRefusal("old-file", "feed_forward_proj", "\"gated-gelu-new\"", "expected an activation, or \"gated-\"");
  expectRefusal("old-file", "feed_forward_proj", "\"swish-gelu\"", "expected an activation, or \"gated-\"");
  expectRefusal("old-file", "feed_forward_proj", "\"gated-gelo\"", "\"gelo\"");
  expectRefusal("v1", "relative_attention_num_buckets", "3", "3");
  expectRefusal("v1", "relative_attention_max_distance", "16", "of relative_attention_num_buckets 32 16 are");
  expectRefusal("v1", "is_encoder_decoder", "false", "is false");
  expectRefusal("v1", "is_causal", "false", "is false");
  expectRefusal("encoder", "is_decoder", "true", "is true");
  expectRefusal("v1", "per_layer_config", R"({"1": {"d_ff": 28}})", "one config for all layers");
}

TEST_F(T5Folders, theBiasCannotBePatched) {
  const auto model = loadModel(recorded("encoder"), *backend_);
  const auto other = test::pass(*model, *backend_, {1, 2, 3});
  Request request{1, TokenInput{{4, 5, 6}}, model->info()->everySite()};
  request.sources["other"] = other;
  request.changes = {PatchRows{{StackId::Encoder, Site::RelativeBias}, 0, 1, "other"}};
  try {
    runModel(*model, *backend_, request);
    FAIL() << "patched";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("relative_bias cannot be patched"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace headlight
