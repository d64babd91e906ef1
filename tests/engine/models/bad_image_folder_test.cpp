#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "base/error.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "support/backends.h"
#include "support/shared_data.h"
#include "support/tiny_image.h"
#include "support/tiny_model.h"

// Folders of image models that do not open, and the sentence of each.
namespace headlight {
namespace {

class BadImageFolder : public testing::Test {
 protected:
  void write(const std::string& family = "vit", const std::string& head = "image") {
    test::TinyImage options;
    options.family = family, options.head = head;
    test::writeTinyImage(place_.path(), options);
  }
  void set(const std::string& key, const std::string& json) { test::setConfig(place_.path(), key, json); }
  std::string refusal() {
    try {
      loadModel(place_.path(), *backend_);
    } catch (const Error& error) {
      const std::string sentence = error.what();
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
      const ModelPreview preview = previewModel(place_.path());
      EXPECT_TRUE(preview.problem.empty() || preview.problem == sentence) << preview.problem << " / " << sentence;
      return sentence;
    }
    return "opened";
  }
  /// What config.json alone tells, the preview tells too.
  void expectConfigProblem(const std::string& key, const std::string& json, const std::string& part,
                           const std::string& family = "vit") {
    write(family);
    set(key, json);
    const std::string sentence = refusal();
    EXPECT_NE(sentence.find("config.json: "), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(key), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
    EXPECT_EQ(previewModel(place_.path()).problem, sentence);
  }

  test::TemporaryFolder place_;
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(BadImageFolder, sizesThatDoNotFit) {
  expectConfigProblem("patch_size", "25", "24 x 24 pixels, is less than one patch of patch_size, 25 x 25");
  expectConfigProblem("patch_size", "[8, 32]", "less than one patch of patch_size, 32 x 8");
  expectConfigProblem("patch_size", "[8, 8, 8]", "a whole number or a list of two");
  expectConfigProblem("patch_size", "0", "whole number");
  expectConfigProblem("image_size", "\"large\"", "whole number");
  expectConfigProblem("image_size", "1000000", "from 1 to 16384");
  expectConfigProblem("image_size", "[24, 48]", "as many rows of patches as columns", "dinov2");
}

TEST_F(BadImageFolder, whatIsNotSupportedIsNamed) {
  expectConfigProblem("num_channels", "4", "only 3 (red, green, blue) and 1 (grey) are supported");
  expectConfigProblem("num_attention_heads", "37", "whole number from 1 to 36");
  expectConfigProblem("head_dim", "0", "whole number");
  expectConfigProblem("hidden_act", "\"prelu\"", "expected one of gelu, gelu_10");
  expectConfigProblem("num_register_tokens", "-1", "whole number", "dinov2_with_registers");
  expectConfigProblem("mlp_ratio", "\"wide\"", "number", "dinov2");
}

/// Heads may leave a rest of the width, or be as wide as head_dim says: then the file says so too.
TEST_F(BadImageFolder, headsOfAnotherWidth) {
  for (const auto& [key, json, rows] : {std::tuple{"num_attention_heads", "5", 35}, {"head_dim", "4", 16}}) {
    write();
    set(key, json);
    const std::string sentence = refusal();
    EXPECT_NE(sentence.find("[" + std::to_string(rows) + ", 36] by config.json, found [36, 36]"), std::string::npos)
        << sentence;
  }
}

TEST_F(BadImageFolder, aTableOfAnotherLength) {
  write();
  set("image_size", "32");
  const std::string sentence = refusal();
  EXPECT_NE(sentence.find("\"vit.embeddings.position_embeddings\""), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("should have the shape [1, 17, 36] by config.json, found [1, 10, 36]"), std::string::npos)
      << sentence;
}

TEST_F(BadImageFolder, patchesOfAnotherSize) {
  write();
  set("image_size", "12");
  set("patch_size", "4");
  const std::string sentence = refusal();
  EXPECT_NE(sentence.find("[36, 3, 4, 4] by config.json, found [36, 3, 8, 8]"), std::string::npos) << sentence;
}

TEST_F(BadImageFolder, aClassifierOfOtherLabels) {
  for (const std::string family : {"vit", "dinov2"}) {
    write(family);
    set("id2label", R"({"0": "a", "1": "b"})");
    const std::string sentence = refusal(), width = family == "vit" ? "36" : "72";
    EXPECT_NE(sentence.find("tensor \"classifier.weight\""), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("[2, " + width + "] by config.json, found [5, " + width + "]"), std::string::npos)
        << sentence;
  }
}

TEST_F(BadImageFolder, missingForeignAndDamagedTensors) {
  const auto edited = [&](const std::string& family, const std::function<void(test::RawTensors&)>& edit) {
    write(family);
    test::editTensors(place_.path(), edit);
    return refusal();
  };
  std::string sentence = edited("deit", [](auto& tensors) { tensors.erase("deit.embeddings.distillation_token"); });
  EXPECT_NE(sentence.find("has no tensor \"deit.embeddings.distillation_token\""), std::string::npos) << sentence;
  sentence = edited("dinov2", [](auto& tensors) { tensors.erase("dinov2.encoder.layer.1.layer_scale2.lambda1"); });
  EXPECT_NE(sentence.find("has no tensor \"dinov2.encoder.layer.1.layer_scale2.lambda1\""), std::string::npos)
      << sentence;
  sentence = edited(
      "vit", [](auto& tensors) { tensors["vit.encoder.layer.0.layer_scale1.lambda1"] = test::zeros("F32", {36}); });
  EXPECT_NE(sentence.find("is not used by the architecture"), std::string::npos) << sentence;
  for (const std::string name : {"vit.embeddings.patch_embeddings.projection.weight", "vit.embeddings.cls_token"}) {
    sentence = edited("vit", [&](auto& tensors) {
      std::vector<double> numbers(tensors.at(name).bytes.size() / 4);
      numbers.back() = NAN;
      tensors[name] = test::rawTensor("F32", tensors.at(name).shape, numbers);
    });
    EXPECT_NE(sentence.find("\"" + name + "\""), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("holds NaN at ["), std::string::npos) << sentence;
  }
}

TEST_F(BadImageFolder, theFamilyListNamesThem) {
  write();
  set("model_type", "\"swin\"");
  const std::string sentence = refusal();
  EXPECT_NE(sentence.find("vit, deit, dinov2, dinov2_with_registers"), std::string::npos) << sentence;
}

}  // namespace
}  // namespace headlight
