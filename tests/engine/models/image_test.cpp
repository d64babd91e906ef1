#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "compare.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "reference/image.h"
#include "session/weight_browser.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_image.h"
#include "support/tiny_model.h"

// ViT, DeiT and DINOv2: both backends against PyTorch's recorded numbers and against the oracle.
namespace headlight {
namespace {

const std::filesystem::path vectors = test::vectorsFolder();

const char* const recordedFolders[] = {"vit-tiny",
                                       "vit-tiny-f16",
                                       "vit-tiny-oblong",
                                       "vit-tiny-bare",
                                       "vit-tiny-masked",
                                       "deit-tiny",
                                       "deit-tiny-teacher",
                                       "deit-tiny-bare",
                                       "dinov2-tiny",
                                       "dinov2-tiny-swiglu",
                                       "dinov2-tiny-f16",
                                       "dinov2-registers-tiny",
                                       "dinov2-registers-tiny-swiglu"};

PictureInput pictureOf(const reference::Array& pixels) {
  return test::pictureOf(pixels.shape.at(1), pixels.shape.at(2), pixels.values);
}

/// Within 1e-4 of the largest.
void expectLogits(std::span<const float> got, const reference::Array& expected) {
  ASSERT_EQ(got.size(), expected.values.size());
  double largest = 0;
  for (const double value : expected.values) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected.values[i], 1e-4 * largest) << "logit " << i;
}

/// The sizes of the pictures in a recorded file: "24x24".
std::set<std::string> sizesIn(const std::map<std::string, reference::Array>& recorded) {
  std::set<std::string> sizes;
  for (const auto& [name, array] : recorded) sizes.insert(name.substr(0, name.find('.')));
  return sizes;
}

class Images : public test::OnBackends {
 protected:
  void expectOracle(const Model& model, const reference::Image& oracle, const reference::Array& pixels) {
    const auto trace = test::picturePass(model, backend(), pictureOf(pixels));
    reference::Sites expected = reference::forward(oracle, pixels);
    EXPECT_EQ(trace->predictedRow(), 0);
    if (oracle.head.empty()) {
      EXPECT_TRUE(trace->predictedLogits().empty());
      EXPECT_TRUE(trace->logitsByLayer().empty());
    } else {
      expectLogits(trace->predictedLogits(), expected.at("logits"));
      expected.erase("logits");
      ASSERT_EQ(int(trace->logitsByLayer().size()), oracle.layers);
      for (int layer = 0; layer < oracle.layers; ++layer) {
        SCOPED_TRACE(testing::Message() << "what leaves layer " << layer);
        const std::string name = "logits." + std::to_string(layer);
        expectLogits(trace->logitsByLayer()[std::size_t(layer)], expected.at(name));
        expected.erase(name);
      }
      EXPECT_TRUE(test::sameBits(trace->logitsByLayer().back(), trace->predictedLogits()));
    }
    EXPECT_EQ(trace->sites().size(), expected.size()) << "a site that the oracle does not know";
    test::expectAgrees(*trace, expected);
  }

  void check(const test::TinyImage& options, const std::vector<std::pair<int, int>>& sizes) {
    SCOPED_TRACE(options.family + " " + options.head);
    const test::TemporaryFolder folder;
    const reference::Image oracle = test::writeTinyImage(folder.path(), options);
    const auto model = loadModel(folder.path(), backend());
    EXPECT_TRUE(model->info()->notUsed.empty());
    for (const auto& [height, width] : sizes) {
      SCOPED_TRACE(testing::Message() << height << " x " << width << " pixels");
      expectOracle(*model, oracle, test::randomPixels(height, width, options.seed + 100));
    }
  }
};

TEST_P(Images, areWhatPyTorchComputes) {
  for (const std::string name : recordedFolders) {
    SCOPED_TRACE(name);
    const auto expected = reference::readSafetensors(vectors / name / "expected.safetensors");
    const reference::Image oracle = reference::loadImage(vectors / name);
    const auto model = loadModel(vectors / name, backend());
    for (const std::string& size : sizesIn(expected)) {
      SCOPED_TRACE(size);
      const reference::Array& pixels = expected.at(size + ".pixels");
      const auto trace = test::picturePass(*model, backend(), pictureOf(pixels));
      for (int layer = 0; layer < oracle.layers; ++layer) {
        const std::string block = "blocks." + std::to_string(layer), number = "." + std::to_string(layer);
        test::expectSiteAgrees(*trace, block + ".attn.pattern", expected.at(size + ".attention" + number));
        test::expectSiteAgrees(*trace, block + ".resid_pre", expected.at(size + ".hidden" + number));
        test::expectSiteAgrees(*trace, block + ".resid_post",
                               expected.at(size + ".hidden." + std::to_string(layer + 1)));
      }
      test::expectSiteAgrees(*trace, "embed", expected.at(size + ".hidden.0"));
      test::expectSiteAgrees(*trace, "final", expected.at(size + ".final"));
      if (const auto logits = expected.find(size + ".logits"); logits == expected.end()) {
        EXPECT_STREQ(model->info()->task(), "none");
      } else {
        EXPECT_STREQ(model->info()->task(), "image_classification");
        expectLogits(trace->predictedLogits(), logits->second);
      }
      expectOracle(*model, oracle, pixels);
    }
  }
}

// 1 patch; 65 rows, a second block of one row; more rows than two blocks.
TEST_P(Images, everySiteAgreesAtEverySize) {
  test::TinyImage options;
  options.size = 64;
  check(options, {{64, 64}, {8, 8}, {8, 96}, {128, 72}});
}

TEST_P(Images, everyFamilyAndHead) {
  test::TinyImage options;
  options.family = "deit", options.size = 16, options.patch = 4, options.seed = 2;
  for (const std::string head : {"image", "teacher", ""}) {
    options.head = head;
    check(options, {{16, 16}, {24, 12}});
  }
  options.family = "dinov2", options.seed = 3;
  for (const bool gated : {false, true})
    for (const std::string head : {"image", ""}) {
      options.head = head, options.gated = gated;
      check(options, {{16, 16}, {36, 40}});
    }
  options.family = "dinov2_with_registers", options.head = "image", options.seed = 4;
  check(options, {{16, 16}, {8, 8}, {40, 36}});
}

TEST_P(Images, oddWidthsAndHalfPrecision) {
  test::TinyImage odd;
  odd.heads = 3, odd.width = 21, odd.patch = 5, odd.size = 15, odd.prefix = false, odd.projectionBias = false;
  for (const std::string family : {"vit", "dinov2"})
    for (const std::string type : {"F32", "F16", "BF16"}) {
      SCOPED_TRACE(type);
      odd.family = family, odd.type = type;
      check(odd, {{15, 15}, {25, 10}});
    }
}

// --- what config.json and the file say ----------------------------------------------------------------------------

class ImageFolders : public testing::Test {
 protected:
  std::shared_ptr<const Model> load(const std::string& name) const { return loadModel(vectors / name, *backend_); }
  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

TEST_F(ImageFolders, sayWhatTheyAre) {
  const auto vit = load("vit-tiny")->info();
  EXPECT_EQ(vit->family, "vit");
  EXPECT_STREQ(vit->task(), "image_classification");
  EXPECT_EQ(vit->output()->labels, (std::vector<std::string>{"circle", "square", "star"}));
  EXPECT_EQ(vit->output()->kind, LabelKind::OneOf);
  EXPECT_EQ(vit->text(), nullptr);
  ASSERT_EQ(vit->inputs.size(), 1u);
  EXPECT_EQ(vit->inputs.front().name, "image");
  EXPECT_EQ(vit->inputs.front().rows(), 10);
  EXPECT_TRUE(vit->notUsed.empty());
  StackInfo stack{StackId::Encoder, 2, 4, 4, 5, 20, false};
  stack.name = "encoder";
  EXPECT_EQ(vit->stacks, std::vector<StackInfo>{stack});
  const ImageInputInfo picture{3, 24, 24, 8, 8, {"[CLS]"}, true};
  EXPECT_EQ(*vit->image(), picture);
  EXPECT_EQ(vit->everySite().contains({StackId::Encoder, Site::Logits}), false);

  const ImageInputInfo oblong{3, 16, 18, 4, 6, {"[CLS]"}, false};
  EXPECT_EQ(*load("vit-tiny-oblong")->info()->image(), oblong)
      << "4 x 3 patches: the reference has no way to resize those";
  EXPECT_EQ(load("deit-tiny")->info()->image()->specialTokens, (std::vector<std::string>{"[CLS]", "[DIST]"}));
  EXPECT_EQ(load("dinov2-registers-tiny")->info()->image()->specialTokens,
            (std::vector<std::string>{"[CLS]", "[REG 0]", "[REG 1]", "[REG 2]"}));
  EXPECT_EQ(load("vit-tiny-bare")->info()->notUsed,
            (std::vector<std::string>{"pooler.dense.bias", "pooler.dense.weight"}));
}

TEST_F(ImageFolders, headsByArchitectureElseByWeights) {
  for (const char* name : {"vit-tiny-f16", "deit-tiny-teacher", "dinov2-tiny-f16"}) {
    SCOPED_TRACE(name);
    EXPECT_STREQ(load(name)->info()->task(), "image_classification");  // without architectures
    EXPECT_NE(previewModel(vectors / name).head.find("labels of the picture"), std::string::npos);
  }
  EXPECT_STREQ(load("dinov2-tiny-swiglu")->info()->task(), "none");  // without architectures
  EXPECT_EQ(previewModel(vectors / "dinov2-tiny-swiglu").head, "none: attention only");
  EXPECT_STREQ(load("vit-tiny-masked")->info()->task(), "none");
}

TEST_F(ImageFolders, theParametersAndThePreviewAreThoseOfTheFile) {
  for (const std::string name : recordedFolders) {
    SCOPED_TRACE(name);
    const auto info = load(name)->info();
    std::uint64_t stored = 0;
    for (const auto& [tensor, raw] : test::readRaw(vectors / name / "model.safetensors")) {
      std::uint64_t count = 1;
      for (const int dim : raw.shape) count *= std::uint64_t(dim);
      const bool used = tensor.find("mask_token") == tensor.npos && std::ranges::count(info->notUsed, tensor) == 0;
      stored += used ? count : 0;
    }
    EXPECT_EQ(info->parameters, stored);
    const ModelPreview preview = previewModel(vectors / name);
    EXPECT_TRUE(preview.opens()) << preview.problem;
    EXPECT_EQ(preview.family, info->family);
    EXPECT_EQ(preview.maxTokens, info->inputs.front().rows());
    EXPECT_EQ(preview.layers, info->stacks[0].layers);
    EXPECT_EQ(preview.heads, info->stacks[0].heads);
    EXPECT_EQ(preview.width, info->stacks[0].width);
    EXPECT_EQ(preview.notUsed, info->notUsed);
  }
}

// Parameters have a first axis of 1 in the file: what one looks at is what lies behind it.
TEST_F(ImageFolders, theirWeightsAreBrowsed) {
  const WeightBrowser browser(vectors / "dinov2-registers-tiny");
  const auto sizeOf = [&](const std::string& ending) -> std::pair<std::int64_t, std::int64_t> {
    for (std::size_t i = 0; i < browser.weights().size(); ++i)
      if (browser.weights()[i].name.ends_with(ending)) {
        const WeightPicture picture = browser.read(i, 8);
        return {picture.rows, picture.columns};
      }
    return {};
  };
  EXPECT_EQ(sizeOf("position_embeddings"), (std::pair<std::int64_t, std::int64_t>{17, 20}));
  EXPECT_EQ(sizeOf("register_tokens"), (std::pair<std::int64_t, std::int64_t>{3, 20}));
  EXPECT_EQ(sizeOf("cls_token"), (std::pair<std::int64_t, std::int64_t>{1, 20}));
  EXPECT_EQ(sizeOf("projection.weight"), (std::pair<std::int64_t, std::int64_t>{20, 192}));
  EXPECT_EQ(sizeOf("layernorm.bias"), (std::pair<std::int64_t, std::int64_t>{1, 20}));
}

TEST_F(ImageFolders, whatAModelCannotTakeIsSaid) {
  const auto model = load("vit-tiny"), oblong = load("vit-tiny-oblong");
  const auto text = loadModel(vectors / "bert-tiny-mlm", *backend_);
  const auto refusal = [&](const Model& asked, const Input& input) -> std::string {
    try {
      runModel(asked, *backend_, {1, input});
    } catch (const Error& error) {
      return error.what();
    }
    return "passed";
  };
  const auto picture = [](int height, int width, int numbers) {
    return test::pictureOf(height, width, std::vector<float>(std::size_t(numbers)));
  };
  EXPECT_EQ(refusal(*model, TokenInput{{1, 2}}), "vit-tiny: an image model, given a text; give it a picture");
  EXPECT_EQ(refusal(*text, picture(24, 24, 3 * 576)), "bert-tiny-mlm: a text model, given a picture; give it a text");
  EXPECT_EQ(refusal(*model, picture(24, 7, 3 * 168)),
            "vit-tiny: the picture is 7 x 24 pixels after the model's resize, less than one patch of 8 x 8");
  EXPECT_EQ(refusal(*model, picture(0, 24, 0)),
            "vit-tiny: the picture is 24 x 0 pixels after the model's resize, less than one patch of 8 x 8");
  EXPECT_EQ(refusal(*model, picture(24, 24, 1728 - 1)),
            "vit-tiny: expected 1728 numbers for a picture of 24 x 24 pixels and 3 channels, got 1727");
  EXPECT_EQ(refusal(*model, PictureInput{24, 24, nullptr, nullptr}),
            "vit-tiny: expected 1728 numbers for a picture of 24 x 24 pixels and 3 channels, got 0");
  EXPECT_EQ(refusal(*oblong, picture(20, 18, 3 * 360)),
            "vit-tiny-oblong: the picture is 18 x 20 pixels, the model takes 18 x 16 only");
  std::vector<float> pixels(1728);
  pixels[77] = NAN;
  EXPECT_EQ(refusal(*model, test::pictureOf(24, 24, pixels)),
            "vit-tiny: number 77 of the picture is nan, expected a finite number");
}

INSTANTIATE_TEST_SUITE_P(Backends, Images, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
