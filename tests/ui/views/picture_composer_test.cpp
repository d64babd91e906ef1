#include "ui/scene/picture_composer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ui/lens/image_fields.h"
#include "ui/scene/colormap.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

QImage gradient(int width, int height) {
  QImage image(width, height, QImage::Format_RGB32);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) image.setPixel(x, y, qRgb(255 * x / width, 255 * y / height, 120));
  return image;
}

std::shared_ptr<const Overlay> overlay(int rows, int columns, std::vector<float> values, bool smooth = false) {
  auto made = std::make_shared<Overlay>();
  made->rows = rows;
  made->columns = columns;
  made->values = std::move(values);
  made->smooth = smooth;
  return made;
}

/// The formula of the palette in double: 30 % grey + 50 % colour, then the map at 0.22 + 0.66 t^0.7.
void expectBlended(QRgb actual, QRgb under, float value, double opacity) {
  const double grey = 0.3 * (0.299 * qRed(under) + 0.587 * qGreen(under) + 0.114 * qBlue(under));
  const QRgb ink = colormapTable(Colormap::Magma, Ground::Light)[static_cast<std::size_t>(std::lround(value * 255))];
  const double share = (0.22 + 0.66 * std::pow(static_cast<double>(value), 0.7)) * opacity;
  const auto near = [&](int made, int below, int above) {
    EXPECT_NEAR(made, (grey + 0.5 * below) * (1 - share) + above * share, 6);
  };
  near(qRed(actual), qRed(under), qRed(ink));
  near(qGreen(actual), qGreen(under), qGreen(ink));
  near(qBlue(actual), qBlue(under), qBlue(ink));
}

TEST(PictureComposerTest, CellsAreBlendedAsThePaletteSays) {
  const QImage picture = gradient(40, 20);
  for (const double opacity : {1.0, 0.4, 0.0}) {
    auto laid = std::make_shared<Overlay>(*overlay(2, 4, {0, 0.25F, 0.5F, 1, 0.1F, 0.9F, 0.33F, 0.66F}));
    laid->opacity = opacity;
    PictureComposer composer;
    const QImage& made = composer.compose({.image = picture, .smooth = false, .overlay = laid}, {40, 20}, {}, 1);
    ASSERT_EQ(made.size(), picture.size());
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 40; ++x)
        expectBlended(made.pixel(x, y), picture.pixel(x, y),
                      laid->values[static_cast<std::size_t>(y / 10 * 4 + x / 10)], opacity);
  }
}

TEST(PictureComposerTest, SmoothIsTheWeightAtThePatchsMiddleAndBetweenItBetween) {
  const QImage picture(90, 30, QImage::Format_RGB32);
  PictureComposer composer;
  QImage black = picture;
  black.fill(Qt::black);
  const QImage& made = composer.compose({.image = black, .overlay = overlay(1, 3, {0, 1, 0}, true)}, {90, 30}, {}, 1);
  // A pixel's middle lies half a pixel beside the patch's.
  expectBlended(made.pixel(45, 15), qRgb(0, 0, 0), 1 - 0.5F / 30, 1);
  expectBlended(made.pixel(30, 15), qRgb(0, 0, 0), 0.5F + 0.5F / 30, 1);
  expectBlended(made.pixel(2, 15), qRgb(0, 0, 0), 0, 1);
  EXPECT_EQ(made.pixel(44, 2), made.pixel(44, 28));
}

TEST(PictureComposerTest, ABrokenWeightIsHatched) {
  FieldColors colors;
  colors.hatch = QColor(10, 200, 30);
  colors.hatchPaper = QColor(200, 10, 30);
  PictureComposer composer;
  QImage grey(20, 20, QImage::Format_RGB32);
  grey.fill(QColor(90, 90, 90));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const QImage& made = composer.compose({.image = grey, .overlay = overlay(1, 2, {0.5F, nan})}, {20, 20}, colors, 1);
  for (int y = 0; y < 20; ++y)
    for (int x = 10; x < 20; ++x)
      EXPECT_EQ(made.pixel(x, y), (hatchLine(x, y, 1) ? colors.hatch : colors.hatchPaper).rgb());
  expectBlended(made.pixel(3, 3), qRgb(90, 90, 90), 0.5F, 1);
}

TEST(PictureComposerTest, WithoutAnythingLaidOverItThePictureIsAsItIs) {
  PictureComposer composer;
  const QImage picture = gradient(16, 8);
  EXPECT_EQ(composer.compose({.image = picture, .smooth = false}, {16, 8}, {}, 1), picture);
  const QImage& large = composer.compose({.image = picture, .smooth = false}, {64, 32}, {}, 1);
  EXPECT_EQ(large.pixel(21, 13), picture.pixel(5, 3)) << "nearest: pixels become squares";
}

// Where dark is much a dark stroke of the picture must not look like a weight.
TEST(PictureComposerTest, OnAProjectorNoStrokeIsAsDarkAsALargeWeight) {
  QImage strokes(40, 20, QImage::Format_RGB32);
  strokes.fill(Qt::white);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 40; x += 2) strokes.setPixel(x, y, qRgb(0, 0, 0));
  FieldColors colors;
  colors.ground = Ground::Projector;
  PictureComposer composer;
  const QImage& made =
      composer.compose({.image = strokes, .smooth = false, .overlay = overlay(1, 2, {0, 1})}, {40, 20}, colors, 1);
  const int strokeOfNone = qGray(made.pixel(4, 10)), paperOfNone = qGray(made.pixel(5, 10));
  const int strokeOfMuch = qGray(made.pixel(24, 10)), paperOfMuch = qGray(made.pixel(25, 10));
  EXPECT_GT(strokeOfNone, paperOfMuch + 60);
  EXPECT_GT(paperOfNone, strokeOfNone + 40) << "the drawing is still seen";
  EXPECT_LE(strokeOfMuch, paperOfMuch);
}

TEST(PictureComposerTest, FramesKeepWhatTheyShare) {
  PictureComposer composer;
  const Picture picture{.image = gradient(30, 30), .overlay = overlay(1, 1, {1})};
  const qint64 first = composer.compose(picture, {60, 60}, {}, 1).cacheKey();
  composer.endFrame();
  EXPECT_EQ(composer.compose(picture, {60, 60}, {}, 1).cacheKey(), first);
  composer.endFrame();
  composer.endFrame();  // not asked for: forgotten
  EXPECT_NE(composer.compose(picture, {60, 60}, {}, 1).cacheKey(), first);
}

TEST(PictureComposerTest, ThePainterClipsAtTheEdgesAndRunsUnderFields) {
  Scene scene;
  scene.background = QColor(1, 2, 3);
  QImage red(4, 4, QImage::Format_RGB32);
  red.fill(Qt::red);
  scene.pictures.push_back({.area = {-10, -10, 30, 30}, .image = red});
  scene.fields.push_back({.area = {10, 10, 5, 5}});
  scene.fieldColors.hatch = scene.fieldColors.hatchPaper = QColor(9, 9, 9);
  ImageFields painter;
  const QImage made = painter.paint(scene, {40, 40}, 1);
  EXPECT_EQ(made.pixel(0, 0), QColor(Qt::red).rgb());
  EXPECT_EQ(made.pixel(19, 19), QColor(Qt::red).rgb());
  EXPECT_EQ(made.pixel(20, 20), QColor(1, 2, 3).rgb());
  EXPECT_EQ(made.pixel(12, 12), QColor(9, 9, 9).rgb());
}

}  // namespace
}  // namespace headlight::ui
