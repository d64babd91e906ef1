// What the monkey found (tests/ui/monkey), each as small as it gets.
#include <QAction>
#include <QDockWidget>

#include "recorded_models.h"
#include "ui/editors/image_editor.h"
#include "ui/editors/token_chips.h"
#include "ui/views/image_view.h"

namespace headlight::ui {
namespace {

/// Warnings of Qt's while it lives.
class Warnings {
 public:
  Warnings() {
    list().clear();
    before_ = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
      if (type != QtDebugMsg && type != QtInfoMsg && !message.startsWith(QLatin1String("This plugin does not support")))
        list() << message;
    });
  }
  ~Warnings() { qInstallMessageHandler(before_); }
  static QStringList& list() {
    static QStringList all;
    return all;
  }

 private:
  QtMessageHandler before_;
};

class MonkeyFindsTest : public WindowTest {};

TEST_F(MonkeyFindsTest, ADockOnItsWayBackIntoTheWindowIsNotGivenAWidth) {
  open(1400, 800);
  const Warnings warnings;
  for (const char* name : {"inputDock", "predictionsDock"}) {
    auto* dock = window->findChild<QDockWidget*>(QLatin1String(name));
    dock->setFloating(true);
    QTest::qWait(20);
    dock->setFloating(false);
    window->resize(1200, 800);  // the docks' widths for a small window
    window->findChild<QAction*>(QStringLiteral("resetLayout"))->trigger();
    window->removeDockWidget(dock);
    window->resize(1400, 800);
    window->findChild<QAction*>(QStringLiteral("resetLayout"))->trigger();
    EXPECT_EQ(window->dockWidgetArea(dock) != Qt::NoDockWidgetArea, true);
    QTest::qWait(50);
  }
  EXPECT_EQ(Warnings::list().join(QLatin1Char('\n')).toStdString(), "");
}

TEST_F(MonkeyFindsTest, AModelMayOpenWhileTheInputsFloat) {
  open();
  const Warnings warnings;
  auto* dock = window->findChild<QDockWidget*>(QStringLiteral("inputDock"));
  dock->setFloating(true);
  QTest::qWait(20);
  for (const char* name : {"doodles", "storyteller"}) {
    window->openModel(QLatin1String(name));
    ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QLatin1String(name)); }));
    ASSERT_TRUE(waitForPicture());
  }
  dock->setFloating(false);
  QTest::qWait(20);
  EXPECT_EQ(Warnings::list().join(QLatin1Char('\n')).toStdString(), "");
  window->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
  auto* chips = window->findChild<TokenChips*>(QStringLiteral("tokenChips"));
  chips->setFocus();
  QTest::keyClick(chips, Qt::Key_Tab);
  if (QApplication::focusWidget()->objectName() == QLatin1String("surprise"))
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
  EXPECT_EQ(QApplication::focusWidget(), &lens());
}

TEST_F(MonkeyFindsTest, AViewOfPicturesIsNeverGivenTheTraceOfAText) {
  // Doodles with the similarity of positions, a text, Doodles again: the Image view came back before its trace did, and
  // asked a text's model for its patches.
  options.model = QStringLiteral("doodles");
  options.text.clear();
  open();
  ASSERT_TRUE(lens().shows(ImageView::id));
  PictureState state = lens().state().picture;
  state.shown = PictureState::Shown::Positions;
  lens().setPicture(state);
  ASSERT_TRUE(waitForPicture());
  int looked = 0;
  const auto look = [&] {
    const auto& trace = lens().trace();
    ++looked;
    EXPECT_FALSE(trace && lens().shows(ImageView::id) && !trace->picture());
    EXPECT_FALSE(trace && window->document().imageRead() && !trace->picture());
  };
  QObject::connect(&window->lensArea(), &LensArea::viewChanged, window.get(), look);
  QObject::connect(&lens(), &LensWidget::optionsChanged, window.get(), look);
  for (const char* name : {"storyteller", "doodles", "photos-10", "storyteller", "photos-10"}) {
    window->openModel(QLatin1String(name));
    ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QLatin1String(name)); }));
    ASSERT_TRUE(waitForPicture());
    look();
  }
  EXPECT_GT(looked, 5);
}

TEST_F(MonkeyFindsTest, UndoLeavesTheTextAloneWhileAnImageIsOnScreen) {
  // Ctrl+Z in Doodles took Storyteller's words, unseen.
  open();
  QTest::keyClicks(editor, QStringLiteral(" said"));
  ASSERT_TRUE(waitForPicture());
  const QString text = window->document().text().text();
  const auto switchTo = [&](const char* name) {
    window->openModel(QLatin1String(name));
    return waitUntil([&] { return window->bridge().current()->folder.endsWith(QLatin1String(name)); }) &&
           waitForPicture();
  };
  ASSERT_TRUE(switchTo("doodles"));
  for (int i = 0; i < 5; ++i) QTest::keyClick(&window->pictures().canvas(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(window->document().text().text(), text);
  ASSERT_TRUE(switchTo("storyteller"));
  editor->setFocus();
  QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
  EXPECT_NE(window->document().text().text(), text);
}

TEST_F(MonkeyFindsTest, ACropUnderThePointerEndsWithItsModel) {
  // Seed 505, step 21,154: the corner of the crop was being dragged when a text's model took over, and the next move
  // asked a model that was gone for the shape of its image.
  options.model = QStringLiteral("doodles");
  options.text.clear();
  open();
  PictureCanvas& canvas = window->pictures().canvas();
  PictureToolSettings settings = canvas.settings();
  settings.tool = PictureTool::Crop;
  canvas.setSettings(settings);
  const QPoint corner = canvas.fromPicture({1, 1}).toPoint();
  QTest::mousePress(&canvas, Qt::LeftButton, Qt::NoModifier, corner);
  QTest::mouseMove(&canvas, corner + QPoint(9, 9));
  ASSERT_TRUE(waitForPicture());
  const auto cropped = window->document().image().picture().crop();
  ASSERT_TRUE(cropped.has_value()) << "the corner was not under the pointer";
  window->openModel(QStringLiteral("storyteller"));
  ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QLatin1String("storyteller")); }));
  QMouseEvent move(QEvent::MouseMove, corner + QPoint(20, 20), canvas.mapToGlobal(corner), Qt::NoButton, Qt::LeftButton,
                   Qt::NoModifier);
  QCoreApplication::sendEvent(&canvas, &move);
  EXPECT_EQ(window->document().image().picture().crop(), cropped);
}

TEST_F(MonkeyFindsTest, TracesOfAModelThatIsGoneAreLetGo) {
  // Each holds its device and its memory: of one on a GPU both would stay for good.
  options.model = QStringLiteral("doodles");
  options.text.clear();
  open();
  const auto lookAround = [this] {
    QTest::mouseMove(&lens(), lens().rect().center());
    QTest::qWait(30);
  };
  for (const char* next : {"storyteller", "photos-10", "storyteller"}) {
    lookAround();
    for (QAction* view : window->lensArea().viewActions())
      if (view->isVisible()) {
        view->trigger();
        lookAround();
      }
    if (auto* inspector = window->findChild<QAction*>(QStringLiteral("inspector"))) {
      inspector->trigger();
      lookAround();
      inspector->trigger();
      lookAround();
    }
    const std::weak_ptr<const Trace> before = window->shownTrace();
    ASSERT_FALSE(before.expired());
    window->openModel(QLatin1String(next));
    ASSERT_TRUE(waitUntil([&] { return window->bridge().current()->folder.endsWith(QLatin1String(next)); }));
    ASSERT_TRUE(waitForPicture());
    EXPECT_TRUE(waitUntil([&] { return before.expired(); }, 5000))
        << before.use_count() << " hold the trace of the model before " << next;
  }
}

TEST_F(MonkeyFindsTest, AMessageWithoutButtonsLeavesNothingBehind) {
  // Under AddressSanitizer, which counts at the end: the row of the buttons that there are none of was nobody's.
  MessageStrip strip;
  for (const Message::Kind kind : {Message::Kind::Told, Message::Kind::Refused}) {
    Message message;
    message.kind = kind;
    message.title = QStringLiteral("Nothing can be done.");
    strip.tell(MessageStrip::Device, message);
    strip.clear(MessageStrip::Device);
  }
  EXPECT_FALSE(strip.has(MessageStrip::Device));
}

class DocksAtRestTest : public RecordedModelsTest {
 protected:
  /// Every dock on screen by itself, of these widths and of every height between.
  void sizeEveryDock(const std::vector<int>& widths) {
    for (const char* name : {"inputDock", "predictionsDock", "whatIfDock", "modelDock", "pipelineDock"}) {
      auto* dock = window->findChild<QDockWidget*>(QLatin1String(name));
      dock->show();
      dock->setFloating(true);
      for (const int width : widths)
        for (int height = 220; height < 480; height += 2) {
          dock->resize(width, height);
          QApplication::sendPostedEvents();
        }
      dock->setFloating(false);
    }
  }
};

// Content that shows more where it is higher asked for another height from within every height that it was given, and
// the stack overflowed.
TEST_F(DocksAtRestTest, WhateverTheyHold) {
  options.text = QStringLiteral("the owl told");
  openRecorded("bert-tiny-mlm");
  sizeEveryDock({300, 340, 360});
  for (const char* model : {"storyteller", "translator", "doodles"}) {
    window->openModel(QLatin1String(model));
    ASSERT_TRUE(waitUntil([this] { return !window->bridge().opening(); }));
    sizeEveryDock({340});
  }
}

}  // namespace
}  // namespace headlight::ui
