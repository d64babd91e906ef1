#include <gtest/gtest.h>

#ifdef HEADLIGHT_WITH_GUI
#include <QImage>
#include <set>
#endif
#include <nlohmann/json.hpp>

#include "model_folder.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

class CliPicturesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    model_.write();
    std::filesystem::create_directories(folder_.path() / "assets" / "samples");
    writeFile(folder_.path() / "assets" / "samples" / "letters.json", R"({"default":"Tom met","others":[]})");
    std::filesystem::create_directories(work_);
  }
  /// No display at all, and assets of this test's own.
  Surroundings noDisplay() const {
    return {.folder = work_,
            .standardInput = {},
            .environment = {{"DISPLAY", ""},
                            {"WAYLAND_DISPLAY", ""},
                            {"QT_QPA_PLATFORM", ""},
                            {"HEADLIGHT_ASSETS", (folder_.path() / "assets").string()}}};
  }

  TemporaryFolder folder_;
  ModelFolder model_{folder_.path() / "assets" / "models" / "letters"};
  const std::filesystem::path work_ = folder_.path() / "work";
};

#ifdef HEADLIGHT_WITH_GUI

/// Runs `render` without a display and gives the picture.
QImage rendered(const CliPicturesTest&, const Surroundings& here, std::vector<std::string> arguments,
                const std::string& out) {
  arguments.insert(arguments.begin(), "render");
  for (const char* more : {"--out", out.c_str(), "--device", "cpu"}) arguments.push_back(more);
  const Finished finished = runHeadlight(arguments, here);
  EXPECT_EQ(finished.exitCode, 0) << finished.err;
  EXPECT_EQ(finished.err, "");
  QImage image;
  EXPECT_TRUE(image.load(QString::fromStdString((here.folder / out).string()), "PNG"));
  return image;
}

std::size_t colours(const QImage& image, const QRect& area) {
  std::set<QRgb> seen;
  for (int y = area.top(); y <= area.bottom(); ++y)
    for (int x = area.left(); x <= area.right(); ++x) seen.insert(image.pixel(x, y));
  return seen.size();
}

TEST_F(CliPicturesTest, HeadsAreDrawnInColoursOfTheMap) {
  const QImage image = rendered(*this, noDisplay(), {model_.path(), "--text", "Tom met Tom"}, "heads.png");
  EXPECT_EQ(image.width(), 1200);
  EXPECT_GT(colours(image, {60, 30, 500, 250}), 30u);  // cells of the first heads
  const nlohmann::json about = nlohmann::json::parse(image.text("headlight").toStdString());
  EXPECT_EQ(about["text"], "Tom met Tom");
  EXPECT_EQ(about["model"]["name"], "letters");
  EXPECT_TRUE(image.text("Software").startsWith("Headlight "));
}

TEST_F(CliPicturesTest, ARangeIsChosenAndSaid) {
  std::vector<QImage> seen;
  for (const auto& [range, words] : {std::pair{"row", "each row its own range"},
                                     {"own", "own range per head"},
                                     {"p99", "99 % of the weights lie below"},
                                     {"shared", "shared range"}}) {
    const std::vector<std::string> with{model_.path(), "--text", "Tom met Tom", "--range", range};
    const QImage image = rendered(*this, noDisplay(), with, "range.png");
    EXPECT_TRUE(image.text("Title").contains(QString::fromUtf8(words))) << image.text("Title").toStdString();
    for (const QImage& other : seen) EXPECT_NE(image, other) << range;
    seen.push_back(image);
  }
}

TEST_F(CliPicturesTest, SizeScaleAndThemeAreAsAsked) {
  const std::vector<std::string> matrix{model_.path(), "--text",  "Tom", "--view",   "matrix", "--head",
                                        "1",           "--width", "700", "--height", "500"};
  const QImage light = rendered(*this, noDisplay(), matrix, "light.png");
  EXPECT_EQ(light.size(), QSize(700, 500));
  std::vector<std::string> scaled = matrix;
  for (const char* more : {"--scale", "2", "--theme", "dark"}) scaled.push_back(more);
  const QImage dark = rendered(*this, noDisplay(), scaled, "dark.png");
  EXPECT_EQ(dark.size(), QSize(1400, 1000));
  EXPECT_GT(qGray(light.pixel(2, 2)), 200);
  EXPECT_LT(qGray(dark.pixel(2, 2)), 80);
}

TEST_F(CliPicturesTest, AnotherHeadIsAnotherPictureAndTheSameOneIsTheSame) {
  const auto head = [&](const char* number) {
    return rendered(*this, noDisplay(), {model_.path(), "--text", "Tom met", "--view", "matrix", "--head", number},
                    "head.png");
  };
  const QImage first = head("0");
  EXPECT_EQ(head("0"), first);
  EXPECT_EQ(rendered(*this, noDisplay(),
                     {model_.path(), "--text", "Tom met", "--view", "matrix", "--attention", "attn"}, "head.png"),
            first)
      << "its only attention";
  EXPECT_NE(head("1"), first);
}

TEST_F(CliPicturesTest, IdsWithoutTokenizerAreDrawnToo) {
  const std::string tiny = (test::vectorsFolder() / "gpt2-tiny-f32").string();
  EXPECT_FALSE(rendered(*this, noDisplay(),
                        {tiny, "--ids", "2,1,0,3", "--view", "matrix", "--layer", "2", "--head", "3"}, "ids.png")
                   .isNull());
}

TEST_F(CliPicturesTest, RefusalsAreOneSentence) {
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"render", model_.path(), "--text", "Tom", "--device", "cpu"});
    const Finished finished = runHeadlight(arguments, noDisplay());
    EXPECT_EQ(finished.exitCode, 1);
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    return finished.err;
  };
  EXPECT_TRUE(contains(refused({"--view", "matrix", "--layer", "1", "--out", "a.png"}), "layers 0 to 0, got 1"));
  EXPECT_TRUE(contains(refused({"--view", "matrix", "--head", "2", "--out", "a.png"}), "heads 0 to 1, got 2"));
  EXPECT_TRUE(contains(refused({"--attention", "cross_attn", "--out", "a.png"}), "letters has attn; got cross_attn"));
  EXPECT_TRUE(contains(refused({"--out", "/nowhere/a.png"}), "/nowhere/a.png: cannot be written"));
  EXPECT_FALSE(std::filesystem::exists(work_ / "a.png"));
}

TEST_F(CliPicturesTest, AWrongPlatformInTheEnvironmentDoesNotEndRender) {
  Surroundings here = noDisplay();
  here.environment["QT_QPA_PLATFORM"] = "no-such-platform";
  EXPECT_FALSE(rendered(*this, here, {model_.path(), "--text", "Tom"}, "heads.png").isNull());
}

TEST_F(CliPicturesTest, WithoutADisplayItPredictsAndDraws) {
  const Finished first = runHeadlight({"--device", "cpu"}, noDisplay());
  ASSERT_EQ(first.exitCode, 0) << first.err;
  EXPECT_TRUE(contains(first.out, "There is no display"));
  EXPECT_TRUE(contains(first.out, "\"Tom met\" ..."));
  EXPECT_TRUE(contains(first.out, " %  "));
  EXPECT_TRUE(contains(first.out, "in headlight.png"));
  EXPECT_FALSE(QImage(QString::fromStdString((work_ / "headlight.png").string())).isNull());

  writeFile(work_ / "headlight.png", "somebody's file");
  const Finished second = runHeadlight({"--device", "cpu"}, noDisplay());
  ASSERT_EQ(second.exitCode, 0) << second.err;
  EXPECT_EQ(readFile(work_ / "headlight.png"), "somebody's file");
  EXPECT_TRUE(contains(second.out, "headlight.png was there already and stays as it is"));
  EXPECT_FALSE(QImage(QString::fromStdString((work_ / "headlight-2.png").string())).isNull());
}

TEST_F(CliPicturesTest, ADisplayThatCannotBeOpenedIsOneSentence) {
  Surroundings here = noDisplay();
  here.environment["DISPLAY"] = ":987";
  here.environment["XDG_RUNTIME_DIR"] = folder_.path().string();
  const Finished finished = runHeadlight({"--fresh"}, here);
  EXPECT_EQ(finished.exitCode, 1);
  EXPECT_TRUE(contains(finished.err, "DISPLAY=:987"));
  EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
}

#else

TEST_F(CliPicturesTest, ABuildWithoutPicturesSaysSo) {
  const Finished finished = runHeadlight({"render", model_.path(), "--text", "Tom", "--out", "a.png"}, noDisplay());
  EXPECT_EQ(finished.exitCode, 1);
  EXPECT_TRUE(contains(finished.err, "this build has no pictures"));
}

#endif

TEST_F(CliPicturesTest, WithoutAModelTheSentenceSaysWhatToDo) {
  Surroundings here = noDisplay();
  here.environment["HEADLIGHT_ASSETS"] = work_.string();
  const Finished finished = runHeadlight({}, here);
  EXPECT_EQ(finished.exitCode, 1);
  EXPECT_TRUE(contains(finished.err, "no bundled model"));
}

}  // namespace
}  // namespace headlight::test
