// Writes a picture of the real window: window_screenshot OUT.png WIDTH HEIGHT light|dark heads|matrix [TYPED [LAYER
// HEAD]] TYPED is typed at the end of the sample text, so that the status line tells of an edit.
#include <QApplication>
#include <QTest>
#include <cstdio>

#include "ui/editors/text_input.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"

using namespace headlight::ui;

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() < 6) {
    std::fprintf(stderr, "window_screenshot OUT.png WIDTH HEIGHT light|dark heads|matrix [TYPED [LAYER HEAD]]\n");
    return 2;
  }
  WindowOptions options;
  options.theme = arguments[4];
  options.device = QStringLiteral("cpu");
  options.remember = false;
  MainWindow window(options);
  quint64 painted = 0;
  QObject::connect(&window, &MainWindow::pictureShown, [&](quint64 revision, double) { painted = revision; });
  window.resize(arguments[2].toInt(), arguments[3].toInt());
  window.show();
  window.activateWindow();
  const auto settle = [&] {
    const bool came = QTest::qWaitFor(
        [&] { return window.bridge().current() && painted > 0 && painted == window.document().revision(); }, 30000);
    QTest::qWait(300);
    return came;
  };
  bool came = settle();
  if (arguments.size() > 8) window.selection().chooseHead(arguments[7].toInt(), arguments[8].toInt());
  if (arguments[5] == QLatin1String("matrix")) window.lensArea().setView(LensView::Matrix);
  came = settle() && came;
  if (arguments.size() > 6) {
    auto* editor = window.findChild<TextInput*>(QStringLiteral("textInput"));
    editor->setFocus();
    editor->moveCursor(QTextCursor::End);
    for (const QChar c : arguments[6]) {
      QTest::keyClicks(editor, c);
      came = settle() && came;
    }
  }
  if (!came || !window.grab().save(arguments[1])) {
    std::fprintf(stderr, "window_screenshot: no picture\n");
    return 1;
  }
  return 0;
}
