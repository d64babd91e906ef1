#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "compare.h"
#include "models/load_model.h"
#include "reference/image.h"
#include "support/backends.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "vision/decode.h"
#include "vision/preprocess.h"

// The bundled image models: both backends against the oracle, and what their cards claim against their weights.
namespace headlight {
namespace {

using nlohmann::json;

class BundledPictures : public test::OnBackends {
 protected:
  std::filesystem::path folderOf(const std::string& name) const { return test::bundledAssets() / "models" / name; }
  static json readJson(const std::filesystem::path& path) {
    std::ifstream stream(path);
    return json::parse(stream);
  }
  /// What the model gets of a sample picture that ships with it.
  static PictureInput sample(const std::filesystem::path& folder, const Model& model, const std::string& name) {
    vision::Preprocessor preprocessor(vision::readPreprocessConfig(folder, *model.info()));
    return preprocessor.input(preprocessor.seen(vision::readPicture(folder / "samples" / name)));
  }
  std::shared_ptr<const Trace> pass(const Model& model, const PictureInput& picture, CapturePlan plan = {}) {
    Request request;
    request.inputs = picture;
    request.plan = std::move(plan);
    return runModel(model, backend(), request);
  }
};

/// What a model says of its samples.
const char* predictionsOf(std::string_view model) { return model == "doodles" ? "heads.json" : "samples.json"; }

/// Standard deviation of the pixels of every patch, over its channels too, 0..255.
std::vector<double> spreads(const PictureInput& picture, int patch) {
  const int columns = picture.width / patch, count = columns * (picture.height / patch);
  std::vector<double> out;
  for (int p = 0; p < count; ++p) {
    double sum = 0, squares = 0;
    for (int y = 0; y < patch; ++y)
      for (int x = 0; x < 3 * patch; ++x) {
        const std::size_t row = std::size_t(p / columns * patch + y) * std::size_t(picture.width);
        const double value = (*picture.seen)[(row + std::size_t(p % columns * patch)) * 3 + std::size_t(x)];
        sum += value;
        squares += value * value;
      }
    const double n = 3.0 * patch * patch;
    out.push_back(std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n))));
  }
  return out;
}

/// recipe/heads.py: what a role means, on one pattern [1 + patches, 1 + patches].
double scoreOf(const std::string& role, const std::vector<float>& pattern, PatchGrid grid,
               const std::vector<double>& spread, double ink) {
  const int tokens = grid.count() + 1;
  const auto weight = [&](int query, int key) {
    return double(pattern.at(std::size_t(query) * std::size_t(tokens) + std::size_t(key)));
  };
  double sum = 0, all = 0;
  if (role == "the drawing" || role == "the paper") {
    for (int p = 0; p < grid.count(); ++p) {
      all += weight(0, 1 + p);
      if (spread[std::size_t(p)] > ink) sum += weight(0, 1 + p);
    }
    return role == "the drawing" ? sum / all : 1 - sum / all;
  }
  const std::map<std::string, std::pair<int, int>> steps = {{"itself", {0, 0}},
                                                            {"the patch left", {0, -1}},
                                                            {"the patch right", {0, 1}},
                                                            {"the patch above", {-1, 0}},
                                                            {"the patch below", {1, 0}}};
  const auto [down, right] = steps.at(role);
  for (int y = 0; y < grid.rows; ++y)
    for (int x = 0; x < grid.columns; ++x) {
      if (y + down < 0 || y + down >= grid.rows || x + right < 0 || x + right >= grid.columns) continue;
      sum += weight(1 + y * grid.columns + x, 1 + (y + down) * grid.columns + x + right);
      all += 1;
    }
  return sum / all;
}

TEST_P(BundledPictures, headsOfDoodlesDoWhatTheCardClaims) {
  const auto folder = folderOf("doodles");
  const auto model = loadModel(folder, backend());
  const json file = readJson(folder / "heads.json");
  ASSERT_FALSE(file.at("claims").empty());
  std::vector<PictureInput> samples;
  for (const json& name : file.at("samples")) samples.push_back(sample(folder, *model, name.get<std::string>()));
  ASSERT_GE(samples.size(), 4U);
  for (const json& claim : file.at("claims")) {
    const int layer = claim.at("layer"), head = claim.at("head");
    const auto role = claim.at("role").get<std::string>();
    SCOPED_TRACE(testing::Message() << "L" << layer << "H" << head << " " << role);
    double score = 0;
    for (const PictureInput& picture : samples) {
      const auto trace = pass(*model, picture, CapturePlan({{StackId::Encoder, Site::Pattern, layer}}));
      score += scoreOf(role, patternOfHead(*trace, StackId::Encoder, layer, head), trace->grid(), spreads(picture, 8),
                       file.at("ink").get<double>()) /
               double(samples.size());
    }
    EXPECT_GE(score, claim.at("threshold").get<double>());
    EXPECT_NEAR(score, claim.at("score").get<double>(), 1e-3);  // the file rounds to 4 digits; float32 adds 1e-6
    EXPECT_GT(score, 0.25 + claim.at("by_chance").get<double>()) << "a claim that nobody can see";
  }
}

TEST_P(BundledPictures, samplesAreNamedAsTheFilesSay) {
  for (const char* name : {"doodles", "photos-10"}) {
    const auto folder = folderOf(name);
    if (!std::filesystem::exists(folder / "model.safetensors")) FAIL() << "a bundled model is not there: " << folder;
    const auto model = loadModel(folder, backend());
    int right = 0;
    const json predictions = readJson(folder / predictionsOf(name)).at("predictions");
    for (const json& prediction : predictions) {
      const auto file = prediction.at("sample").get<std::string>();
      SCOPED_TRACE(testing::Message() << name << " " << file);
      const auto trace = pass(*model, sample(folder, *model, file));
      const auto logits = trace->predictedLogits();
      const auto top = std::ranges::max_element(logits);
      double total = 0;
      for (const float logit : logits) total += std::exp(double(logit) - double(*top));
      const std::string& label = model->info()->output()->labels.at(std::size_t(top - logits.begin()));
      EXPECT_EQ(label, prediction.at("class").get<std::string>());
      // JPEG samples are decoded by stb here and by Pillow in the recipe: up to 8/255 in a pixel.
      EXPECT_NEAR(1 / total, prediction.at("probability").get<double>(), file.ends_with(".png") ? 1e-3 : 0.05);
      right += file.starts_with(label);
    }
    EXPECT_GE(right, int(predictions.size()) - 1) << "samples that the model does not know are no samples";
  }
}

TEST_P(BundledPictures, everySiteAgreesWithTheOracle) {
  for (const char* name : {"doodles", "photos-10"}) {
    SCOPED_TRACE(name);
    const auto folder = folderOf(name);
    const auto model = loadModel(folder, backend());
    const std::string first = readJson(folder / predictionsOf(name)).at("predictions").at(0).at("sample");
    const PictureInput picture = sample(folder, *model, first);
    const reference::Array pixels{{3, picture.height, picture.width}, {picture.pixels->begin(), picture.pixels->end()}};
    reference::Sites expected = reference::forward(reference::loadImage(folder), pixels);
    std::erase_if(expected, [](const auto& site) { return site.first.starts_with("logits"); });
    test::expectAgrees(*test::picturePass(*model, backend(), picture), expected);
  }
}

TEST_P(BundledPictures, areSmallEnoughToShip) {
  for (const char* name : {"doodles", "photos-10"}) {
    SCOPED_TRACE(name);
    const auto folder = folderOf(name);
    EXPECT_LE(std::filesystem::file_size(folder / "model.safetensors"), 10'000'000U);
    const auto model = loadModel(folder, backend());
    EXPECT_EQ(model->info()->storedDType, "f16");
    EXPECT_GE(model->info()->parameters, 1'000'000U);
    EXPECT_LE(model->info()->parameters, 5'000'000U);
    EXPECT_TRUE(model->info()->notUsed.empty());
    EXPECT_TRUE(std::filesystem::exists(folder / "MODEL_CARD.md"));
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, BundledPictures, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
