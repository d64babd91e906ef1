#include "ui/lens/image_fields.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/fake_trace.h"
#include "ui/lens/field_geometry.h"
#include "ui/scene/colormap.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

class ImageFieldsTest : public testing::Test {
 protected:
  void make(const test::FakeTrace& fake) {
    fake_ = fake;
    trace_ = test::makeTrace(*backend_, fake);
    scene_.background = QColor(1, 2, 3);
    scene_.fieldColors = {QColor(232, 235, 239), QColor(10, 20, 30), QColor(250, 250, 250), Ground::Light};
  }
  Field field(QRectF area) const {
    const double n = fake_.tokens;
    return {.area = area,
            .trace = trace_,
            .site = {fake_.causal ? StackId::Decoder : StackId::Encoder, Site::Pattern, 2},
            .head = 3,
            .rowCount = n,
            .columnCount = n,
            .causal = fake_.causal};
  }
  QRgb colour(float value) const {
    return colormapTable(Colormap::Viridis,
                         Ground::Light)[static_cast<std::size_t>(colormapIndex(value, 0, 1, Scale::Linear, 1))];
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
  test::FakeTrace fake_;
  std::shared_ptr<const Trace> trace_;
  Scene scene_;
  ImageFields painter_;
};

// Also where cells and pixels do not divide: no cell is skipped, none lies under two pixels. One that did would show
// the first key of a block to the last query of the block before: a dark diagonal that is in no head.
TEST(AxisCellsTest, EachCellIsUnderOnePixel) {
  for (const int pixels : {1, 7, 98, 100, 333})
    for (const int tokens : {400, 900, 1023, 1024}) {
      const auto cells = axisCells(pixels, 0, tokens, tokens);
      EXPECT_EQ(cells.front().begin, 0);
      EXPECT_EQ(cells.back().end, tokens);
      for (std::size_t i = 1; i < cells.size(); ++i)
        EXPECT_EQ(cells[i].begin, cells[i - 1].end) << pixels << ' ' << tokens;
    }
}

TEST_F(ImageFieldsTest, AReducedCausalFieldIsMaskedRightOfItsDiagonal) {
  make({.tokens = 130});
  for (const int side : {29, 41, 64, 99}) {
    scene_.fields = {field({0, 0, 1.0 * side, 1.0 * side})};
    const QImage image = painter_.paint(scene_, {side, side}, 1);
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        EXPECT_EQ(image.pixel(x, y) == scene_.fieldColors.masked.rgb(), x > y) << side << ": " << x << ", " << y;
  }
}

TEST_F(ImageFieldsTest, EveryPixelHasTheColourOfItsCell) {
  for (const int tokens : {1, 19, 63, 64, 65, 130}) {
    make({.tokens = tokens});
    const auto weights = test::fakeWeights(fake_, 2, 3);
    const int cell = 3;
    scene_.fields = {field({5, 7, 1.0 * cell * tokens, 1.0 * cell * tokens})};
    const QImage image = painter_.paint(scene_, {cell * tokens + 12, cell * tokens + 12}, 1);
    EXPECT_EQ(image.pixel(0, 0), scene_.background.rgb());
    for (int y = 0; y < cell * tokens; ++y)
      for (int x = 0; x < cell * tokens; ++x) {
        const int q = y / cell, k = x / cell;
        const QRgb expected =
            k > q ? scene_.fieldColors.masked.rgb() : colour(weights[static_cast<std::size_t>(q * tokens + k)]);
        ASSERT_EQ(image.pixel(x + 5, y + 7), expected) << tokens << " tokens, row " << q << ", column " << k;
      }
  }
}

TEST_F(ImageFieldsTest, BelowOnePixelPerCellTheLargestWeightShows) {
  make({.tokens = 256});
  const auto weights = test::fakeWeights(fake_, 2, 3);
  scene_.fields = {field({0, 0, 64, 64})};
  const QImage image = painter_.paint(scene_, {64, 64}, 1);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      float best = -1;
      for (int q = 4 * y; q < 4 * y + 4; ++q)
        for (int k = 4 * x; k < 4 * x + 4 && k <= q; ++k)
          best = std::max(best, weights[static_cast<std::size_t>(q * 256 + k)]);
      ASSERT_EQ(image.pixel(x, y), best < 0 ? scene_.fieldColors.masked.rgb() : colour(best)) << x << ", " << y;
    }
}

TEST_F(ImageFieldsTest, RowsAreScaledBeforeTheLargestOfAPixelIsTaken) {
  for (const int cellsPerPixel : {1, 4}) {
    const int tokens = 64 * cellsPerPixel;
    make({.tokens = tokens});
    const auto weights = test::fakeWeights(fake_, 2, 3);
    auto scales = std::make_shared<std::vector<float>>();
    for (int row = 0; row < tokens; ++row) scales->push_back(row % 3 == 0 ? 8.0F : 0.5F);
    scene_.fields = {field({0, 0, 64, 64})};
    const QImage plain = painter_.paint(scene_, {64, 64}, 1);
    scene_.fields.front().rowScale = scales;
    const QImage image = painter_.paint(scene_, {64, 64}, 1);
    EXPECT_NE(image, plain) << "what was sampled without scales does not serve with them";
    for (int y = 0; y < 64; ++y)
      for (int x = 0; x < 64; ++x) {
        float best = -1;
        for (int q = cellsPerPixel * y; q < cellsPerPixel * (y + 1); ++q)
          for (int k = cellsPerPixel * x; k < cellsPerPixel * (x + 1) && k <= q; ++k)
            best = std::max(best,
                            weights[static_cast<std::size_t>(q * tokens + k)] * (*scales)[static_cast<std::size_t>(q)]);
        ASSERT_EQ(image.pixel(x, y), best < 0 ? scene_.fieldColors.masked.rgb() : colour(best)) << x << ", " << y;
      }
  }
}

TEST_F(ImageFieldsTest, NoBrightCellIsLostAtAnySize) {
  make({.tokens = 200});
  const auto weights = test::fakeWeights(fake_, 2, 3);
  const float largest = *std::max_element(weights.begin(), weights.end());
  for (const int side : {7, 33, 85, 101, 199}) {
    scene_.fields = {field({0, 0, 1.0 * side, 1.0 * side})};
    const QImage image = painter_.paint(scene_, {side, side}, 1);
    bool found = false;
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) found |= image.pixel(x, y) == colour(largest);
    EXPECT_TRUE(found) << side;
  }
}

TEST_F(ImageFieldsTest, ANaNIsHatchedNotColoured) {
  make({.tokens = 16, .nanLayer = 2, .nanHead = 3, .nanQuery = 9, .nanKey = 4});
  scene_.fields = {field({0, 0, 256, 256})};
  const QImage image = painter_.paint(scene_, {256, 256}, 1);
  for (int y = 9 * 16; y < 10 * 16; ++y)
    for (int x = 4 * 16; x < 5 * 16; ++x)
      ASSERT_EQ(image.pixel(x, y),
                (hatchLine(x, y, 1) ? scene_.fieldColors.hatch : scene_.fieldColors.hatchPaper).rgb());
  // Reduced to a quarter, the broken cell wins over its sound neighbours.
  scene_.fields = {field({0, 0, 4, 4})};
  const QImage small = painter_.paint(scene_, {4, 4}, 1);
  EXPECT_TRUE(small.pixel(1, 2) == scene_.fieldColors.hatch.rgb() ||
              small.pixel(1, 2) == scene_.fieldColors.hatchPaper.rgb());
}

TEST_F(ImageFieldsTest, NotComputedIsHatched) {
  make({.tokens = 16, .capturedLayers = 1});
  scene_.fields = {field({0, 0, 40, 40})};
  const QImage image = painter_.paint(scene_, {40, 40}, 1);
  int lines = 0;
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 40; ++x) {
      const QRgb pixel = image.pixel(x, y);
      ASSERT_TRUE(pixel == scene_.fieldColors.hatch.rgb() || pixel == scene_.fieldColors.hatchPaper.rgb());
      lines += pixel == scene_.fieldColors.hatch.rgb();
    }
  EXPECT_EQ(lines, 400) << "two of eight pixels";
}

TEST_F(ImageFieldsTest, WithoutAMaskEveryCellHasAColour) {
  make({.tokens = 70, .causal = false});
  const auto weights = test::fakeWeights(fake_, 2, 3);
  scene_.fields = {field({0, 0, 140, 140})};
  const QImage image = painter_.paint(scene_, {140, 140}, 1);
  for (int q = 0; q < 70; ++q)
    for (int k = 0; k < 70; ++k)
      ASSERT_EQ(image.pixel(2 * k, 2 * q), colour(weights[static_cast<std::size_t>(q * 70 + k)]));
}

TEST_F(ImageFieldsTest, AZoomedFieldShowsTheCellsItNames) {
  make({.tokens = 100});
  const auto weights = test::fakeWeights(fake_, 2, 3);
  Field zoomed = field({0, 0, 100, 100});
  zoomed.firstRow = 80;
  zoomed.firstColumn = 60;
  zoomed.rowCount = zoomed.columnCount = 10;
  scene_.fields = {zoomed};
  const QImage image = painter_.paint(scene_, {100, 100}, 1);
  for (int r = 0; r < 10; ++r)
    for (int c = 0; c < 10; ++c)
      EXPECT_EQ(image.pixel(c * 10 + 9, r * 10), colour(weights[static_cast<std::size_t>((80 + r) * 100 + 60 + c)]));
}

TEST_F(ImageFieldsTest, AFieldPartlyOutsideThePictureIsCut) {
  make({.tokens = 20});
  scene_.fields = {field({0, 0, 100, 100})};
  const QImage whole = painter_.paint(scene_, {100, 100}, 1);
  scene_.fields = {field({-30, -40, 100, 100})};
  const QImage cut = painter_.paint(scene_, {50, 50}, 1);
  EXPECT_EQ(cut, whole.copy(30, 40, 50, 50));
}

TEST_F(ImageFieldsTest, EmptyPicturesAndFractionalRatios) {
  make({.tokens = 20});
  scene_.fields = {field({10, 10, 60, 60})};
  EXPECT_TRUE(painter_.paint(scene_, {0, 0}, 1).isNull());
  EXPECT_TRUE(painter_.paint(scene_, {0, 40}, 1).isNull());
  const QImage image = painter_.paint(scene_, {120, 120}, 1.5);
  EXPECT_EQ(image.devicePixelRatio(), 1.5);
  EXPECT_EQ(image.pixel(14, 14), scene_.background.rgb());
  EXPECT_EQ(image.pixel(104, 15), scene_.fieldColors.masked.rgb()) << "last column, first row";
  EXPECT_EQ(image.pixel(105, 15), scene_.background.rgb());
}

}  // namespace
}  // namespace headlight::ui
