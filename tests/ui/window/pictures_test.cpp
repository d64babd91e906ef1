// Image models in the window: opening, drawing, switching between text and picture, bad pictures. On a tiny ViT with
// random weights (tests/vectors/vit-tiny), since nothing here depends on what it has learnt.
#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QImage>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>

#include "fixture.h"
#include "models/load_model.h"
#include "models/model.h"
#include "ui/document/model_picture.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/input_editors.h"
#include "ui/panels/what_if_panel.h"

namespace headlight::ui {
namespace {

class PicturesTest : public WindowTest {
 protected:
  PicturesTest() {
    options.model = QStringLiteral(HEADLIGHT_TESTS_DIR "/vectors/vit-tiny");
    options.text.clear();
  }
  void openPicture() {
    open();
    canvas = &window->pictures().canvas();
  }
  EditedPicture& picture() { return window->document().image().picture(); }
  QPoint at(double x, double y) const { return canvas->fromPicture({x, y}).toPoint(); }
  void stroke(QPoint from, QPoint to) {
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    for (int i = 1; i <= 5; ++i) QTest::mouseMove(canvas, from + (to - from) * i / 5);
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
  }
  QString file(const char* name, const QByteArray& bytes) {
    const QString path = QString::fromStdString((folder.path() / name).string());
    QFile out(path);
    EXPECT_TRUE(out.open(QIODevice::WriteOnly));
    out.write(bytes);
    return path;
  }
  QString image(const char* name, QSize size, const QColor& colour = Qt::red) {
    QImage made(size, QImage::Format_RGB32);
    made.fill(colour);
    const QString path = QString::fromStdString((folder.path() / name).string());
    EXPECT_TRUE(made.save(path));
    return path;
  }
  bool refused() { return messages().has(MessageStrip::NotOpened); }
  QAction* action(const char* name) { return window->findChild<QAction*>(QLatin1String(name)); }

  PictureCanvas* canvas = nullptr;
};

TEST_F(PicturesTest, AnImageModelTurnsTheInputDockIntoThePictureEditor) {
  openPicture();
  EXPECT_TRUE(window->pictures().isVisible());
  EXPECT_FALSE(editor->isVisible());
  EXPECT_EQ(picture().size(), QSize(504, 504)) << "21 times 24: a canvas, since it has no samples";
  EXPECT_EQ(window->shownTrace()->rows(StackId::Encoder), 10);
  EXPECT_EQ(bars->rows().size(), 3U);
  EXPECT_FALSE(action("nextToken")->isVisible());
  EXPECT_FALSE(action("writeOn")->isVisible());
  EXPECT_FALSE(window->findChild<QWidget*>(QStringLiteral("seed")) &&
               window->findChild<QWidget*>(QStringLiteral("seed"))->isVisible());
  EXPECT_TRUE(action("pastePicture")->isVisible());
  EXPECT_FALSE(window->shownTrace()->logitsByLayer().empty());
}

TEST_F(PicturesTest, WhatIsShownIsWhatTheEngineComputesForThePixelsOnTheCanvas) {
  openPicture();
  const auto predicted = probabilities();
  stroke(at(50, 60), at(450, 380));
  ASSERT_TRUE(waitForPicture());
  EXPECT_NE(probabilities(), predicted);
  const OpenModel& model = *window->bridge().current();
  vision::Preprocessor preprocessor(*model.files.preprocessing);
  Request request;
  request.inputs = preprocessor.input(preprocessor.seen(picture().pixels()));
  ASSERT_TRUE(window->shownTrace()->picture());
  EXPECT_EQ(*window->shownTrace()->picture(), std::get<PictureInput>(request.inputs.front()));
  const auto backend = makeBackend("cpu");
  const auto loaded = loadModel(model.folder.toStdString(), *backend);
  const auto trace = runModel(*loaded, *backend, request);
  const Distribution expected(trace->predictedLogits(), Sampling{1, 0, 1, 0});
  for (const PredictionRow& row : bars->rows())
    EXPECT_NEAR(row.probability, expected.plainProbability(row.id), 1e-6) << row.id;
  QTest::keyClick(canvas, Qt::Key_Z, Qt::ControlModifier);
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(probabilities(), predicted);
}

TEST_F(PicturesTest, BarsMoveWhileTheBrushIsDown) {
  openPicture();
  const auto predicted = probabilities();
  QTest::mousePress(canvas, Qt::LeftButton, {}, at(50, 60));
  for (int i = 1; i <= 20; ++i) QTest::mouseMove(canvas, at(50 + 20 * i, 60 + 15 * i));
  ASSERT_TRUE(waitForPicture());
  EXPECT_TRUE(picture().stroking());
  EXPECT_NE(probabilities(), predicted);
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, at(450, 360));
  EXPECT_EQ(window->document().undoStack().count(), 1);
}

TEST_F(PicturesTest, PatchEditsReachTheModel) {
  openPicture();
  stroke(at(50, 60), at(450, 380));
  window->pictures().setTool(PictureTool::Patches);
  PictureToolSettings settings = canvas->settings();
  settings.fill = PatchFill::Zero;
  canvas->setSettings(settings);
  QTest::mouseClick(canvas, Qt::LeftButton, {}, at(252, 252));
  ASSERT_TRUE(waitForPicture());
  const PictureInput& input = *window->shownTrace()->picture();
  for (int y = 8; y < 16; ++y)
    for (int x = 8; x < 16; ++x) EXPECT_EQ((*input.pixels)[static_cast<std::size_t>(y * 24 + x)], 0.0F);
}

TEST_F(PicturesTest, TextAndPictureOutliveTheOtherModel) {
  openPicture();
  stroke(at(50, 60), at(450, 380));
  ASSERT_TRUE(waitForPicture());
  const vision::Picture drawn = picture().pixels();
  window->openModel(QStringLiteral("storyteller"));
  ASSERT_TRUE(waitUntil([&] { return !window->bridge().opening() && !window->document().imageRead(); }));
  EXPECT_TRUE(editor->isVisible());
  EXPECT_FALSE(window->pictures().isVisible());
  EXPECT_FALSE(action("pastePicture")->isVisible());
  editor->setFocus();
  QTest::keyClicks(editor, QStringLiteral("The owl told Tom"));
  ASSERT_TRUE(waitForPicture());
  EXPECT_FALSE(window->shownTrace()->picture());
  window->openModel(options.model);
  ASSERT_TRUE(waitUntil([&] { return !window->bridge().opening() && window->document().imageRead(); }));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(picture().pixels(), drawn);
  EXPECT_EQ(window->document().text().text(), QStringLiteral("The owl told Tom"));
  EXPECT_EQ(bars->rows().size(), 3U);
}

TEST_F(PicturesTest, PicturesAreOpenedDroppedAndPasted) {
  openPicture();
  window->openFiles({image("red.png", {40, 30})});
  ASSERT_TRUE(waitUntil([&] { return picture().size() == QSize(40, 30); }));
  EXPECT_EQ(picture().origin().name, QStringLiteral("red.png"));
  ASSERT_TRUE(waitForPicture());
  // A picture by its content, whatever it is called.
  const QString disguised = image("blue.png", {31, 17}, Qt::blue);
  QFile::rename(disguised, disguised + QStringLiteral(".txt"));
  window->openFiles({disguised + QStringLiteral(".txt")});
  ASSERT_TRUE(waitUntil([&] { return picture().size() == QSize(31, 17); }));
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(image("green.png", {50, 20}, Qt::green))});
  QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window.get(), &enter);  // only who was entered is dropped on
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window.get(), &drop);
  ASSERT_TRUE(waitUntil([&] { return picture().size() == QSize(50, 20); }));
  QImage pasted(24, 60, QImage::Format_ARGB32);
  pasted.fill(QColor(255, 0, 0, 0));
  QApplication::clipboard()->setImage(pasted);
  canvas->setFocus();
  QTest::keyClick(canvas, Qt::Key_V, Qt::ControlModifier);
  ASSERT_TRUE(waitUntil([&] { return picture().size() == QSize(24, 60); }));
  EXPECT_EQ(imageOf(std::as_const(picture()).pixels()).pixelColor(3, 3), QColor(Qt::white)) << "over white";
  ASSERT_TRUE(waitForPicture());
  window->document().undoStack().undo();
  EXPECT_EQ(picture().size(), QSize(50, 20));
  EXPECT_FALSE(refused());
}

TEST_F(PicturesTest, BadPicturesAreRefusedAndTheOneBeforeStays) {
  openPicture();
  stroke(at(50, 60), at(450, 380));
  ASSERT_TRUE(waitForPicture());
  const vision::Picture before = picture().pixels();
  QFile good(image("good.png", {300, 200}));
  ASSERT_TRUE(good.open(QIODevice::ReadOnly));
  const QByteArray png = good.readAll();
  QByteArray bomb = png;  // declares 60,000 x 60,000
  for (const int begin : {16, 20}) bomb.replace(begin, 4, QByteArray::fromHex("0000EA60"));
  const std::pair<const char*, QByteArray> bad[] = {
      {"empty.png", {}}, {"bomb.png", bomb}, {"cut.png", png.left(60)}, {"text.jpg", "This is no picture."}};
  for (const auto& [name, bytes] : bad) {
    window->openPictureFile(file(name, bytes));
    ASSERT_TRUE(waitUntil([&] { return refused(); })) << name;
    const Message& message = messages().message(MessageStrip::NotOpened);
    EXPECT_TRUE(message.title.contains(QLatin1String(name))) << qPrintable(message.title);
    EXPECT_FALSE(message.detail.isEmpty());
    EXPECT_EQ(picture().pixels(), before) << name;
    messages().clear(MessageStrip::NotOpened);
  }
  for (const QSize size : {QSize(1, 1), QSize(10000, 10), QSize(10, 4000)}) {
    window->openPictureFile(image("odd.png", size, Qt::blue));
    ASSERT_TRUE(waitUntil([&] { return picture().size() == size; })) << size.width();
    ASSERT_TRUE(waitForPicture()) << size.width();
    EXPECT_EQ((*window->shownTrace()->picture()->seen)[2], 255);
  }
}

TEST_F(PicturesTest, ATextModelOffersTheWayToOneThatLooksAtPictures) {
  options.model.clear();
  options.text = QStringLiteral("The owl told Tom");
  open();
  window->openFiles({image("red.png", {64, 64})});
  ASSERT_TRUE(waitUntil([&] { return refused(); }));
  const Message message = messages().message(MessageStrip::NotOpened);
  EXPECT_TRUE(message.title.contains(QLatin1String("reads text"))) << qPrintable(message.title);
  EXPECT_EQ(window->document().text().text(), QStringLiteral("The owl told Tom"));
  ASSERT_FALSE(message.buttons.isEmpty());
  if (!message.buttons[0].text.contains(QLatin1String("Doodles"))) GTEST_SKIP() << "no bundled image model";
  message.buttons[0].pressed();
  ASSERT_TRUE(waitUntil([&] { return window->document().imageRead() && !window->bridge().opening(); }, 60000));
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(picture().size(), QSize(64, 64));
  EXPECT_EQ(picture().origin().name, QStringLiteral("red.png"));
}

TEST_F(PicturesTest, WhatIfsNamePatchesByTheirPlaces) {
  openPicture();
  window->document().addWhatIf(MaskKey{StackId::Encoder, 1 + 3 + 2});
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(describe(window->document().whatIfs()[0].change, window->document().rowNames()),
            QStringLiteral("hide row 1, col 2"));
  EXPECT_EQ(window->shownTrace()->changes().size(), 1U);
  EXPECT_TRUE(window->shownBaseline());
  window->document().addWhatIf(ScaleHead{StackId::Encoder, 1, 2, 0});
  ASSERT_TRUE(waitForPicture());
  EXPECT_EQ(window->shownTrace()->changes().size(), 2U);
}

TEST_F(PicturesTest, TheDrawingIsThereAgainAfterTheWindowWasClosed) {
  options.remember = true;
  openPicture();
  stroke(at(50, 60), at(450, 380));
  ASSERT_TRUE(waitForPicture());
  const vision::Picture drawn = picture().pixels();
  window->close();
  window.reset();
  openPicture();
  EXPECT_EQ(picture().pixels(), drawn);
  EXPECT_EQ(window->shownTrace()->rows(StackId::Encoder), 10);
}

TEST_F(PicturesTest, AHoveredPatchIsLitEverywhere) {
  openPicture();
  window->pictures().setTool(PictureTool::Patches);
  QTest::mouseMove(canvas, at(420, 252));
  EXPECT_TRUE(waitUntil([&] { return window->selection().hoveredQuery() == 1 + 3 + 2; }));
  QTest::mouseMove(canvas, at(84, 84));
  EXPECT_TRUE(waitUntil([&] { return window->selection().hoveredQuery() == 1; }));
}

}  // namespace
}  // namespace headlight::ui
