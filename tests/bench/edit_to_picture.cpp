// Edit to painted picture, and start to painted picture, of the real window.
//
// From the delivery of a key event to the end of the paint that shows what it changed: 1280 x 800, All heads, 64 tokens
// and the edit at the end, 20 edits to warm up, then 200 measured, one per 100 ms. Prints medians and 95th percentiles.
//   bench_edit_to_picture [--device auto|cpu|vulkan] [--model NAME|FOLDER] [--text FIRST] [--tokens N] [--edits N]
//                         [--threads N]
// A model without sample texts needs a first text.
// Runs under QT_QPA_PLATFORM=offscreen unless the variable says otherwise (xcb under Xvfb, say).
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "ui/editors/text_input.h"
#include "ui/theme/theme.h"
#include "ui/window/edit_clock.h"
#include "ui/window/lens_area.h"
#include "ui/window/main_window.h"

using namespace headlight;
using namespace headlight::ui;

namespace {

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  WindowOptions options;
  options.remember = false;
  options.background = false;
  options.theme = QStringLiteral("light");
  options.device = QStringLiteral("auto");
  int wanted = 64, edits = 200;
  const QStringList arguments = QApplication::arguments();
  for (int i = 1; i + 1 < arguments.size(); i += 2) {
    if (arguments[i] == QLatin1String("--device")) options.device = arguments[i + 1];
    if (arguments[i] == QLatin1String("--model")) options.model = arguments[i + 1];
    if (arguments[i] == QLatin1String("--text")) options.text = arguments[i + 1];
    if (arguments[i] == QLatin1String("--tokens")) wanted = arguments[i + 1].toInt();
    if (arguments[i] == QLatin1String("--edits")) edits = arguments[i + 1].toInt();
    if (arguments[i] == QLatin1String("--threads")) options.threads = arguments[i + 1].toInt();
  }

  MainWindow window(options);
  window.resize(1280, 800);
  double shownMilliseconds = 0, passMilliseconds = 0;
  quint64 shownRevision = 0;
  QObject::connect(&window, &MainWindow::pictureShown, [&](quint64 revision, double milliseconds) {
    shownRevision = revision;
    if (milliseconds >= 0) shownMilliseconds = milliseconds;
    passMilliseconds = window.shownTrace()->milliseconds();
  });
  window.show();
  // An event loop that sleeps: processEvents with a time limit polls without pause, and would take the pass one of its
  // cores.
  const auto waitUntil = [&](int limit, const auto& done) {
    if (done()) return true;
    QEventLoop loop;
    QTimer patience;
    patience.setSingleShot(true);
    QObject::connect(&patience, &QTimer::timeout, &loop, &QEventLoop::quit);
    const auto check = QObject::connect(&window, &MainWindow::pictureShown, &loop, [&] {
      if (done()) loop.quit();
    });
    patience.start(limit);
    loop.exec();
    QObject::disconnect(check);
    return done();
  };
  const auto waitForPicture = [&](int limit) {
    return waitUntil(limit, [&] {
      return window.bridge().current() && shownRevision > 0 && shownRevision == window.document().revision();
    });
  };
  if (!waitForPicture(60000)) {
    std::fprintf(stderr, "edit_to_picture: no picture came\n");
    return 1;
  }
  std::printf("device: %s, platform: %s\n", window.shownTrace()->device().c_str(),
              qPrintable(QGuiApplication::platformName()));
  std::printf("start to painted picture: %.2f s (%zu tokens)\n", processAge().value_or(-1),
              window.document().tokens().size());

  // A text of that many tokens, less one that the edits put on and take off.
  QString text;
  const QString sentence = QStringLiteral("The owl told Tom a story about the old mill and the fox. ");
  while (static_cast<int>(window.document().tokens().size()) < wanted + 32) {
    text += sentence;
    window.document().setText(text, QStringLiteral("bench"));
  }
  const auto& tokens = window.document().tokens();
  text = text.left(tokens[static_cast<std::size_t>(wanted - 1)].begin);
  window.document().setText(text, QStringLiteral("bench"));
  auto* editor = window.findChild<TextInput*>(QStringLiteral("textInput"));
  editor->setFocus();
  if (!waitForPicture(60000)) return 1;

  std::vector<double> times, passes;
  std::size_t most = 0;
  bool typed = false;
  for (int edit = -20; edit < edits; ++edit) {
    QElapsedTimer beat;
    beat.start();
    QTest::keyClick(editor, typed ? Qt::Key_Backspace : Qt::Key_X);
    typed = !typed;
    if (!waitForPicture(10000)) {
      std::fprintf(stderr, "edit_to_picture: edit %d was not painted\n", edit);
      return 1;
    }
    most = std::max(most, window.document().tokens().size());
    if (edit >= 0) {
      times.push_back(shownMilliseconds);
      passes.push_back(passMilliseconds);
    }
    if (const int rest = static_cast<int>(100 - beat.elapsed()); rest > 0) waitUntil(rest, [] { return false; });
  }
  std::printf(
      "edit to painted picture, %zu tokens, %d edits: median %.1f ms, p95 %.1f ms (of it the pass: median %.1f ms); "
      "largest %.1f ms\n",
      most, edits, quantile(times, 0.5), quantile(times, 0.95), quantile(passes, 0.5), quantile(times, 1.0));
  std::fflush(stdout);
  return 0;
}
