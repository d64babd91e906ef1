#pragma once

#include <gtest/gtest.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <functional>
#include <memory>
#include <stdexcept>

#include "support/sanitized.h"
#include "support/shared_data.h"
#include "ui/editors/text_input.h"
#include "ui/panels/prediction_bars.h"
#include "ui/panels/predictions_panel.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"
#include "ui/window/message_strip.h"

namespace headlight::ui {

/// The real window on the bundled model, on the CPU; settings and unsaved work go to a folder of the test's own.
class WindowTest : public testing::Test {
 protected:
  WindowTest() {
    qputenv("XDG_CONFIG_HOME", (folder.path() / "config").string().c_str());
    qputenv("XDG_DATA_HOME", (folder.path() / "data").string().c_str());
    options.theme = QStringLiteral("light");
    options.device = QStringLiteral("cpu");
    options.remember = false;
    options.background = false;
    options.text = QStringLiteral("The owl told Tom that the owl");
  }

  void open(int width = 1280, int height = 800) {
    window = std::make_unique<MainWindow>(options);
    QObject::connect(window.get(), &MainWindow::pictureShown, [this](quint64 revision, double) { painted = revision; });
    window->resize(width, height);
    window->show();
    // Shortcuts work in the active window only; under Xvfb there is no window manager that would activate one.
    window->activateWindow();
    // Thrown, since a test would go on after an ASSERT of a function that it calls, without what it needs.
    if (!QTest::qWaitForWindowActive(window.get(), 10000 * headlight::test::patience))
      throw std::runtime_error("the window does not become active");
    if (!waitForPicture()) throw std::runtime_error("no first picture");
    editor = window->findChild<TextInput*>(QStringLiteral("textInput"));
    bars = window->findChild<PredictionBars*>(QStringLiteral("predictionBars"));
    if (!editor || !bars) throw std::runtime_error("no editor, or no bars");
    editor->setFocus();
    editor->moveCursor(QTextCursor::End);
  }

  static bool waitUntil(const std::function<bool()>& condition, int limitMs = 15000) {
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < limitMs * headlight::test::patience) QTest::qWait(2);
    return condition();
  }
  /// Until the lens has painted the newest text.
  bool waitForPicture() {
    return waitUntil([this] {
      return window->shownTrace() && window->bridge().current() && painted == window->document().revision() &&
             window->shownTrace()->revision() == painted;
    });
  }
  QImage lensImage() { return window->lensArea().lens().grab().toImage(); }
  LensWidget& lens() { return window->lensArea().lens(); }
  MessageStrip& messages() { return window->lensArea().messages(); }
  std::vector<double> probabilities() {
    std::vector<double> list;
    for (const PredictionRow& row : bars->rows()) list.push_back(row.probability);
    return list;
  }

  headlight::test::TemporaryFolder folder;
  WindowOptions options;
  std::unique_ptr<MainWindow> window;
  TextInput* editor = nullptr;
  PredictionBars* bars = nullptr;
  quint64 painted = 0;
};

}  // namespace headlight::ui
