#include "ui/scene/arc_composer.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <cmath>

#include "support/fake_trace.h"
#include "ui/lens/image_fields.h"

namespace headlight::ui {
namespace {

/// Three tokens, queries on a line at the top, keys on one at the bottom, black arcs on white.
class ArcComposerTest : public testing::Test {
 protected:
  void show(const test::FakeTrace& fake) {
    fake_ = fake;
    bundle_.trace = test::makeTrace(*backend_, fake);
  }
  QImage draw(double ratio = 1) {
    const QSize pixels = (bundle_.area.size() * ratio).toSize();
    const QImage made =
        composer_.compose(bundle_, pixels, Qt::white, {.hatch = Qt::red, .hatchPaper = Qt::blue}, ratio);
    composer_.endFrame();
    return made;
  }
  float weight(int query, int key) const {
    return test::fakeWeights(fake_, 0, 0)[static_cast<std::size_t>(query * fake_.tokens + key)];
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  test::FakeTrace fake_;
  ArcComposer composer_;
  ArcBundle bundle_{.area = {0, 0, 100, 60},
                    .site = {StackId::Decoder, Site::Pattern, 0},
                    .firstQuery = {10.5, 0},
                    .queryStep = {30, 0},
                    .firstKey = {10.5, 60},
                    .keyStep = {30, 0},
                    .color = Qt::black};
};

TEST_F(ArcComposerTest, AStraightArcIsAsOpaqueAsItsWeight) {
  show({.layers = 1, .heads = 1, .tokens = 3});
  for (const int row : {0, 1, 2}) {
    bundle_.onlyQuery = row;
    const QImage image = draw();
    // To the key below itself: straight down, along the middle of a pixel column.
    const int x = 10 + 30 * row;
    EXPECT_NEAR(qRed(image.pixel(x, 5)), 255 * (1 - static_cast<double>(weight(row, row))), 2) << row;
    EXPECT_EQ(image.pixel(x + 15, 5), qRgb(255, 255, 255)) << row;
  }
}

TEST_F(ArcComposerTest, NoArcsToLaterTokensNorBelowTheLeastWeight) {
  show({.layers = 1, .heads = 1, .tokens = 3});
  bundle_.onlyQuery = 0;
  const QImage first = draw();
  for (int x = 20; x < 100; ++x) EXPECT_EQ(first.pixel(x, 50), qRgb(255, 255, 255)) << x;
  bundle_.onlyQuery = -1;
  bundle_.least = 2;
  QImage paper(100, 60, QImage::Format_RGB32);
  paper.fill(Qt::white);
  EXPECT_EQ(draw(), paper);
}

TEST_F(ArcComposerTest, TheSameWhereverTheRowsLie) {
  show({.layers = 1, .heads = 2, .tokens = 130});  // three blocks
  bundle_.queryStep = bundle_.keyStep = {0.6, 0};
  bundle_.bend = 0.4;
  const QImage fromTrace = draw(1.5);
  const auto rows = std::make_shared<Rows>(*bundle_.trace->find(bundle_.site));
  bundle_.trace = nullptr;
  bundle_.values = rows;
  EXPECT_EQ(draw(1.5), fromTrace);
}

TEST_F(ArcComposerTest, WhatIsNotComputedIsHatchedAndABrokenWeightHasTheHatchsColour) {
  EXPECT_EQ(rowsOf(bundle_), nullptr);
  QImage image = draw();
  bool lines = false, paper = false;
  for (int x = 0; x < 100; ++x) {
    lines |= image.pixel(x, 30) == qRgb(255, 0, 0);
    paper |= image.pixel(x, 30) == qRgb(0, 0, 255);
  }
  EXPECT_TRUE(lines && paper);
  show({.layers = 1, .heads = 1, .tokens = 3, .nanLayer = 0, .nanHead = 0, .nanQuery = 1, .nanKey = 1});
  image = draw();
  EXPECT_EQ(image.pixel(40, 5), qRgb(255, 0, 0));
}

TEST_F(ArcComposerTest, ADenseBundleIsMadeOnceAndStaysInItsArea) {
  show({.layers = 1, .heads = 1, .tokens = 256});
  bundle_.area = {30, 20, 800, 400};
  bundle_.firstQuery = bundle_.firstKey = {31, 419};
  bundle_.queryStep = bundle_.keyStep = {3.1, 0};
  bundle_.bend = -0.5;
  Scene scene;
  scene.background = Qt::white;
  scene.arcs.push_back(bundle_);
  ImageFields painter;
  QElapsedTimer timer;
  timer.start();
  const QImage image = painter.paint(scene, {860, 440}, 1);
  RecordProperty("microseconds", static_cast<int>(timer.nsecsElapsed() / 1000));
  EXPECT_EQ(painter.paint(scene, {860, 440}, 1), image);
  const QImage& kept = composer_.compose(bundle_, {800, 400}, Qt::white, {}, 1);
  EXPECT_EQ(&composer_.compose(bundle_, {800, 400}, Qt::white, {}, 1), &kept);
  int drawn = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      if (image.pixel(x, y) == qRgb(255, 255, 255)) continue;
      ++drawn;
      ASSERT_TRUE(bundle_.area.contains(QPointF(x + 0.5, y + 0.5))) << x << ", " << y;
    }
  EXPECT_GT(drawn, 10000);
}

}  // namespace
}  // namespace headlight::ui
