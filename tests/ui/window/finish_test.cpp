// Small things that whoever sits before the window would stumble over: keys, menus, docks.
#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>

#include "fixture.h"
#include "session/processor.h"
#include "ui/editors/token_chips.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"

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

TEST_F(FinishTest, AboutNamesVersionLicenceProcessorAndDevice) {
  open();
  QString said;
  QTimer::singleShot(200, window.get(), [&] {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (!box) return;
    said = box->text();
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
