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
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/bench/window_bench.h"
#include "ui/editors/text_input.h"
#include "ui/theme/theme.h"
#include "ui/window/lens_area.h"

using namespace headlight;
using namespace headlight::ui;

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  int wanted = 64, edits = 200;
  WindowOptions options = bench::windowOptions({{"--tokens", &wanted}, {"--edits", &edits}});
  MainWindow window(options);
  window.resize(1280, 800);
  bench::Watch watch(window);
  window.show();
  if (!watch.waitForPicture(60000)) {
    std::fprintf(stderr, "edit_to_picture: no picture came\n");
    return 1;
  }
  std::printf("device: %s, platform: %s\n", window.shownTrace()->device().c_str(),
              qPrintable(QGuiApplication::platformName()));
  std::printf("start to painted picture: %.2f s (%zu tokens)\n", processAge().value_or(-1),
              window.document().text().tokens().size());

  // A text of that many tokens, less one that the edits put on and take off.
  QString text;
  const QString sentence = QStringLiteral("The owl told Tom a story about the old mill and the fox. ");
  while (static_cast<int>(window.document().text().tokens().size()) < wanted + 32) {
    text += sentence;
    window.document().text().setText(text, QStringLiteral("bench"));
  }
  const auto& tokens = window.document().text().tokens();
  text = text.left(tokens[static_cast<std::size_t>(wanted - 1)].begin);
  window.document().text().setText(text, QStringLiteral("bench"));
  auto* editor = window.findChild<TextInput*>(QStringLiteral("textInput"));
  editor->setFocus();
  if (!watch.waitForPicture(60000)) return 1;

  std::size_t most = 0;
  bool typed = false;
  for (int edit = -20; edit < edits; ++edit) {
    QElapsedTimer beat;
    beat.start();
    QTest::keyClick(editor, typed ? Qt::Key_Backspace : Qt::Key_X);
    typed = !typed;
    if (!watch.waitForPicture(10000)) {
      std::fprintf(stderr, "edit_to_picture: edit %d was not painted\n", edit);
      return 1;
    }
    most = std::max(most, window.document().text().tokens().size());
    if (edit < 0) watch.forget();
    watch.sleep(static_cast<int>(100 - beat.elapsed()));
  }
  std::printf(
      "edit to painted picture, %zu tokens, %d edits: median %.1f ms, p95 %.1f ms (of it the pass: median %.1f ms); "
      "largest %.1f ms\n",
      most, edits, bench::quantile(watch.milliseconds(), 0.5), bench::quantile(watch.milliseconds(), 0.95),
      bench::quantile(watch.passes(), 0.5), bench::quantile(watch.milliseconds(), 1.0));
  std::fflush(stdout);
  return 0;
}
