#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../io/files.h"
#include "compare.h"
#include "models/load_model.h"
#include "models/model_preview.h"
#include "reference/partials.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "vision/decode.h"
#include "vision/preprocess.h"

// Pictures whose sides patches do not divide, and grey ones, from the file to the logits, against transformers
// (tests/vectors/record_shapes.py).
namespace headlight {
namespace {

const std::filesystem::path shapes = test::vectorsFolder() / "shapes";

struct Shape {
  const char* name;
  vision::Preprocessor::Dropped dropped;
  PatchGrid grid;
};
const Shape all[] = {{"vit-grey", {0, 0}, {3, 3}},         {"vit-remainder", {6, 6}, {3, 3}},
                     {"vit-own-shape", {4, 3}, {5, 4}},    {"deit-remainder", {2, 2}, {3, 3}},
                     {"dinov2-own-shape", {5, 4}, {5, 4}}, {"dinov2-registers-own-shape", {4, 3}, {5, 4}}};

class Shapes : public test::OnBackends {
 protected:
  void expectRecorded(const Model& model, const PictureInput& picture, const std::string& name) {
    const auto expected = reference::readSafetensors(shapes / name / "expected.safetensors");
    const auto trace = test::picturePass(model, backend(), picture);
    for (int layer = 0; layer < 2; ++layer)
      test::expectSiteAgrees(*trace, "blocks." + std::to_string(layer) + ".attn.pattern",
                             expected.at("attention." + std::to_string(layer)));
    test::expectSiteAgrees(*trace, "final", expected.at("final"));
    const reference::Array& logits = expected.at("logits");
    ASSERT_EQ(trace->predictedLogits().size(), logits.values.size());
    double largest = 0;
    for (const double value : logits.values) largest = std::max(largest, std::abs(value));
    for (std::size_t i = 0; i < logits.values.size(); ++i)
      EXPECT_NEAR(trace->predictedLogits()[i], logits.values[i], 1e-4 * largest) << "logit " << i;
  }
};

TEST_P(Shapes, areWhatTransformersMakesOfTheFile) {
  const vision::Picture file = vision::readPicture(shapes / "picture.png");
  for (const Shape& shape : all) {
    SCOPED_TRACE(shape.name);
    const auto model = loadModel(shapes / shape.name, backend());
    vision::Preprocessor preprocessor(vision::readPreprocessConfig(shapes / shape.name, *model->info()));
    EXPECT_EQ(preprocessor.dropped(file.width, file.height), shape.dropped);
    const PictureInput picture = preprocessor.input(preprocessor.seen(file));
    EXPECT_EQ(model->info()->image()->gridOf(picture.height, picture.width), shape.grid);
    expectRecorded(*model, picture, shape.name);
    // The processor's own pixels, what fills no patch among them, and bit for bit those that are looked at.
    const reference::Array pixels =
        reference::readSafetensors(shapes / shape.name / "expected.safetensors").at("pixels");
    const int channels = pixels.shape.at(0), height = pixels.shape.at(1), width = pixels.shape.at(2);
    expectRecorded(*model, test::pictureOf(height, width, pixels.values), shape.name);
    ASSERT_EQ(channels, model->info()->image()->channels);
    ASSERT_EQ(picture.width, width - shape.dropped.right);
    ASSERT_EQ(picture.height, height - shape.dropped.below);
    for (int c = 0; c < channels; ++c)
      for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
          ASSERT_EQ((*picture.pixels)[static_cast<std::size_t>((c * picture.height + y) * picture.width + x)],
                    static_cast<float>(pixels.values[static_cast<std::size_t>((c * height + y) * width + x)]))
              << c << " " << y << " " << x;
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Shapes, testing::ValuesIn(test::availableBackends()), test::backendName);

TEST(ShapesTest, AStrokeOnAGreyPictureIsTheWholePictureAnew) {
  const auto backend = makeBackend("cpu", 1);
  const auto model = loadModel(shapes / "vit-grey", *backend);
  const vision::PreprocessConfig config = vision::readPreprocessConfig(shapes / "vit-grey", *model->info());
  vision::Picture picture = vision::readPicture(shapes / "picture.png");
  vision::Preprocessor kept(config), fresh(config);
  kept.seen(picture);
  for (int x = 3; x < 9; ++x) picture.rgb[static_cast<std::size_t>(3 * (7 * picture.width + x) + 1)] = 255;
  EXPECT_EQ(kept.seen(picture, vision::Area{3, 7, 6, 1}), fresh.seen(picture));
}

TEST(ShapesTest, LessThanAPatchIsRefused) {
  const auto backend = makeBackend("cpu", 1);
  const auto model = loadModel(shapes / "dinov2-own-shape", *backend);
  vision::Preprocessor preprocessor(vision::readPreprocessConfig(shapes / "dinov2-own-shape", *model->info()));
  vision::PreprocessConfig config = preprocessor.config();
  config.shortestEdge = 6;
  const std::string sentence =
      test::sentenceOf([&] { vision::Preprocessor(config).seen(vision::readPicture(shapes / "picture.png")); });
  EXPECT_TRUE(test::contains(sentence,
                             "a picture of 40 x 48 pixels becomes 6 x 7 by the model's resize and crop, less "
                             "than one patch of 7 x 7"));
}

}  // namespace
}  // namespace headlight
