// The picture editor under mouse and keyboard, without a window around it.
#include "ui/editors/image_editor.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>

#include "../support/read_as.h"
#include "ui/document/document.h"
#include "ui/document/model_picture.h"
#include "ui/document/saved_picture.h"
#include "ui/editors/picture_parts.h"
#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

ImageInputInfo info32() {
  ImageInputInfo info;
  info.height = info.width = 32;
  info.patchHeight = info.patchWidth = 8;
  info.specialTokens = {"[CLS]"};
  return info;
}

vision::PreprocessConfig config32(bool crop = false) {
  vision::PreprocessConfig config;
  config.height = config.width = 32;
  if (crop) {
    config.shortestEdge = 32;
    config.crop = true;
    config.cropHeight = config.cropWidth = 32;
  }
  return config;
}

class ImageEditorTest : public testing::Test {
 protected:
  void show(QSize size = {256, 256}, bool crop = false, QSize panelSize = {288, 700}) {
    readImage(document, info32(), config32(crop));
    model = document.image().model();
    QObject::connect(&document, &Document::changed, [this] { givenBy(document.readers()); });
    panel = std::make_unique<ImageEditor>(document, document.image(), selection);
    panel->setTheme(Theme::light());
    panel->resize(panelSize);
    document.image().picture().open(canvasOf(size, Qt::white), {QStringLiteral("Canvas"), {}, size, Qt::white, true},
                                    {});
    givenBy(document.readers());
    panel->show();
    panel->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(panel.get()));
    canvas = &panel->canvas();
    canvas->setFocus();
    QTest::qWait(10);
  }
  QToolButton* tool(const char* name) { return panel->findChild<QToolButton*>(QStringLiteral("tool_") + name); }
  QPoint at(double x, double y) const { return canvas->fromPicture({x, y}).toPoint(); }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(canvas, Qt::LeftButton, modifiers, from);
    for (int i = 1; i <= 6; ++i) {
      QMouseEvent move(QEvent::MouseMove, QPointF(from + (to - from) * i / 6), canvas->mapToGlobal(QPointF(from)),
                       Qt::NoButton, Qt::LeftButton, modifiers);
      QApplication::sendEvent(canvas, &move);
    }
    QTest::mouseRelease(canvas, Qt::LeftButton, modifiers, to);
  }
  QColor pixel(int x, int y) const { return imageOf(document.image().picture().pixels()).pixelColor(x, y); }

  Document document;
  Selection selection;
  const ModelPicture* model = nullptr;
  std::unique_ptr<ImageEditor> panel;
  PictureCanvas* canvas = nullptr;
};

TEST_F(ImageEditorTest, TheBrushDrawsWhereTheMouseIs) {
  show();
  drag(at(40, 40), at(200, 40));
  EXPECT_EQ(pixel(120, 40), QColor(Qt::black));
  EXPECT_EQ(pixel(120, 80), QColor(Qt::white));
  EXPECT_EQ(document.undoStack().count(), 1);
  document.undoStack().undo();
  EXPECT_EQ(pixel(120, 40), QColor(Qt::white));
}

TEST_F(ImageEditorTest, EveryToolDoesWhatItsNameSays) {
  show();
  QTest::mouseClick(tool("fill"), Qt::LeftButton);
  auto* colours = panel->findChild<ColourRow*>();
  QTest::mouseClick(colours, Qt::LeftButton, {}, colours->swatch(6).center());
  QTest::mouseClick(canvas, Qt::LeftButton, {}, at(10, 10));
  const QColor red = canvas->settings().colour;
  EXPECT_EQ(pixel(200, 200), red);
  QTest::mouseClick(tool("eraser"), Qt::LeftButton);
  drag(at(40, 40), at(200, 40));
  EXPECT_EQ(pixel(120, 40), QColor(Qt::white));
  QTest::mouseClick(tool("noise"), Qt::LeftButton);
  drag(at(40, 140), at(200, 140));
  EXPECT_NE(pixel(120, 140), red);
  QTest::mouseClick(tool("blur"), Qt::LeftButton);
  const auto before = document.image().picture().pixels();
  drag(at(40, 50), at(200, 50));
  EXPECT_NE(document.image().picture().pixels(), before);
  QTest::mouseClick(tool("rotate"), Qt::LeftButton);
  QTest::mouseClick(tool("flip"), Qt::LeftButton);
  EXPECT_EQ(document.undoStack().count(), 6);
}

TEST_F(ImageEditorTest, PatchesAreErasedSwappedAndShuffled) {
  show();
  QTest::mouseClick(tool("patches"), Qt::LeftButton);
  // Three patches of the second row in one drag.
  drag(at(32, 96), at(160, 96));
  const EditedPicture& picture = document.image().picture();
  for (int place = 4; place < 7; ++place) EXPECT_EQ(picture.patches().fillAt(place), PatchFill::Mean) << place;
  EXPECT_EQ(picture.patches().fillAt(7), PatchFill::None);
  EXPECT_EQ(document.undoStack().count(), 1);
  drag(at(32, 96), at(96, 96));  // from one that is erased: they come back
  EXPECT_EQ(picture.patches().fillAt(4), PatchFill::None);
  EXPECT_EQ(picture.patches().fillAt(6), PatchFill::Mean);
  auto* fill = panel->findChild<QComboBox*>(QStringLiteral("patchFill"));
  fill->setCurrentIndex(3);
  emit fill->activated(3);
  QTest::mouseClick(canvas, Qt::LeftButton, {}, at(224, 224));
  EXPECT_EQ(picture.patches().fillAt(15), PatchFill::Zero);
  QTest::mouseClick(tool("swap"), Qt::LeftButton);
  QTest::mouseClick(canvas, Qt::LeftButton, {}, at(224, 224));
  QTest::mouseClick(canvas, Qt::LeftButton, {}, at(32, 32));
  EXPECT_EQ(picture.patches().fillAt(0), PatchFill::Zero);
  EXPECT_EQ(picture.patches().patchAt(0), 15);
  drag(at(32, 32), at(224, 32));
  EXPECT_EQ(picture.patches().patchAt(3), 15);
  const PatchEdits before = picture.patches();
  QTest::mouseClick(tool("shuffle"), Qt::LeftButton);
  EXPECT_NE(picture.patches(), before);
  document.undoStack().undo();
  EXPECT_EQ(picture.patches(), before);
}

TEST_F(ImageEditorTest, TheCropIsMovedAndScaled) {
  show({400, 200}, true);
  EXPECT_EQ(model->seenArea(document.image().picture()), QRectF(100, 0, 200, 200));
  QTest::mouseClick(tool("crop"), Qt::LeftButton);
  drag(at(200, 100), at(250, 100));
  ASSERT_TRUE(document.image().picture().crop());
  EXPECT_NEAR(document.image().picture().crop()->left(), 150, 2);
  EXPECT_EQ(document.image().picture().crop()->size(), QSize(200, 200));
  drag(at(200, 100), at(1000, 100));
  EXPECT_EQ(document.image().picture().crop()->left(), 200) << "not beyond the picture";
  drag(at(200, 0), at(300, 100));
  EXPECT_NEAR(document.image().picture().crop()->width(), 100, 3);
  EXPECT_EQ(document.image().picture().crop()->width(), document.image().picture().crop()->height());
  EXPECT_EQ(document.image().picture().crop()->bottom(), 199) << "the opposite corner stays";
  EXPECT_EQ(document.undoStack().count(), 3);
  QTest::mouseClick(panel->findChild<QToolButton*>(QStringLiteral("resetCrop")), Qt::LeftButton);
  EXPECT_FALSE(document.image().picture().crop());
  // The rest is darkened to half.
  EXPECT_NEAR(canvas->grab().toImage().pixelColor(at(20, 100)).lightness(), 127, 3);
  EXPECT_EQ(canvas->grab().toImage().pixelColor(at(200, 100)), QColor(Qt::white));
}

// A picture of a pixel, of a strip, one exchanged for a smaller one while its crop is dragged: bounds cross in each.
TEST_F(ImageEditorTest, ACropStaysInsidePicturesOfAnySize) {
  for (const QSize size : {QSize(1, 1), QSize(3, 3), QSize(3, 600), QSize(600, 2), QSize(5, 4), QSize(64, 900)}) {
    SCOPED_TRACE(testing::Message() << size.width() << " x " << size.height());
    show(size);
    EditedPicture& picture = document.image().picture();
    const auto inside = [&] { return !picture.crop() || QRect({0, 0}, picture.size()).contains(*picture.crop()); };
    QTest::mouseClick(tool("crop"), Qt::LeftButton);
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down})
      for (const Qt::KeyboardModifier modifier : {Qt::ShiftModifier, Qt::NoModifier, Qt::ShiftModifier}) {
        QTest::keyClick(canvas, key, modifier);
        EXPECT_TRUE(inside());
      }
    for (const Qt::KeyboardModifier modifier : {Qt::ShiftModifier, Qt::NoModifier})
      for (const QPoint corner : {QPoint(0, 0), QPoint(1, 0), QPoint(0, 1), QPoint(1, 1)}) {
        const QPoint from = at(corner.x() * size.width(), corner.y() * size.height());
        for (const QPoint to : {QPoint(0, 0), QPoint(-900, 40), QPoint(900, 900)}) {
          drag(from, to, modifier);
          EXPECT_TRUE(inside());
        }
      }
    QTest::mousePress(canvas, Qt::LeftButton, {}, at(size.width() / 2.0, size.height() / 2.0));
    const QSize other(2, 7);
    picture.open(canvasOf(other, Qt::white), {QStringLiteral("Other"), {}, other, Qt::white, true}, {});
    QTest::mouseMove(canvas, {4, 4});
    QTest::mouseMove(canvas, {9, 60});
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, {9, 60});
    EXPECT_TRUE(inside());
    canvas->setFixedHeight(3);  // lower than a corner's handle is
    EXPECT_FALSE(canvas->grab().isNull());
  }
}

TEST_F(ImageEditorTest, ItZoomsAndPansAndStillDrawsInPlace) {
  show();
  const double whole = canvas->scale();
  const QPointF under = canvas->toPicture(at(64, 64));
  QWheelEvent wheel(QPointF(at(64, 64)), canvas->mapToGlobal(QPointF(at(64, 64))), {}, {0, 480}, Qt::NoButton, {},
                    Qt::NoScrollPhase, false);
  const QPointF pointer(at(64, 64));
  QApplication::sendEvent(canvas, &wheel);
  EXPECT_GT(canvas->scale(), 2 * whole);
  EXPECT_NEAR(canvas->toPicture(pointer).x(), under.x(), 0.5) << "what is under the pointer stays there";
  const QPointF middle = canvas->toPicture({100, 100});
  QTest::mousePress(canvas, Qt::MiddleButton, {}, {100, 100});
  QTest::mouseMove(canvas, {80, 90});
  QTest::mouseRelease(canvas, Qt::MiddleButton, {}, {80, 90});
  EXPECT_NEAR(canvas->toPicture({80, 90}).x(), middle.x(), 0.5);
  QTest::mouseClick(canvas, Qt::LeftButton, {}, {100, 100});
  const QPoint hit = canvas->toPicture({100, 100}).toPoint();
  EXPECT_EQ(pixel(hit.x(), hit.y()), QColor(Qt::black));
  QTest::keyClick(canvas, Qt::Key_0, Qt::ControlModifier);
  EXPECT_EQ(canvas->scale(), whole);
  QTest::keyPress(canvas, Qt::Key_Space);
  const auto before = document.image().picture().pixels();
  drag({50, 50}, {90, 90});
  QTest::keyRelease(canvas, Qt::Key_Space);
  EXPECT_EQ(document.image().picture().pixels(), before) << "the space bar moves, it does not draw";
}

TEST_F(ImageEditorTest, TheKeyboardReachesEverything) {
  show();
  QTest::keyClick(canvas, Qt::Key_P);
  EXPECT_EQ(canvas->settings().tool, PictureTool::Patches);
  QTest::keyClick(canvas, Qt::Key_Right);
  EXPECT_EQ(canvas->currentPlace(), 0);
  QTest::keyClick(canvas, Qt::Key_Right);
  QTest::keyClick(canvas, Qt::Key_Down);
  EXPECT_EQ(canvas->currentPlace(), 5);
  EXPECT_EQ(selection.hoveredQuery(), 6) << "after [CLS]";
  QTest::keyClick(canvas, Qt::Key_Return);
  EXPECT_EQ(document.image().picture().patches().fillAt(5), PatchFill::Mean);
  QTest::keyClick(canvas, Qt::Key_S);
  QTest::keyClick(canvas, Qt::Key_Return);
  QTest::keyClick(canvas, Qt::Key_Up);
  QTest::keyClick(canvas, Qt::Key_Return);
  EXPECT_EQ(document.image().picture().patches().fillAt(1), PatchFill::Mean);
  QTest::keyClick(canvas, Qt::Key_B);
  const double width = canvas->settings().width;
  QTest::keyClick(canvas, Qt::Key_BracketRight);
  EXPECT_GT(canvas->settings().width, width);
  QTest::keyClick(canvas, Qt::Key_BracketLeft);
  QTest::keyClick(canvas, Qt::Key_BracketLeft);
  EXPECT_LT(canvas->settings().width, width);
  QTest::keyClick(canvas, Qt::Key_Return);
  EXPECT_EQ(pixel(96, 32), QColor(Qt::black)) << "a dot in the middle of the patch";
  QTest::keyClick(canvas, Qt::Key_C);
  QTest::keyClick(canvas, Qt::Key_Left, Qt::ShiftModifier);
  ASSERT_TRUE(document.image().picture().crop());
  const QRect smaller = *document.image().picture().crop();
  EXPECT_LT(smaller.width(), 256);
  QTest::keyClick(canvas, Qt::Key_Left);
  EXPECT_LT(document.image().picture().crop()->left(), smaller.left());
  for (const char* key : {"B", "E", "F", "U", "N", "P", "S", "C"}) {
    QTest::keyClick(canvas, static_cast<Qt::Key>(*key));
    const auto checked = panel->findChildren<QToolButton*>();
    EXPECT_EQ(
        std::count_if(checked.begin(), checked.end(),
                      [](QToolButton* b) { return b->isChecked() && b->objectName() != QLatin1String("tool_grid"); }),
        1)
        << key;
  }
  QTest::keyClick(canvas, Qt::Key_G);
  EXPECT_TRUE(tool("grid")->isChecked());
}

TEST_F(ImageEditorTest, EveryControlHasANameAndEveryToolATip) {
  show();
  for (auto* button : panel->findChildren<QToolButton*>()) {
    if (button->objectName().startsWith(QLatin1String("qt_")) ||
        button->objectName() == QLatin1String("ScrollLeftButton"))
      continue;
    EXPECT_FALSE(button->accessibleName().isEmpty() && button->text().isEmpty()) << qPrintable(button->objectName());
    EXPECT_FALSE(button->toolTip().isEmpty()) << qPrintable(button->objectName());
    EXPECT_TRUE(button->focusPolicy() & Qt::TabFocus) << qPrintable(button->objectName());
    if (button->objectName().startsWith(QLatin1String("tool_"))) {
      EXPECT_FALSE(button->icon().isNull()) << qPrintable(button->objectName());
      EXPECT_GE(button->width(), 24);
    }
  }
  EXPECT_FALSE(canvas->accessibleName().isEmpty());
  EXPECT_FALSE(panel->findChild<QSlider*>()->accessibleName().isEmpty());
}

TEST_F(ImageEditorTest, ThePatchUnderThePointerIsShownAsTheModelSeesIt) {
  show();
  QTest::mouseClick(tool("fill"), Qt::LeftButton);
  QTest::mouseClick(canvas, Qt::LeftButton, {}, at(10, 10));
  QTest::mouseMove(canvas, at(224, 32));
  auto* thumbs = panel->findChild<PictureThumbs*>();
  ASSERT_TRUE(QTest::qWaitFor([&] { return thumbs->lines().size() >= 3; }));
  EXPECT_EQ(thumbs->lines()[0], QStringLiteral("row 0"));
  EXPECT_EQ(thumbs->lines()[1], QStringLiteral("col 3"));
  EXPECT_EQ(thumbs->lines()[2], QStringLiteral("token 4"));
  EXPECT_EQ(thumbs->patch().size(), QSize(8, 8));
  EXPECT_EQ(thumbs->patch().pixelColor(4, 4), QColor(Qt::black));
}

TEST_F(ImageEditorTest, TheBrushKeepsItsShareOfThePicture) {
  show({256, 256});
  const double part = canvas->settings().width / 256;
  document.image().picture().open(canvasOf({1024, 1024}, Qt::white), {}, {});
  EXPECT_NEAR(canvas->settings().width / 1024, part, 0.01);
}

TEST_F(ImageEditorTest, AltTakesAColourFromThePicture) {
  show();
  document.image().picture().fill({3, 3}, QColor(12, 200, 99));
  QTest::mouseClick(canvas, Qt::LeftButton, Qt::AltModifier, at(50, 50));
  EXPECT_EQ(canvas->settings().colour, QColor(12, 200, 99));
  EXPECT_EQ(document.undoStack().count(), 1);
}

TEST_F(ImageEditorTest, ItFitsANarrowDock) {
  show({256, 256}, false, {240, 560});
  for (const char* name : {"brush", "swap", "grid"}) {
    QToolButton* button = tool(name);
    EXPECT_LE(button->mapTo(panel.get(), QPoint(button->width(), 0)).x(), panel->width() - 8) << name;
  }
  auto* open = panel->findChild<QWidget*>(QStringLiteral("pictureOpen"));
  EXPECT_LE(open->mapTo(panel.get(), QPoint(open->width(), 0)).x(), panel->width() - 8);
}

}  // namespace
}  // namespace headlight::ui
