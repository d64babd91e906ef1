// A letter of the source to the painted picture of the whole new translation, and an edit of the target to its picture,
// of the real window.
//
// From the delivery of a key event to the end of the paint that shows all of what it changed: 1280 x 800, All heads.
// The last letter of the source goes and comes back, the target being live; then a letter is put behind the target,
// being typed, and goes. 10 edits to warm up, then 100 measured of each, one per 200 ms. Prints medians and 95th
// percentiles.
//   bench_translate_to_picture [--device auto|cpu|vulkan] [--model NAME|FOLDER] [--text SOURCE] [--edits N]
//                              [--threads N]
// The source and what it is without its last letter must not have the same translation.
// Runs under QT_QPA_PLATFORM=offscreen unless the variable says otherwise (xcb under Xvfb, say).
#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <array>
#include <cstdio>

#include "tests/bench/window_bench.h"
#include "ui/document/document.h"
#include "ui/editors/text_input.h"
#include "ui/views/segmented_buttons.h"

using namespace headlight;
using namespace headlight::ui;

namespace {

constexpr int patience = 10000, settled = 1000, beat = 200;  // ms

void print(const char* what, const std::vector<double>& milliseconds) {
  std::printf("%s to painted picture, %zu edits: median %.1f ms, p95 %.1f ms, largest %.1f ms\n", what,
              milliseconds.size(), bench::quantile(milliseconds, 0.5), bench::quantile(milliseconds, 0.95),
              bench::quantile(milliseconds, 1.0));
}

int refuse(const char* sentence) {
  std::fprintf(stderr, "translate_to_picture: %s\n", sentence);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  int edits = 100;
  WindowOptions options = bench::windowOptions({{"--edits", &edits}});
  if (options.model.isEmpty()) options.model = QStringLiteral("translator");
  if (options.text.isEmpty()) options.text = QStringLiteral("My little brother wants to buy a new book tomorrow.");
  MainWindow window(options);
  window.resize(1280, 800);
  bench::Watch watch(window);
  window.show();
  if (!watch.waitForPicture(60000)) return refuse("no picture came");
  watch.sleep(settled);
  const auto inputs = window.findChildren<TextInput*>(QStringLiteral("textInput"));
  auto* live = window.findChild<SegmentedButtons*>(QStringLiteral("liveTarget"));
  if (inputs.size() != 2 || !live->isVisible()) return refuse("the model writes no text from another");
  TextInput *source = inputs[0], *target = inputs[1];

  const QString letter = source->toPlainText().right(1);
  std::array<QString, 2> translations;  // of the whole source, and without its last letter
  const auto edit = [&](int number) {
    if (number % 2)
      QTest::keyClicks(source, letter);
    else
      QTest::keyClick(source, Qt::Key_Backspace);
  };
  source->setFocus();
  source->moveCursor(QTextCursor::End);
  for (int number = 0; number < 2; ++number) {
    edit(number);
    watch.sleep(settled);
    translations[static_cast<std::size_t>((number + 1) % 2)] = target->toPlainText();
  }
  std::printf("device: %s, platform: %s, %lld words\n  %s\n  %s\n  %s\n", window.shownTrace()->device().c_str(),
              qPrintable(QGuiApplication::platformName()), static_cast<long long>(options.text.split(u' ').size()),
              qPrintable(options.text), qPrintable(translations[0]), qPrintable(translations[1]));
  if (translations[0] == translations[1]) return refuse("the last letter changes nothing; give another --text");

  std::vector<double> translated, edited;
  for (int number = -10; number < edits; ++number) {
    const QString& wanted = translations[static_cast<std::size_t>(number % 2 == 0)];
    QElapsedTimer since;
    since.start();
    edit(number);
    if (!watch.waitUntil(patience, [&] { return target->toPlainText() == wanted && watch.isPainted(); }))
      return refuse("a translation was not painted");
    if (number >= 0) translated.push_back(static_cast<double>(since.nsecsElapsed()) / 1e6);
    watch.sleep(static_cast<int>(beat - since.elapsed()));
  }
  print("a letter of the source", translated);

  emit live->choose(1);
  target->setFocus();
  target->moveCursor(QTextCursor::End);
  for (int number = -10; number < edits; ++number) {
    QElapsedTimer since;
    since.start();
    QTest::keyClick(target, number % 2 ? Qt::Key_Backspace : Qt::Key_X);
    if (!watch.waitForPicture(patience)) return refuse("an edit was not painted");
    if (number >= 0) edited.push_back(static_cast<double>(since.nsecsElapsed()) / 1e6);
    watch.sleep(static_cast<int>(beat - since.elapsed()));
  }
  print("an edit of the target", edited);
  return 0;
}
