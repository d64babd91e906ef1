// Small things that whoever sits before the window would stumble over: keys, menus, docks.
#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <cmath>

#include "fixture.h"
#include "session/processor.h"
#include "ui/editors/token_chips.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/image_view.h"
#include "ui/views/matrix_view.h"
#include "ui/views/numbers.h"
#include "ui/window/bundled_models.h"
#include "ui/window/model_line.h"

namespace headlight::ui {
namespace {

class FinishTest : public WindowTest {
 protected:
  ~FinishTest() override {
    window.reset();
    setTextScale(100);
  }
  QAction* action(const char* name) { return window->findChild<QAction*>(QLatin1String(name)); }
  template <class Widget>
  Widget* find(const char* name) {
    return window->findChild<Widget*>(QLatin1String(name));
  }
};

TEST_F(FinishTest, TheWholeScreenKeepsTextAndPredictionsWithLargerTypeAndGivesBackWhatWas) {
  open();
  window->showMaximized();
  ASSERT_TRUE(waitUntil([&] { return window->isMaximized(); }));
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->isFullScreen(); }));
  EXPECT_TRUE(find<QDockWidget>("inputDock")->isVisible());
  EXPECT_TRUE(find<QDockWidget>("predictionsDock")->isVisible());
  EXPECT_FALSE(find<QDockWidget>("pipelineDock")->isVisible());
  EXPECT_FALSE(window->menuBar()->isVisible());
  EXPECT_GT(textPercent(), 100);
  QTest::keyClick(&lens(), Qt::Key_Escape);
  ASSERT_TRUE(waitUntil([&] { return !window->isFullScreen(); }));
  EXPECT_TRUE(window->isMaximized());
  EXPECT_EQ(textPercent(), 100);
  EXPECT_TRUE(find<QDockWidget>("pipelineDock")->isVisible());
}

TEST_F(FinishTest, TheWholeScreenSaysHowToLeaveIt) {
  open();
  const auto said = [this] {
    for (const QLabel* label : window->findChildren<QLabel*>())
      if (label->isVisible() && label->text().contains(QLatin1String("F11 or Esc"))) return true;
    return false;
  };
  EXPECT_FALSE(said());
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->isFullScreen(); }));
  EXPECT_TRUE(said());
  action("fullScreen")->trigger();
  EXPECT_FALSE(said());
}

TEST_F(FinishTest, DocksAreAsHighAsBeforeAfterTheWholeScreenLargerTypeAndAReset) {
  open();
  window->resize(1280, 800);
  ASSERT_TRUE(waitForPicture());
  const auto heights = [this] {
    const auto now = [this] {
      QList<int> all;
      for (const char* name : {"inputDock", "predictionsDock", "whatIfDock", "pipelineDock"})
        all << find<QDockWidget>(name)->height() << find<QDockWidget>(name)->width();
      return all;
    };
    // At rest: layouts settle over some rounds, and a busy machine takes its time for each.
    QList<int> all = now();
    for (int same = 0, rounds = 0; same < 4 && rounds < 200; ++rounds) {
      QTest::qWait(25);
      same = now() == all ? same + 1 : 0;
      all = now();
    }
    return all;
  };
  const QList<int> before = heights();
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->isFullScreen(); }));
  action("fullScreen")->trigger();
  ASSERT_TRUE(waitUntil([&] { return window->size() == QSize(1280, 800); }));
  EXPECT_EQ(heights(), before) << "the whole screen";
  for (int i = 0; i < 4; ++i) action("largerText")->trigger();
  heights();
  action("normalText")->trigger();
  EXPECT_EQ(heights(), before) << "larger type";
  action("resetLayout")->trigger();
  EXPECT_EQ(heights(), before) << "reset";
  auto* whatIfs = find<QDockWidget>("whatIfDock");
  whatIfs->close();
  heights();
  whatIfs->toggleViewAction()->trigger();
  EXPECT_EQ(heights(), before) << "closed and opened";
}

TEST_F(FinishTest, NoTitleOfADockLiesOverItsPanelWhateverTheType) {
  open();
  for (const int times : {0, 2, 2}) {
    for (int i = 0; i < times; ++i) action("largerText")->trigger();
    QTest::qWait(50);
    for (const char* name : {"inputDock", "predictionsDock", "whatIfDock"}) {
      const auto* dock = find<QDockWidget>(name);
      EXPECT_GE(dock->widget()->y(), dock->titleBarWidget()->geometry().bottom() + 1)
          << name << " at " << textPercent();
    }
  }
}

TEST_F(FinishTest, AFloatedDockLeavesItsPlaceFreeAndHasALineAroundIt) {
  open();
  window->resize(1280, 800);
  auto* dock = find<QDockWidget>("predictionsDock");
  const QRect was(dock->mapToGlobal(QPoint(0, 0)), dock->size());
  for (QToolButton* button : dock->titleBarWidget()->findChildren<QToolButton*>())
    if (button->accessibleName().startsWith(QLatin1String("Float"))) button->click();
  QTest::qWait(50);
  ASSERT_TRUE(dock->isFloating());
  EXPECT_GE(was.left() - dock->x(), was.width() / 3) << "what takes its place is seen";
  EXPECT_GT(dock->y(), was.top());
  const QImage picture = dock->grab().toImage();
  for (const QPoint& at : {QPoint(0, 0), QPoint(picture.width() - 1, picture.height() / 2),
                           QPoint(picture.width() / 2, picture.height() - 1)})
    EXPECT_EQ(picture.pixelColor(at), window->palette().color(QPalette::WindowText));
}

TEST_F(FinishTest, TypeGrowsByMenuAndComesBack) {
  open();
  const int before = editor->font().pixelSize();
  action("largerText")->trigger();
  EXPECT_EQ(textPercent(), 125);
  EXPECT_EQ(editor->font().pixelSize(), scaled(before));
  EXPECT_GT(editor->font().pixelSize(), before);
  for (int i = 0; i < 9; ++i) action("largerText")->trigger();
  EXPECT_EQ(textPercent(), mostTextPercent);
  action("normalText")->trigger();
  EXPECT_EQ(editor->font().pixelSize(), before);
  ASSERT_TRUE(waitForPicture());
}

TEST_F(FinishTest, AClickIsWhereItIsSeenInLargeType) {
  open();
  window->setTextScale(200);
  QApplication::processEvents();
  auto* chips = find<TokenChips>("tokenChips");
  EXPECT_EQ(chips->chipAt(chips->chipRect(2).center()), 2);
  const std::int32_t wanted = bars->rows()[2].id;
  const auto count = window->document().text().ids().size();
  QTest::mouseClick(bars, Qt::LeftButton, {}, bars->rowRect(2).center());
  ASSERT_TRUE(waitForPicture());
  ASSERT_EQ(window->document().text().ids().size(), count + 1);
  EXPECT_EQ(window->document().text().ids().back(), wanted);
}

TEST_F(FinishTest, TheSmallestWindowLeavesAPictureBesideTheLargestType) {
  for (const char* model : {"storyteller", "doodles"}) {
    options.model = QLatin1String(model);
    window.reset();
    setTextScale(100);
    open(960, 600);
    window->setTextScale(200);
    for (int round = 0; round < 4; ++round) QApplication::processEvents();
    const bool image = lens().shows(ImageView::id);
    if (!image) window->lensArea().setView(MatrixView::id);
    QApplication::processEvents();
    const View& view = lens().view();
    const QSizeF size = lens().sceneSize();
    const double least =
        image ? dynamic_cast<const ImageView&>(view).layout(*lens().trace(), lens().state(), size).picture.height()
              : dynamic_cast<const MatrixView&>(view).layout(*lens().trace(), lens().state(), size).field.height();
    EXPECT_GE(least * lens().sceneScale(), image ? 130 : 80) << model;
    // What is edited scrolls by itself, and not its dock once more around it.
    auto* area = qobject_cast<QScrollArea*>(find<QDockWidget>("inputDock")->widget());
    ASSERT_TRUE(area);
    EXPECT_FALSE(area->verticalScrollBar()->isVisible()) << model;
    if (!image) {
      auto* count = find<QLabel>("tokenCount");
      auto* text = find<TextInput>("textInput");
      EXPECT_LE(text->mapTo(window.get(), QPoint(0, text->height())).y(), count->mapTo(window.get(), QPoint(0, 0)).y());
    }
  }
}

TEST_F(FinishTest, IconsGrowWithTheType) {
  open();
  auto* button = find<QToolButton>("themeButton");
  const auto drawn = [&] {
    const QImage image = button->grab().toImage();
    const QRgb ground = image.pixel(8, 8);
    int top = image.height(), bottom = 0;
    for (int y = 5; y < image.height() - 5; ++y)
      for (int x = 8; x < image.width() - 8; ++x)
        if (image.pixel(x, y) != ground) {
          top = std::min(top, y);
          bottom = std::max(bottom, y);
        }
    return bottom - top;
  };
  const int before = drawn();
  window->setTextScale(200);
  QApplication::processEvents();
  EXPECT_GT(drawn(), before * 3 / 2);
}

TEST_F(FinishTest, TheCardOfAPairSaysTheScoreThatSoftmaxWasGiven) {
  open();
  window->selection().chooseHead(3, 2);
  window->lensArea().setView(MatrixView::id);
  const SiteId queries{StackId::Decoder, Site::Query, 3}, keys{StackId::Decoder, Site::Key, 3};
  ASSERT_TRUE(waitUntil([&] { return lens().trace() && lens().trace()->find(queries) && lens().trace()->find(keys); }));
  ViewState state = lens().state();
  state.pointerInside = true;
  state.hoveredQuery = 5;
  state.hoveredKey = 2;
  const Scene scene = lens().view().scene(lens().trace(), state, lens().sceneSize());
  ASSERT_FALSE(scene.above.empty());
  QString said;
  for (const Label& label : scene.above.back().labels) {
    if (said == QLatin1String("next")) said = label.text;
    if (label.text.startsWith(QLatin1String("score"))) said = QStringLiteral("next");
  }
  const std::vector<float> q = lens().trace()->find(queries)->rowToHost(5),
                           k = lens().trace()->find(keys)->rowToHost(2);
  const int width = lens().trace()->model().stacks.front().headWidth;
  double sum = 0;
  for (int i = 0; i < width; ++i)
    sum += static_cast<double>(q[static_cast<std::size_t>(2 * width + i)]) * k[static_cast<std::size_t>(2 * width + i)];
  EXPECT_EQ(said, decimal(sum / std::sqrt(width), 4)) << "query 5, key 2 of L3H2";
}

TEST_F(FinishTest, EveryBundledModelIsListedWithWhatItReadsAndSays) {
  open();
  auto* box = find<QComboBox>("modelCombo");
  int pictures = 0, texts = 0;
  for (const QString& folder : bundledFolders()) {
    EXPECT_GE(box->findData(folder), 0) << folder.toStdString();
    const ModelLine line = modelLine(folder);
    EXPECT_TRUE(line.words.contains(QRegularExpression(QStringLiteral(" layers? × [1-9]"))))
        << line.words.toStdString();
    EXPECT_FALSE(line.words.contains(QStringLiteral(" 0 "))) << line.words.toStdString();
    const bool looks = line.words.startsWith(QStringLiteral("reads pictures"));
    EXPECT_EQ(looks, !line.picture.isNull()) << folder.toStdString();
    ++(looks ? pictures : texts);
  }
  EXPECT_GE(pictures, 2);
  EXPECT_GE(texts, 1);
  // The line is the model's own.
  EXPECT_EQ(modelLine(window->bridge().current()->folder).words, lineOf(*window->bridge().current()->info));
  EXPECT_TRUE(modelLine(QStringLiteral("/nowhere")).words.isEmpty());
  box->showPopup();
  QApplication::processEvents();
  const int row = box->currentIndex();
  EXPECT_GE(box->view()->visualRect(box->model()->index(row, 0)).height(), 40);
  box->hidePopup();
}

TEST_F(FinishTest, TheEditMenuCutsCopiesAndPastesInWhatHasTheKeyboard) {
  open();
  const QString text = editor->toPlainText();
  action("selectAll")->trigger();
  action("copy")->trigger();
  EXPECT_EQ(QGuiApplication::clipboard()->text(), text);
  action("cut")->trigger();
  EXPECT_TRUE(editor->toPlainText().isEmpty());
  action("paste")->trigger();
  EXPECT_EQ(editor->toPlainText(), text);
}

TEST_F(FinishTest, AFloatedDockComesBackWhereItWasClosed) {
  open();
  auto* dock = find<QDockWidget>("predictionsDock");
  dock->setFloating(true);
  dock->move(150, 120);
  QApplication::processEvents();
  const QRect was = dock->geometry();
  dock->close();
  dock->move(0, 0);
  dock->toggleViewAction()->trigger();
  EXPECT_TRUE(dock->isFloating());
  EXPECT_EQ(dock->geometry(), was);
}

TEST_F(FinishTest, TabGoesFromTheTextOverItsTokensToTheLens) {
  open();
  QTest::keyClick(editor, Qt::Key_Tab);
  ASSERT_EQ(QApplication::focusWidget(), find<TokenChips>("tokenChips"));
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
  ASSERT_EQ(QApplication::focusWidget(), find<QToolButton>("surprise")) << "what colours the tokens, below them";
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
  EXPECT_EQ(QApplication::focusWidget(), &lens());
}

TEST_F(FinishTest, EveryPlaceThatTabReachesShowsThatItIsReached) {
  open();
  QWidget* first = QApplication::focusWidget();
  int stops = 0;
  do {
    QWidget* now = QApplication::focusWidget();
    ASSERT_TRUE(now);
    QApplication::processEvents();
    const QImage with = now->grab().toImage();
    now->clearFocus();
    QApplication::processEvents();
    const QImage without = now->grab().toImage();
    EXPECT_TRUE(with != without) << now->metaObject()->className() << " " << now->objectName().toStdString();
    now->setFocus(Qt::TabFocusReason);
    QTest::keyClick(now, Qt::Key_Tab);
    ++stops;
  } while (QApplication::focusWidget() != first && stops < 80);
  EXPECT_GT(stops, 15);
  EXPECT_LT(stops, 80) << "Tab never comes back";
}

TEST_F(FinishTest, TheListOfKeysNeedsNoScrollBarAcross) {
  open();
  bool looked = false;
  QTimer::singleShot(200, window.get(), [&] {
    auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
    if (!dialog) return;
    auto* area = dialog->findChild<QScrollArea*>();
    EXPECT_LE(area->widget()->width(), area->viewport()->width());
    looked = true;
    dialog->reject();
  });
  action("keyboard")->trigger();
  EXPECT_TRUE(looked);
}

TEST_F(FinishTest, DialogsOfWordsFitTheScreenWhateverTheType) {
  open();
  for (int i = 0; i < 4; ++i) action("largerText")->trigger();
  ASSERT_EQ(textPercent(), mostTextPercent);
  const QSize room = window->screen()->availableGeometry().size();
  for (const char* name : {"keyboard", "about", "caveats"}) {
    bool looked = false;
    QTimer::singleShot(200, window.get(), [&] {
      auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
      if (!dialog) return;
      EXPECT_LE(dialog->width(), room.width()) << name;
      EXPECT_LE(dialog->height(), room.height()) << name;
      EXPECT_TRUE(dialog->findChild<QDialogButtonBox*>()->isVisible()) << name;
      looked = true;
      dialog->reject();
    });
    action(name)->trigger();
    EXPECT_TRUE(looked) << name;
  }
}

TEST_F(FinishTest, AboutNamesVersionLicenceProcessorAndDevice) {
  open();
  QString said;
  QTimer::singleShot(200, window.get(), [&] {
    auto* box = qobject_cast<QDialog*>(QApplication::activeModalWidget());
    if (!box) return;
    said = box->findChild<QLabel*>()->text();
    box->reject();
  });
  action("about")->trigger();
  const DeviceInfo cpu = processor();
  for (const QString& part :
       {QStringLiteral("MIT"), QString::fromStdString(cpu.name), QString::fromStdString(cpu.type),
        window->bridge().current()->deviceName, QStringLiteral("Qt "), QStringLiteral("Dear ImGui")})
    EXPECT_TRUE(said.contains(part)) << part.toStdString() << " in\n" << said.toStdString();
}

}  // namespace
}  // namespace headlight::ui
