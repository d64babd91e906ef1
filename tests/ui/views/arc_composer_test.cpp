#include "ui/scene/arc_composer.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <cmath>

#include "support/fake_trace.h"
#include "ui/lens/image_fields.h"

namespace headlight::ui {
namespace {

/// Three tokens a column, 100 px apart, black lines on white.
class ArcComposerTest : public testing::Test {
 protected:
  void show(const test::FakeTrace& fake, double share = 1) {
    fake_ = fake;
    const auto trace = test::makeTrace(*backend_, fake);
    const StackInfo& stack = trace->model().stacks.front();
    ArcSet set{.rows = std::make_shared<const HostRows>(*trace->find({stack.stack, Site::Pattern, 0})),
               .keys = fake.tokens,
               .causal = fake.causal,
               .color = Qt::black};
    std::vector<derived::TopMass> kept;
    for (int query = 0; query < fake.tokens; ++query)
      kept.push_back(derived::topMass(
          set.rows->head(query, 0, static_cast<std::size_t>(fake.causal ? query + 1 : fake.tokens)), share));
    set.kept = std::make_shared<const std::vector<derived::TopMass>>(std::move(kept));
    bundle_.sets = {set};
  }
  ArcSet& set(std::size_t place = 0) { return bundle_.sets[place]; }
  QImage draw(double ratio = 1) {
    const QSize pixels = (bundle_.area.size() * ratio).toSize();
    const QImage made = composer_.compose(bundle_, pixels, Qt::white, colors_, ratio);
    composer_.endFrame();
    return made;
  }
  double weight(int query, int key) const {
    return static_cast<double>(test::fakeWeights(fake_, 0, 0)[static_cast<std::size_t>(query * fake_.tokens + key)]);
  }
  /// Where anything is drawn in a column of pixels.
  static std::vector<int> drawnIn(const QImage& image, int x) {
    std::vector<int> rows;
    for (int y = 0; y < image.height(); ++y)
      if (image.pixel(x, y) != qRgb(255, 255, 255)) rows.push_back(y);
    return rows;
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  test::FakeTrace fake_;
  ArcComposer composer_;
  FieldColors colors_{.hatch = Qt::red, .hatchPaper = Qt::blue};
  ArcBundle bundle_{.area = {0, 0, 200, 300}, .firstQuery = 50, .queryStep = 100, .firstKey = 50, .keyStep = 100};
};

TEST_F(ArcComposerTest, ALineIsAsOpaqueAndAsWideAsItsWeight) {
  show({.layers = 1, .heads = 1, .tokens = 3});
  for (const int row : {0, 1, 2}) {
    set().onlyQuery = set().onlyKey = row;  // to the key beside it: level
    const double w = weight(row, row);
    const QImage image = draw();
    const int y = 50 + 100 * row;
    const double share = std::min(1.0, (1 + 4 * w) / 2);  // of the pixel below its middle
    EXPECT_NEAR(qRed(image.pixel(100, y)), 255 * (1 - share * (0.35 + 0.65 * w)), 2) << row;
    double covered = 0;
    for (int at = y - 10; at <= y + 10; ++at) covered += (255 - qRed(image.pixel(100, at))) / 255.0;
    EXPECT_NEAR(covered, (1 + 4 * w) * (0.35 + 0.65 * w), 0.05) << row;
  }
  set().faint = true;
  EXPECT_NEAR(qRed(draw().pixel(100, 250)), 255 * (1 - 0.75 * (0.05 + 0.16 * weight(2, 2))), 2);
}

TEST_F(ArcComposerTest, ALineJoinsItsQueryAtTheLeftWithItsKeyAtTheRightOrTheOtherWayRound) {
  show({.layers = 1, .heads = 1, .tokens = 3});
  set().onlyQuery = 2;
  set().onlyKey = 0;
  const auto middle = [](const std::vector<int>& rows) {
    return rows.empty() ? -1 : (rows.front() + rows.back()) / 2.0;
  };
  EXPECT_NEAR(middle(drawnIn(draw(), 0)), 250, 2);
  EXPECT_NEAR(middle(drawnIn(draw(), 100)), 150, 3);
  EXPECT_NEAR(middle(drawnIn(draw(), 199)), 50, 2);
  bundle_.queriesLeft = false;
  EXPECT_NEAR(middle(drawnIn(draw(), 0)), 50, 2);
  EXPECT_NEAR(middle(drawnIn(draw(), 199)), 250, 2);
}

TEST_F(ArcComposerTest, NoLineToLaterTokensNorToKeysThatAreNotKept) {
  show({.layers = 1, .heads = 1, .tokens = 3});
  set().onlyQuery = 0;
  EXPECT_EQ(drawnIn(draw(), 199), drawnIn(draw(), 0)) << "the first token sees itself alone";
  show({.layers = 1, .heads = 1, .tokens = 3}, 0.01);
  for (int query = 0; query < 3; ++query) {
    int best = 0;
    for (int key = 0; key <= query; ++key)
      if (weight(query, key) > weight(query, best)) best = key;
    set().onlyQuery = query;
    const std::vector<int> ends = drawnIn(draw(), 199);
    ASSERT_FALSE(ends.empty());
    EXPECT_NEAR((ends.front() + ends.back()) / 2.0, 50 + 100 * best, 2) << query;
    EXPECT_LT(ends.size(), 12U) << "one line";
  }
  show({.layers = 1, .heads = 1, .tokens = 3}, 0);
  QImage paper(200, 300, QImage::Format_RGB32);
  paper.fill(Qt::white);
  EXPECT_EQ(draw(), paper);
}

TEST_F(ArcComposerTest, SetsLieOverEachOtherAndNoneHidesThePaperOfAnother) {
  show({.layers = 1, .heads = 1, .tokens = 3, .causal = false});
  set().onlyQuery = set().onlyKey = 0;
  bundle_.sets.push_back(set());
  set(1).onlyQuery = set(1).onlyKey = 2;
  set(1).color = Qt::red;
  const QImage image = draw();
  EXPECT_LT(qRed(image.pixel(100, 50)), 200);
  EXPECT_EQ(qRed(image.pixel(100, 250)), 255);
  EXPECT_LT(qGreen(image.pixel(100, 250)), 230);
}

TEST_F(ArcComposerTest, DashesAreSevenOnAndSevenOff) {
  show({.layers = 1, .heads = 1, .tokens = 3});
  set().onlyQuery = set().onlyKey = 0;
  set().dashed = true;
  const QImage image = draw();
  for (int x = 0; x < 196; ++x) EXPECT_EQ(image.pixel(x, 50) != qRgb(255, 255, 255), (x + 1) % 14 < 7) << x;
}

TEST_F(ArcComposerTest, WhatIsNotComputedIsHatchedAndABrokenWeightHasTheHatchsColour) {
  bundle_.sets = {ArcSet{}};
  QImage image = draw();
  bool lines = false, paper = false;
  for (int x = 0; x < 100; ++x) {
    lines |= image.pixel(x, 30) == qRgb(255, 0, 0);
    paper |= image.pixel(x, 30) == qRgb(0, 0, 255);
  }
  EXPECT_TRUE(lines && paper);
  show({.layers = 1, .heads = 1, .tokens = 3, .nanLayer = 0, .nanHead = 0, .nanQuery = 1, .nanKey = 1});
  image = draw();
  EXPECT_EQ(image.pixel(100, 150), qRgb(255, 0, 0));
}

TEST_F(ArcComposerTest, CloserThanPixelsLinesAreOneOfTheLargestWeightAndNoneIsLeftOut) {
  // 600 tokens on 60 px: ten rows a pixel. The one row that looks at one key alone must still be seen.
  show({.layers = 1, .heads = 1, .tokens = 600, .causal = false}, 0.2);
  bundle_.area = {0, 0, 80, 60};
  bundle_.firstQuery = bundle_.firstKey = 0.05;
  bundle_.queryStep = bundle_.keyStep = 0.1;
  const QImage merged = draw();
  for (int y = 0; y < 60; ++y) EXPECT_NE(merged.pixel(0, y), qRgb(255, 255, 255)) << "every query keeps a key: " << y;
  std::vector<derived::TopMass> kept(600);
  float largest = 0;
  for (const float one : set().rows->head(301, 0, 600)) largest = std::max(largest, one);
  kept[301] = derived::topMass(set().rows->head(301, 0, 600), 0.001);
  set().kept = std::make_shared<const std::vector<derived::TopMass>>(kept);
  EXPECT_FALSE(drawnIn(draw(), 0).empty());
  const QImage lonely = draw();
  int darkest = 255;
  for (int y = 0; y < 60; ++y) darkest = std::min(darkest, qRed(lonely.pixel(0, y)));
  EXPECT_NEAR(darkest, 255 * (1 - 0.55 * (0.35 + 0.65 * static_cast<double>(largest))), 3) << "one pixel wide";
}

TEST_F(ArcComposerTest, OnlyLinesWithAnEndInSightAreDrawn) {
  show({.layers = 1, .heads = 1, .tokens = 3, .causal = false});
  bundle_.firstQuery = bundle_.firstKey = -100;  // row 0 above, 1 at the upper edge, 2 in the middle
  bundle_.area = {0, 0, 200, 60};
  set().onlyQuery = 0;
  set().onlyKey = 0;
  EXPECT_TRUE(drawnIn(draw(), 100).empty());
  bundle_.firstQuery = -100;
  bundle_.firstKey = 30;
  set().onlyQuery = 0;
  EXPECT_FALSE(drawnIn(draw(), 199).empty()) << "its key is in sight";
  bundle_.firstKey = 130;
  EXPECT_TRUE(drawnIn(draw(), 100).empty()) << "from above to below: neither end is";
}

TEST_F(ArcComposerTest, ADenseBundleIsMadeOnceAndStaysInItsArea) {
  show({.layers = 1, .heads = 1, .tokens = 256}, 0.7);
  bundle_.area = {30, 20, 400, 600};
  bundle_.firstQuery = bundle_.firstKey = 21;
  bundle_.queryStep = bundle_.keyStep = 2.3;
  Scene scene;
  scene.background = Qt::white;
  scene.arcs.push_back(bundle_);
  ImageFields painter;
  QElapsedTimer timer;
  timer.start();
  const QImage image = painter.paint(scene, {460, 640}, 1);
  RecordProperty("microseconds", static_cast<int>(timer.nsecsElapsed() / 1000));
  EXPECT_EQ(painter.paint(scene, {460, 640}, 1), image);
  const QImage& kept = composer_.compose(bundle_, {400, 600}, Qt::white, {}, 1);
  EXPECT_EQ(&composer_.compose(bundle_, {400, 600}, Qt::white, {}, 1), &kept);
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
