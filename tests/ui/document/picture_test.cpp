// The picture of a document: strokes, fills, turns, crops and edits of patches, and their undo.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <algorithm>
#include <cmath>

#include "../support/read_as.h"
#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/document/saved_picture.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

/// Every pixel unlike its neighbours.
vision::Picture bunt(int width, int height) {
  vision::Picture picture;
  picture.width = width;
  picture.height = height;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (const int value : {x * 7 + y * 3, x * 2 + y * 11, x * x + y})
        picture.rgb.push_back(static_cast<std::uint8_t>(value));
  return picture;
}

ImageInputInfo smallModel() {
  ImageInputInfo info;
  info.height = info.width = 32;
  info.patchHeight = info.patchWidth = 8;
  info.specialTokens = {"[CLS]"};
  return info;
}

vision::PreprocessConfig smallConfig() {
  vision::PreprocessConfig config;
  config.height = config.width = 32;
  return config;
}

class PictureTest : public testing::Test {
 protected:
  PictureTest() : picture(document.image().picture()) {
    readImage(document, smallModel(), smallConfig());
    picture.open(canvasOf({256, 200}, Qt::white), {QStringLiteral("Canvas"), {}, {256, 200}, Qt::white, true}, {});
  }
  QColor at(int x, int y) const { return imageOf(picture.pixels()).pixelColor(x, y); }
  void stroke(QPointF from, QPointF to, double width = 10, BrushKind kind = BrushKind::Paint) {
    Brush brush;
    brush.width = width;
    brush.kind = kind;
    picture.beginStroke(brush, from);
    for (int i = 1; i <= 8; ++i) picture.strokeTo(from + (to - from) * i / 8.0);
    picture.endStroke();
  }
  void undo() { document.undoStack().undo(); }
  void redo() { document.undoStack().redo(); }

  Document document;
  EditedPicture& picture;
};

TEST_F(PictureTest, AStrokeIsSeenWhileItIsDrawnAndIsOneStepOfUndo) {
  const vision::Picture before = picture.pixels();
  Brush brush;
  brush.width = 12;
  picture.beginStroke(brush, {20, 20});
  EXPECT_EQ(at(20, 20), QColor(Qt::black));
  picture.strokeTo({120, 90});
  picture.strokeTo({200, 20});
  EXPECT_EQ(document.undoStack().count(), 0) << "not before the brush is lifted";
  picture.endStroke();
  EXPECT_EQ(document.undoStack().count(), 1);
  const vision::Picture after = picture.pixels();
  EXPECT_EQ(at(70, 55), QColor(Qt::black)) << "between two points of the mouse too";
  undo();
  EXPECT_EQ(picture.pixels(), before);
  EXPECT_FALSE(picture.touched());
  redo();
  EXPECT_EQ(picture.pixels(), after);
}

TEST_F(PictureTest, StrokesAreAntialiased) {
  stroke({50, 50}, {150, 83});
  int between = 0;
  for (const std::uint8_t value : picture.pixels().rgb) between += value > 20 && value < 235;
  EXPECT_GT(between, 100);
}

TEST_F(PictureTest, ManyStrokesComeBackOneByOne) {
  std::vector<vision::Picture> states{picture.pixels()};
  for (int i = 0; i < 12; ++i) {
    const auto kind = static_cast<BrushKind>(i % 4);
    stroke({10.0 + 18 * i, 10}, {240.0 - 15 * i, 190}, 4 + 3 * i, kind);
    states.push_back(picture.pixels());
  }
  for (std::size_t i = states.size() - 1; i > 0; --i) {
    EXPECT_EQ(picture.pixels(), states[i]) << i;
    undo();
  }
  EXPECT_EQ(picture.pixels(), states[0]);
  for (std::size_t i = 1; i < states.size(); ++i) redo();
  EXPECT_EQ(picture.pixels(), states.back());
}

TEST_F(PictureTest, AStrokeThatIsGivenUpLeavesNothing) {
  const vision::Picture before = picture.pixels();
  picture.beginStroke({}, {20, 20});
  picture.strokeTo({100, 100});
  picture.cancelStroke();
  EXPECT_EQ(picture.pixels(), before);
  EXPECT_EQ(document.undoStack().count(), 0);
}

TEST_F(PictureTest, UndoUnderABrushThatIsDownGivesTheStrokeUpFirst) {
  stroke({20, 20}, {100, 100});
  const vision::Picture one = picture.pixels();
  picture.beginStroke({}, {200, 20});
  picture.strokeTo({100, 150});
  undo();
  redo();
  EXPECT_EQ(picture.pixels(), one);
}

TEST_F(PictureTest, TheEraserLeavesThePaperOrTheOriginal) {
  stroke({50, 50}, {150, 50}, 20);
  ASSERT_EQ(at(100, 50), QColor(Qt::black));
  Brush rubber;
  rubber.kind = BrushKind::Original;
  rubber.width = 40;
  picture.beginStroke(rubber, {100, 50});
  picture.endStroke();
  EXPECT_EQ(at(100, 50), QColor(Qt::white));
  EXPECT_EQ(at(55, 50), QColor(Qt::black));

  picture.open(bunt(120, 90), {QStringLiteral("bunt"), {}, {120, 90}}, {});
  const vision::Picture original = picture.pixels();
  picture.fill({5, 5}, Qt::red);
  stroke({0, 0}, {120, 90}, 60);
  rubber.width = 400;
  picture.beginStroke(rubber, {60, 45});
  picture.endStroke();
  EXPECT_EQ(picture.pixels(), original);
}

TEST_F(PictureTest, TheOriginalIsTurnedWithThePicture) {
  picture.open(bunt(120, 90), {QStringLiteral("bunt"), {}, {120, 90}}, {});
  picture.turnRight();
  const vision::Picture turnedOne = picture.pixels();
  ASSERT_EQ(turnedOne.width, 90);
  stroke({10, 10}, {80, 110}, 30);
  Brush rubber;
  rubber.kind = BrushKind::Original;
  rubber.width = 400;
  picture.beginStroke(rubber, {45, 60});
  picture.endStroke();
  EXPECT_EQ(picture.pixels(), turnedOne);
}

TEST_F(PictureTest, FillingStopsAtALine) {
  stroke({128, -10}, {128, 210}, 8);
  picture.fill({10, 10}, Qt::green);
  EXPECT_EQ(at(10, 190), QColor(Qt::green));
  EXPECT_EQ(at(200, 100), QColor(Qt::white));
  undo();
  EXPECT_EQ(at(10, 190), QColor(Qt::white));
  const int count = document.undoStack().count();
  picture.fill({-3, 900}, Qt::red);
  EXPECT_EQ(document.undoStack().count(), count) << "outside there is nothing";
}

TEST_F(PictureTest, BlurLowersContrastAndNoiseRaisesIt) {
  const auto contrast = [this] {
    double sum = 0;
    for (int y = 60; y < 140; ++y)
      for (int x = 60; x < 140; ++x) sum += std::abs(at(x, y).red() - at(x + 1, y).red());
    return sum;
  };
  picture.open(canvasOf({256, 200}, Qt::gray), {}, {});
  EXPECT_EQ(contrast(), 0);
  stroke({50, 50}, {150, 150}, 160, BrushKind::Noise);
  const double noisy = contrast();
  EXPECT_GT(noisy, 80 * 80 * 4);
  stroke({50, 50}, {150, 150}, 160, BrushKind::Blur);
  EXPECT_LT(contrast(), 0.6 * noisy);
}

TEST_F(PictureTest, FourTurnsAndTwoMirrorsAreNothing) {
  picture.open(bunt(61, 40), {}, {});
  const vision::Picture before = picture.pixels();
  picture.setCrop(QRect(3, 5, 20, 10));
  for (int i = 0; i < 4; ++i) {
    picture.turnRight();
    if (i == 0) {
      EXPECT_EQ(picture.size(), QSize(40, 61));
      EXPECT_EQ(picture.crop(), QRect(25, 3, 10, 20)) << "the crop goes with what it shows";
      EXPECT_EQ(at(39, 0), imageOf(before).pixelColor(0, 0));
    }
  }
  EXPECT_EQ(picture.pixels(), before);
  EXPECT_EQ(picture.crop(), QRect(3, 5, 20, 10));
  picture.mirror();
  EXPECT_EQ(at(60, 0), imageOf(before).pixelColor(0, 0));
  EXPECT_EQ(picture.crop(), QRect(38, 5, 20, 10));
  picture.mirror();
  EXPECT_EQ(picture.pixels(), before);
  for (int i = 0; i < 6; ++i) undo();
  EXPECT_EQ(picture.pixels(), before);
}

TEST_F(PictureTest, ADraggedCropIsOneStep) {
  for (int i = 1; i < 30; ++i) picture.setCrop(QRect(i, i, 100, 100), 7);
  EXPECT_EQ(document.undoStack().count(), 1);
  picture.setCrop(QRect(50, 50, 100, 100), 8);
  EXPECT_EQ(document.undoStack().count(), 2);
  undo();
  EXPECT_EQ(picture.crop(), QRect(29, 29, 100, 100));
  undo();
  EXPECT_FALSE(picture.crop());
  picture.setCrop(QRect(-50, 100, 100, 400));
  EXPECT_EQ(picture.crop(), QRect(0, 100, 50, 100)) << "only what is there";
  picture.setCrop(QRect(0, 0, 2, 2));
  EXPECT_EQ(picture.crop(), QRect(0, 100, 50, 100)) << "too small to be seen";
}

TEST_F(PictureTest, OpeningAnotherPictureCanBeUndone) {
  stroke({20, 20}, {100, 100});
  const vision::Picture drawn = picture.pixels();
  picture.setCrop(QRect(0, 0, 50, 50));
  picture.open(bunt(30, 20), {QStringLiteral("bunt"), {}, {30, 20}}, QStringLiteral("opening a picture"));
  EXPECT_EQ(picture.pixels(), bunt(30, 20));
  EXPECT_FALSE(picture.crop());
  EXPECT_FALSE(picture.touched());
  stroke({5, 5}, {15, 15}, 3);
  picture.reset();
  EXPECT_EQ(picture.pixels(), bunt(30, 20));
  undo();
  undo();
  undo();
  EXPECT_EQ(picture.pixels(), drawn);
  EXPECT_EQ(picture.crop(), QRect(0, 0, 50, 50));
  EXPECT_EQ(picture.origin().name, QStringLiteral("Canvas"));
  undo();
  undo();
  EXPECT_EQ(picture.pixels(), canvasOf({256, 200}, Qt::white));
}

TEST_F(PictureTest, ALargePictureIsUndoneThroughAFile) {
  // 6 million pixels: more than undo keeps in memory.
  picture.open(bunt(3000, 2000), {}, {});
  const vision::Picture before = picture.pixels();
  stroke({0, 0}, {3000, 2000}, 900);
  stroke({3000, 0}, {0, 2000}, 900, BrushKind::Paint);
  const vision::Picture after = picture.pixels();
  undo();
  undo();
  EXPECT_TRUE(picture.pixels() == before);
  redo();
  redo();
  EXPECT_TRUE(picture.pixels() == after);
}

TEST_F(PictureTest, TooLargePicturesAreMadeSmaller) {
  const vision::Picture small = fittedToEditor(canvasOf({6400, 5000}, Qt::blue));
  EXPECT_LE(static_cast<qint64>(small.width) * small.height, EditedPicture::mostPixels);
  EXPECT_NEAR(static_cast<double>(small.width) / small.height, 1.28, 0.01);
  EXPECT_EQ(fittedToEditor(bunt(30, 20)), bunt(30, 20));
}

TEST_F(PictureTest, TextAndPictureKeepTheirPlaces) {
  readText(document);
  document.text().replaceText(0, 0, QStringLiteral("The owl"));
  const quint64 asText = document.revision();
  stroke({20, 20}, {100, 100});
  EXPECT_EQ(document.revision(), asText) << "a text model does not read the picture";
  readImage(document, smallModel(), smallConfig());
  EXPECT_EQ(document.revision(), asText + 1);
  EXPECT_EQ(document.rows(), 17);
  EXPECT_EQ(document.rowNames().name(0), QStringLiteral("[CLS]"));
  EXPECT_EQ(document.rowNames().name(1 + 4 + 2), QStringLiteral("row 1, col 2"));
  QSignalSpy changed(&document, &Document::changed);
  const quint64 before = document.revision();
  stroke({20, 20}, {100, 100});
  EXPECT_GT(document.revision(), before);
  EXPECT_EQ(document.revision() - before, static_cast<quint64>(changed.count()));
  EXPECT_EQ(document.text().text(), QStringLiteral("The owl"));
}

TEST_F(PictureTest, WhatIsNotOnScreenCannotBeUndone) {
  readText(document);
  document.text().replaceText(0, 0, QStringLiteral("The owl"));
  EXPECT_TRUE(document.undoGroup().canUndo());
  const vision::Picture blank = picture.pixels();
  readImage(document, smallModel(), smallConfig());
  EXPECT_FALSE(document.undoGroup().canUndo()) << "the words are not on screen";
  undo();
  EXPECT_EQ(document.text().text(), QStringLiteral("The owl"));
  stroke({20, 20}, {100, 100});
  const vision::Picture drawn = picture.pixels();
  readText(document);
  undo();
  EXPECT_EQ(document.text().text(), QString());
  EXPECT_EQ(picture.pixels(), drawn) << "the stroke is not on screen";
  redo();
  EXPECT_EQ(document.text().text(), QStringLiteral("The owl"));
  readImage(document, smallModel(), smallConfig());
  undo();
  EXPECT_EQ(picture.pixels(), blank);
  EXPECT_EQ(document.text().text(), QStringLiteral("The owl"));
}

TEST_F(PictureTest, StepsOfBothInputsThatChangeWhatIfsOrSamplingKeepToWhatTheyChanged) {
  const WhatIf first{ScaleHead{StackId::Encoder, 0, 0, 0}, true}, second{ScaleHead{StackId::Encoder, 1, 0, 0}, true};
  readText(document);
  document.addWhatIf(first.change);
  Sampling sampling = document.sampling();
  sampling.topK = 7;
  document.setSampling(sampling);
  readImage(document, smallModel(), smallConfig());
  document.addWhatIf(second.change);
  sampling.temperature = 1.5;
  document.setSampling(sampling);
  readText(document);
  undo();
  EXPECT_EQ(document.sampling().topK, Sampling().topK);
  EXPECT_EQ(document.sampling().temperature, 1.5);
  undo();
  EXPECT_EQ(document.whatIfs(), std::vector{second});
  redo();
  EXPECT_EQ(document.whatIfs(), (std::vector{second, first}));
  readImage(document, smallModel(), smallConfig());
  undo();
  undo();
  EXPECT_EQ(document.whatIfs(), std::vector{first});
  EXPECT_EQ(document.sampling(), Sampling());
}

TEST(PatchEditsTest, ErasingSwappingAndShufflingCanBeTakenBack) {
  const PatchGrid grid{3, 4};
  PatchEdits edits;
  EXPECT_TRUE(edits.none());
  edits = withErased(edits, grid, 5, PatchFill::Black);
  EXPECT_EQ(edits.fillAt(5), PatchFill::Black);
  EXPECT_TRUE(edits.editedAt(5));
  edits = withSwapped(edits, grid, 5, 0);
  EXPECT_EQ(edits.fillAt(0), PatchFill::Black) << "holes go along";
  EXPECT_EQ(edits.patchAt(0), 5);
  edits = withSwapped(edits, grid, 0, 5);
  edits = withErased(edits, grid, 5, PatchFill::None);
  EXPECT_TRUE(edits.none());
  EXPECT_EQ(edits, PatchEdits{grid});
  const PatchEdits one = withShuffled({}, grid, 3), other = withShuffled({}, grid, 4);
  EXPECT_EQ(one, withShuffled({}, grid, 3));
  EXPECT_NE(one, other);
  std::vector<int> order = one.order;
  std::sort(order.begin(), order.end());
  for (int i = 0; i < grid.count(); ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  EXPECT_TRUE(withErased(one, {2, 2}, 0, PatchFill::Mean).order.empty()) << "another grid begins anew";
  EXPECT_EQ(withErased({}, grid, 99, PatchFill::Mean), PatchEdits{grid});
}

class ModelPictureTest : public PictureTest {
 protected:
  ModelPictureTest() : model(smallModel(), smallConfig()) {
    QObject::connect(&picture, &EditedPicture::pixelsChanged, [this](const QRect& where) { model.touch(where); });
  }
  vision::Picture fresh() {
    vision::Preprocessor preprocessor(smallConfig());
    return preprocessor.seen(picture.pixels());
  }
  ModelPicture model;
};

TEST_F(ModelPictureTest, WhatIsSeenAfterAnyEditsIsWhatAFreshPreprocessorSees) {
  picture.open(bunt(200, 150), {}, {});
  model.input(picture);
  for (int i = 0; i < 40; ++i) {
    Brush brush;
    brush.width = 1 + i % 13;
    brush.kind = static_cast<BrushKind>(i % 4);
    picture.beginStroke(brush, {(i * 37) % 200 + 0.3, (i * 53) % 150 + 0.7});
    if (i % 3) model.input(picture);
    picture.strokeTo({(i * 91) % 230 - 10.0, (i * 29) % 180 - 10.0});
    if (i % 2) model.input(picture);
    picture.endStroke();
    if (i % 11 == 5) document.undoStack().undo();
    if (i % 11 == 9) picture.turnRight();
    const PictureInput input = model.input(picture);
    ASSERT_EQ(model.seen(), fresh()) << i;
    ASSERT_EQ(*input.seen, fresh().rgb) << i;
    ASSERT_EQ(input, vision::Preprocessor(smallConfig()).input(fresh())) << i;
  }
}

TEST_F(ModelPictureTest, ACropIsBroughtToTheModelsSize) {
  picture.open(bunt(200, 150), {}, {});
  picture.setCrop(QRect(20, 30, 64, 64));
  vision::Picture cut = pictureOf(imageOf(picture.pixels()).copy(20, 30, 64, 64));
  model.input(picture);
  EXPECT_EQ(model.seen(), vision::Preprocessor(smallConfig()).seen(cut));
  EXPECT_EQ(model.seenArea(picture), QRectF(20, 30, 64, 64));
  stroke({0, 0}, {100, 100}, 9);
  stroke({30, 40}, {60, 60}, 9);
  cut = pictureOf(imageOf(picture.pixels()).copy(20, 30, 64, 64));
  model.input(picture);
  EXPECT_EQ(model.seen(), vision::Preprocessor(smallConfig()).seen(cut));
  undo();
  undo();
  undo();
  model.input(picture);
  EXPECT_EQ(model.seen(), fresh());
}

TEST_F(ModelPictureTest, PatchesAreWhereTheEditsSayAndStayThereWhenStrokesGoOn) {
  picture.open(bunt(64, 64), {}, {});
  const PatchGrid grid{4, 4};
  picture.setPatches(withSwapped({}, grid, 0, 15), {});
  picture.setPatches(withErased(picture.patches(), grid, 5, PatchFill::Black), {});
  picture.setPatches(withErased(picture.patches(), grid, 6, PatchFill::Mean), {});
  picture.setPatches(withErased(picture.patches(), grid, 7, PatchFill::Zero), {});
  picture.setPatches(withErased(picture.patches(), grid, 8, PatchFill::Blurred), {});
  const auto check = [&] {
    const PictureInput& input = model.input(picture);
    const vision::Picture plain = fresh();
    const auto pixel = [](const vision::Picture& of, int x, int y, int c) {
      return of.rgb[static_cast<std::size_t>((y * of.width + x) * 3 + c)];
    };
    double mean[3] = {};
    for (std::size_t i = 0; i < plain.rgb.size(); ++i) mean[i % 3] += plain.rgb[i] / (32.0 * 32.0);
    bool blurDiffers = false;
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 8; ++x)
        for (int c = 0; c < 3; ++c) {
          ASSERT_EQ(pixel(model.seen(), x, y, c), pixel(plain, 24 + x, 24 + y, c));
          ASSERT_EQ(pixel(model.seen(), 24 + x, 24 + y, c), pixel(plain, x, y, c));
          ASSERT_EQ(pixel(model.seen(), 8 + x, 8 + y, c), 0);
          ASSERT_NEAR(pixel(model.seen(), 16 + x, 8 + y, c), mean[c], 0.51);
          ASSERT_EQ((*input.pixels)[static_cast<std::size_t>((c * 32 + 8 + y) * 32 + 24 + x)], 0.0F);
          ASSERT_EQ(pixel(model.seen(), 24 + x, 8 + y, c), 128) << "0.5 of 255, as near as a byte can be";
          blurDiffers = blurDiffers || pixel(model.seen(), x, 16 + y, c) != pixel(plain, x, 16 + y, c);
          ASSERT_EQ(pixel(model.seen(), 8 + x, 16 + y, c), pixel(plain, 8 + x, 16 + y, c)) << "untouched";
        }
    EXPECT_TRUE(blurDiffers);
  };
  check();
  stroke({2, 2}, {60, 60}, 6);
  check();
  for (int i = 0; i < 6; ++i) undo();
  model.input(picture);
  EXPECT_EQ(model.seen(), fresh());
}

TEST_F(ModelPictureTest, NothingIsComputedTwice) {
  const auto first = model.input(picture).pixels;
  EXPECT_EQ(model.input(picture).pixels, first);
  stroke({10, 10}, {20, 20});
  EXPECT_NE(model.input(picture).pixels, first);
}

}  // namespace
}  // namespace headlight::ui
