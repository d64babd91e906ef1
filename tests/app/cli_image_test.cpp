#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model_folder.h"
#include "models/load_model.h"
#include "npz_reader.h"
#include "process.h"
#include "support/shared_data.h"
#include "vision/decode.h"
#include "vision/preprocess.h"

namespace headlight::test {
namespace {

const std::filesystem::path vectors = test::vectorsFolder();
const std::string vit = (vectors / "vit-tiny").string(), deit = (vectors / "deit-tiny").string();
const std::string photo = (vectors / "pictures" / "turned_6.jpg").string();  // 6 x 11 once it stands upright

/// What the command line should have made of a picture: through the engine.
std::shared_ptr<const Trace> throughTheEngine(const std::string& folder) {
  const auto backend = makeBackend("cpu", 1);
  const auto model = loadModel(folder, *backend);
  vision::Preprocessor preprocessor(vision::readPreprocessConfig(folder, *model->info()));
  Request request{1, preprocessor.input(preprocessor.seen(vision::readPicture(photo))), model->info()->everySite()};
  return runModel(*model, *backend, request);
}

TEST(CliImageTest, PredictPrintsTheClassesAsJson) {
  const Finished finished = runHeadlight({"predict", vit, "--image", photo, "--json", "--device", "cpu"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  const nlohmann::json all = nlohmann::json::parse(finished.out);
  EXPECT_EQ(all["output"], "image_classification");
  EXPECT_EQ(all["picture"]["file"], photo);
  EXPECT_EQ(all["picture"]["width"], 6);
  EXPECT_EQ(all["picture"]["height"], 11);
  EXPECT_EQ(all["picture"]["seen_width"], 24);
  EXPECT_EQ(all["picture"]["patches"]["rows"], 3);
  EXPECT_EQ(all["picture"]["special_tokens"], nlohmann::json{"[CLS]"});
  EXPECT_FALSE(all.contains("tokens"));
  ASSERT_EQ(all["labels"].size(), 3u);
  const auto trace = throughTheEngine(vit);
  double sum = 0, before = 1;
  for (const auto& label : all["labels"]) {
    sum += label["probability"].get<double>();
    EXPECT_LE(label["probability"].get<double>(), before);
    before = label["probability"];
    const auto id = label["id"].get<std::size_t>();
    EXPECT_EQ(label["label"], trace->model().output()->labels[id]);
    EXPECT_EQ(label["logit"].get<float>(), trace->predictedLogits()[id]);
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  const Finished top = runHeadlight({"predict", vit, "--image", photo, "--json", "--top", "1", "--device", "cpu"});
  EXPECT_EQ(nlohmann::json::parse(top.out)["labels"], nlohmann::json::array({all["labels"][0]}));
}

TEST(CliImageTest, PredictPrintsBarsAsText) {
  const Finished finished = runHeadlight({"predict", vit, "--image", photo, "--device", "cpu"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_TRUE(contains(finished.out, "vit-tiny on "));
  EXPECT_TRUE(contains(finished.out, "24 x 24 pixels in 3 x 3 patches"));
  EXPECT_EQ(std::count(finished.out.begin(), finished.out.end(), '\n'), 4);
  for (const char* part : {"circle", "square", "star", " %  ", "\u2588"}) EXPECT_TRUE(contains(finished.out, part));
}

TEST(CliImageTest, TraceWritesSitesPixelsAndWhatTheRowsAre) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "trace.npz").string();
  const Finished finished = runHeadlight({"trace", deit, "--image", photo, "--out", out, "--device", "cpu"});
  ASSERT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_TRUE(contains(finished.out, "sites of 11 tokens"));
  const auto arrays = readNpz(readFile(out));
  const auto trace = throughTheEngine(deit);
  EXPECT_EQ(arrays.at("pixel_values").shape, "3, 24, 24");
  EXPECT_EQ(arrays.at("pixel_values").floats(), *trace->picture()->pixels);
  EXPECT_FALSE(arrays.contains("input_ids"));
  EXPECT_EQ(arrays.at("logits").floats(),
            std::vector<float>(trace->predictedLogits().begin(), trace->predictedLogits().end()));
  EXPECT_EQ(arrays.at("logits_by_layer").shape, "2, 3");
  std::vector<int> shape;
  for (int layer = 0; layer < 2; ++layer)
    for (const Site site : {Site::Pattern, Site::ResidPost}) {
      const SiteId id{StackId::Encoder, site, layer};
      EXPECT_EQ(arrays.at(toString(id)).floats(), siteToHost(*trace, id, shape));
    }
  const nlohmann::json about = nlohmann::json::parse(arrays.at("headlight.json").data);
  EXPECT_EQ(about["picture"]["special_tokens"], (nlohmann::json{"[CLS]", "[DIST]"}));
  EXPECT_EQ(about["picture"]["patches"], (nlohmann::json{{"rows", 3}, {"columns", 3}, {"height", 8}, {"width", 8}}));
  EXPECT_EQ(about["picture"]["file"], photo);
  EXPECT_FALSE(about.contains("text"));
  EXPECT_EQ(about["arrays"]["pixel_values"], "channels, height, width");
  EXPECT_EQ(about["arrays"]["logits"], "labels");
  EXPECT_EQ(about["arrays"]["logits_by_layer"], "layers, labels");
  for (const auto& [name, axes] : about["arrays"].items()) EXPECT_TRUE(arrays.contains(name)) << name;
  EXPECT_EQ(arrays.size(), about["arrays"].size() + 1);  // and headlight.json
}

TEST(CliImageTest, PixelsThatFillNoPatchAreTold) {
  const std::filesystem::path shapes = vectors / "shapes";
  const auto predict = [&](const char* model, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"predict", (shapes / model).string(), "--image", (shapes / "picture.png").string(),
                               "--device", "cpu"});
    const Finished finished = runHeadlight(more);
    EXPECT_EQ(finished.exitCode, 0) << finished.err;
    return finished.out;
  };
  EXPECT_TRUE(contains(predict("dinov2-own-shape"),
                       "28 x 35 pixels in 5 x 4 patches; not looked at, since they fill no patch: 5 columns at the "
                       "right, 4 rows at the bottom\n"));
  EXPECT_EQ(nlohmann::json::parse(predict("vit-remainder", {"--json"}))["picture"]["dropped"],
            (nlohmann::json{{"right", 6}, {"below", 6}}));
  EXPECT_FALSE(nlohmann::json::parse(predict("vit-grey", {"--json"}))["picture"].contains("dropped"));
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "trace.npz").string();
  const Finished trace = runHeadlight({"trace", (shapes / "vit-grey").string(), "--image",
                                       (shapes / "picture.png").string(), "--out", out, "--device", "cpu"});
  EXPECT_EQ(trace.exitCode, 0) << trace.err;
  EXPECT_EQ(readNpz(readFile(out)).at("pixel_values").shape, "1, 24, 24");
}

TEST(CliImageTest, WhatDoesNotFitTogetherIsRefused) {
  const TemporaryFolder folder;
  ModelFolder letters(folder.path() / "letters");
  letters.write();
  writeFile(folder.path() / "nothing.png", "");
  writeFile(folder.path() / "letter.jpg", "Dear reader");
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& part) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--device", "cpu"});
    const Finished finished = runHeadlight(all);
    SCOPED_TRACE(finished.err);
    EXPECT_EQ(finished.exitCode, 1);
    EXPECT_EQ(finished.out, "");
    EXPECT_TRUE(contains(finished.err, part));
    // What is not used is told before.
    const bool told = contains(finished.err, "not used:");
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), told ? 2 : 1);
  };
  refused({"predict", letters.path(), "--image", photo}, "letters reads texts; give it --text");
  refused({"trace", letters.path(), "--image", photo, "--out", (folder.path() / "t.npz").string()}, "reads texts");
  refused({"predict", vit, "--text", "a star"}, "vit-tiny: looks at pictures; give it --image FILE");
  refused({"predict", vit, "--ids", "1,2"}, "looks at pictures");
  refused({"predict", vit, "--image", "/nowhere/star.png"}, "/nowhere/star.png");
  refused({"predict", vit, "--image", (folder.path() / "nothing.png").string()}, "nothing.png: is empty");
  refused({"predict", vit, "--image", (folder.path() / "letter.jpg").string()}, "letter.jpg: is a text");
  refused({"predict", vit, "--image", folder.path().string()}, folder.path().string());
  refused({"predict", vit, "--image", photo, "--row", "1"}, "labels the picture");
  refused({"predict", (vectors / "vit-tiny-bare").string(), "--image", photo}, "no head");
  EXPECT_EQ(runHeadlight({"predict", vit, "--image", photo, "--text", "a"}).exitCode, 2);
}

}  // namespace
}  // namespace headlight::test
