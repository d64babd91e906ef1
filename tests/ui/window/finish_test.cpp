// Small things that whoever sits before the window would stumble over: keys, menus, docks, contrast.
#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
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
#include <cmath>
#include <map>

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

double luminance(const QColor& color) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// Of the most frequent colour against the one that stands out most: ground and ink.
double contrastIn(const QImage& image) {
  std::map<QRgb, int> counts;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) ++counts[image.pixel(x, y)];
  QRgb ground = 0;
  int most = 0;
  for (const auto& [color, count] : counts)
    if (count > most) {
      most = count;
      ground = color;
    }
  double best = 1;
  for (const auto& [color, count] : counts) {
    const double a = luminance(QColor(color)), b = luminance(QColor(ground));
    best = std::max(best, (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05));
  }
  return best;
}

/// The middle of it, without the frame, on what it stands on.
QImage inside(QWidget& widget) {
  QWidget& window = *widget.window();
  return window.grab(QRect(widget.mapTo(&window, QPoint(0, 0)), widget.size()).adjusted(5, 5, -5, -5)).toImage();
}

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

TEST_F(FinishTest, WhatIsChosenInAListCanBeRead) {
  for (const char* theme : {"light", "dark"}) {
    options.theme = QLatin1String(theme);
    open();
    int lists = 0;
    for (auto* combo : window->findChildren<QComboBox*>()) {
      if (!combo->isVisible() || combo->count() == 0) continue;
      combo->showPopup();
      QApplication::processEvents();
      const QRect row = combo->view()->visualRect(combo->view()->currentIndex());
      const QImage image = combo->view()->viewport()->grab(row.adjusted(2, 2, -2, -2)).toImage();
      EXPECT_GE(contrastIn(image), 4.5) << theme << ": " << combo->objectName().toStdString() << " "
                                        << combo->accessibleName().toStdString();
      combo->hidePopup();
      ++lists;
    }
    EXPECT_GE(lists, 4);
    window.reset();
  }
}

TEST_F(FinishTest, EveryButtonCanBeReadInEveryState) {
  options.model = QStringLiteral("doodles");
  options.text.clear();
  for (const char* theme : {"light", "dark"}) {
    options.theme = QLatin1String(theme);
    open();
    int buttons = 0;
    for (auto* button : window->findChildren<QToolButton*>()) {
      if (!button->isVisible() || !button->isEnabled() || (button->icon().isNull() && button->text().isEmpty()))
        continue;
      const bool checked = button->isChecked();
      for (const bool on : {false, true}) {
        if (on && !button->isCheckable()) continue;
        const QSignalBlocker quiet(button);
        button->setChecked(on);
        for (const char* state : {"", "hovered", "pressed"}) {
          button->setAttribute(Qt::WA_UnderMouse, state == std::string("hovered"));
          button->setDown(state == std::string("pressed"));
          EXPECT_GE(contrastIn(inside(*button)), 3.0)
              << theme << ": " << button->objectName().toStdString() << " " << button->accessibleName().toStdString()
              << (on ? ", checked, " : ", ") << state;
          ++buttons;
        }
        button->setAttribute(Qt::WA_UnderMouse, false);
        button->setDown(false);
      }
      const QSignalBlocker quiet(button);
      button->setChecked(checked);
    }
    EXPECT_GE(buttons, 60);
    window.reset();
  }
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
