#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

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

/// The rows of a site, from a pass over `ids` with those changes.
std::vector<float> numbersOf(const Model& model, Backend& backend, Input ids, std::vector<Intervention> changes,
                             SiteId site) {
  Request request{1, std::move(ids), model.info()->everySite(), std::move(changes)};
  std::vector<int> shape;
  return siteToHost(*runModel(model, backend, request), site, shape);
}

TEST_F(T5Folders, withoutItsBiasTheEncoderForgetsTheOrder) {
  const auto model = loadModel(recorded("encoder"), *backend_);
  const SiteId final{StackId::Encoder, Site::Final};
  const std::vector<std::int32_t> ids{4, 9, 6, 12, 7}, reversed(ids.rbegin(), ids.rend());
  const auto farthest = [&](const std::vector<Intervention>& changes) {
    const std::vector<float> one = numbersOf(*model, *backend_, TokenInput{ids}, changes, final);
    const std::vector<float> other = numbersOf(*model, *backend_, TokenInput{reversed}, changes, final);
    const std::size_t width = one.size() / ids.size();
    float most = 0;
    for (std::size_t row = 0; row < ids.size(); ++row)
      for (std::size_t i = 0; i < width; ++i)
        most = std::max(most, std::abs(one[row * width + i] - other[(ids.size() - 1 - row) * width + i]));
    return most;
  };
  EXPECT_GT(farthest({}), 0.01F) << "a test of nothing";
  EXPECT_LT(farthest({ScaleRelativeBias{StackId::Encoder, everyLayer, 0}}), 1e-5F);
  EXPECT_GT(farthest({ScaleRelativeBias{StackId::Encoder, 0, 0}}), 1e-3F) << "the other layers know it still";
}

TEST_F(T5Folders, aScaledBiasIsThatOfAScaledTable) {
  const fs::path halved = copyOf("v1");
  test::editTensors(halved, [](test::RawTensors& tensors) {
    for (auto& [name, tensor] : tensors) {
      if (name.find("decoder") == name.npos || name.find("relative_attention_bias") == name.npos) continue;
      ASSERT_EQ(tensor.type, "F32");
      std::vector<float> values(tensor.bytes.size() / sizeof(float));
      std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
      for (float& value : values) value *= 0.5F;  // exact, so the passes are equal bit for bit
      std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    }
  });
  const std::vector<Input> texts{TokenInput{{4, 5, 6, 1}}, TokenInput{{0, 7, 8, 9}}};
  const auto logits = [&](const fs::path& folder, std::vector<Intervention> changes) {
    const auto model = loadModel(folder, *backend_);
    Request request{1, texts, model->info()->everySite(), std::move(changes)};
    std::vector<int> shape;
    return siteToHost(*runModel(*model, *backend_, request), {StackId::Decoder, Site::Logits}, shape);
  };
  const std::vector<float> scaled = logits(recorded("v1"), {ScaleRelativeBias{StackId::Decoder, everyLayer, 0.5F}});
  EXPECT_EQ(scaled, logits(halved, {}));
  EXPECT_NE(scaled, logits(recorded("v1"), {}));
}

TEST_F(T5Folders, onlyWhatHasABiasHasOneToScale) {
  const auto refused = [this](const fs::path& folder, const Intervention& change) {
    const auto model = loadModel(folder, *backend_);
    try {
      numbersOf(*model, *backend_, TokenInput{{4, 5}}, {change}, {StackId::Encoder, Site::Embed});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("run");
  };
  EXPECT_NE(refused(recorded("encoder"), ScaleRelativeBias{StackId::Encoder, 99, 0}).find("no layer 99"),
            std::string::npos);
  EXPECT_NE(refused(test::vectorsFolder() / "bert-tiny-bare", ScaleRelativeBias{StackId::Encoder, everyLayer, 0})
                .find("adds no relative bias"),
            std::string::npos);
}

}  // namespace
}  // namespace headlight
