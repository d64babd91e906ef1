// `render` for image models: the Image view as pixels and as vectors.
#include <gtest/gtest.h>

#ifdef HEADLIGHT_WITH_GUI
#include <QImage>

#include "model_folder.h"
#include "process.h"
#include "support/shared_data.h"

namespace headlight::test {
namespace {

class CliImageViewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    QImage drawn(30, 20, QImage::Format_RGB32);
    drawn.fill(Qt::white);
    for (int y = 4; y < 12; ++y)
      for (int x = 5; x < 20; ++x) drawn.setPixel(x, y, qRgb(200, 20 * (x % 7), 40));
    ASSERT_TRUE(drawn.save(QString::fromStdString((folder_.path() / "drawn.png").string())));
  }
  Finished render(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"render", model_, "--image", "drawn.png", "--device", "cpu"});
    return runHeadlight(arguments,
                        {.folder = folder_.path(),
                         .standardInput = {},
                         .environment = {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}, {"QT_QPA_PLATFORM", ""}}});
  }
  QImage picture(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--out", "out.png"});
    const Finished finished = render(arguments);
    EXPECT_EQ(finished.exitCode, 0) << finished.err;
    return QImage(QString::fromStdString((folder_.path() / "out.png").string()), "PNG");
  }

  TemporaryFolder folder_;
  std::string model_ = (test::vectorsFolder() / "vit-tiny").string();
};

TEST_F(CliImageViewTest, QueryDirectionHeadAndThemeEachMakeAnotherPicture) {
  const std::vector<std::string> plain{"--view", "image", "--layer", "1", "--head", "2"};
  const QImage first = picture(plain);
  EXPECT_EQ(first.size(), QSize(1200, 760));
  EXPECT_EQ(picture(plain), first);
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{
           {"--query", "1,2"}, {"--who-looks"}, {"--theme", "dark"}, {"--range", "shared"}, {"--width", "800"}}) {
    std::vector<std::string> with = plain;
    with.insert(with.end(), more.begin(), more.end());
    EXPECT_NE(picture(with), first) << more.front();
  }
  std::vector<std::string> cls = plain;
  cls.insert(cls.end(), {"--query", "cls"});
  EXPECT_EQ(picture(cls), first) << "[CLS] is what asks unless somebody else is named";
  const QImage mean = picture({"--view", "image", "--layer", "1", "--head", "mean"});
  EXPECT_NE(mean, first);
  EXPECT_NE(picture({"--view", "image", "--layer", "1", "--head", "max"}), mean);
}

TEST_F(CliImageViewTest, VectorsStayVectors) {
  ASSERT_EQ(render({"--view", "image", "--query", "1,2", "--out", "out.svg"}).exitCode, 0);
  const std::string svg = readFile(folder_.path() / "out.svg");
  EXPECT_TRUE(contains(svg, "<svg"));
  EXPECT_TRUE(contains(svg, "<image"));
  EXPECT_TRUE(contains(svg, "<text"));
  EXPECT_TRUE(contains(svg, "where it looks: row 1, col 2"));
  ASSERT_EQ(render({"--view", "image", "--out", "out.PDF"}).exitCode, 0);
  EXPECT_TRUE(readFile(folder_.path() / "out.PDF").starts_with("%PDF"));
}

TEST_F(CliImageViewTest, HeadsAndMatrixAreOfPatchesToo) {
  const QImage patterns = picture({"--view", "heads"});
  EXPECT_FALSE(patterns.isNull());
  EXPECT_NE(picture({"--view", "heads", "--query", "0,0"}), patterns) << "with a query: on the picture";
  EXPECT_FALSE(picture({"--view", "matrix", "--layer", "1"}).isNull());
}

TEST_F(CliImageViewTest, RefusalsAreOneSentence) {
  const auto refused = [&](std::vector<std::string> arguments, int exitCode = 1) {
    arguments.insert(arguments.end(), {"--out", "never.png"});
    const Finished finished = render(arguments);
    EXPECT_EQ(finished.exitCode, exitCode);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "never.png"));
    return finished.err;
  };
  EXPECT_TRUE(contains(refused({"--view", "image", "--query", "3,0"}), "patches 0,0 to 2,2, got 3,0"));
  EXPECT_TRUE(contains(refused({"--view", "image", "--query", "dist"}), "[CLS]"));
  EXPECT_TRUE(contains(refused({"--view", "matrix", "--head", "mean"}), "only of --view image"));
  EXPECT_TRUE(contains(refused({"--view", "image", "--head", "some"}, 2), "a number from 0 on, mean or max"));
  EXPECT_TRUE(contains(refused({"--view", "image", "--layer", "2"}), "layers 0 to 1, got 2"));
}

}  // namespace
}  // namespace headlight::test
#endif
