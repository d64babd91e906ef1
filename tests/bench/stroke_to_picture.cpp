// Brush stroke to painted picture of the real window, with an image model.
//
// From the delivery of a mouse event to the end of the paint that shows what it drew: 1280 x 800, the view that the
// window opens with. First while the brush is dragged without pause, a move every few ms, nobody waiting for pictures;
// then one move after the other, each awaited. Prints medians, 95th percentiles, and how late the last picture came
// after the brush was lifted: a drag that queued up would show there.
//   bench_stroke_to_picture [--device auto|cpu|vulkan] [--model NAME|FOLDER] [--moves N] [--every MS] [--threads N]
// Runs under QT_QPA_PLATFORM=offscreen unless the variable says otherwise (xcb under Xvfb, say).
#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <cstdio>

#include "tests/bench/window_bench.h"
#include "ui/editors/picture_canvas.h"

using namespace headlight;
using namespace headlight::ui;

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  int moves = 400, every = 8;
  WindowOptions options = bench::windowOptions({{"--moves", &moves}, {"--every", &every}});
  if (options.model.isEmpty()) options.model = QStringLiteral("doodles");
  MainWindow window(options);
  window.resize(1280, 800);
  bench::Watch watch(window);
  window.show();
  if (!watch.waitForPicture(60000)) {
    std::fprintf(stderr, "stroke_to_picture: no picture came\n");
    return 1;
  }
  std::printf("device: %s, platform: %s, picture of %d x %d, %d rows\n", window.shownTrace()->device().c_str(),
              qPrintable(QGuiApplication::platformName()), window.document().image().picture().size().width(),
              window.document().image().picture().size().height(), window.shownTrace()->rows(StackId::Encoder));
  auto* canvas = window.findChild<PictureCanvas*>(QStringLiteral("pictureCanvas"));
  const QPoint middle = canvas->rect().center();
  const double reach = 0.35 * std::min(canvas->width(), canvas->height());
  const auto place = [&](int move) {
    const double turn = 0.13 * move, radius = reach * (0.35 + 0.65 * std::fabs(std::sin(0.017 * move)));
    return middle + QPoint(int(radius * std::cos(turn)), int(radius * std::sin(turn)));
  };
  const auto report = [&](const char* what) {
    std::printf("%s: %zu pictures, median %.1f ms, p95 %.1f ms, largest %.1f ms (of it the pass: median %.1f ms)\n",
                what, watch.milliseconds().size(), bench::quantile(watch.milliseconds(), 0.5),
                bench::quantile(watch.milliseconds(), 0.95), bench::quantile(watch.milliseconds(), 1.0),
                bench::quantile(watch.passes(), 0.5));
  };

  QTest::mousePress(canvas, Qt::LeftButton, {}, place(0));
  QElapsedTimer clock;
  const auto drag = [&](int from, int to) {
    for (int move = from; move < to; ++move) {
      clock.restart();
      QTest::mouseMove(canvas, place(move));
      watch.sleep(every - int(clock.elapsed()));
    }
  };
  drag(1, 50);
  watch.forget();
  drag(50, 50 + moves);
  QElapsedTimer lifted;
  lifted.start();
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, place(50 + moves));
  if (!watch.waitForPicture(20000)) return 1;
  const auto late = lifted.elapsed();
  report("dragging without pause");
  std::printf("%d moves, one per %d ms; the last picture came %lld ms after the brush was lifted\n", moves, every,
              static_cast<long long>(late));

  QTest::mousePress(canvas, Qt::LeftButton, {}, place(0));
  watch.waitForPicture(20000);
  watch.forget();
  for (int move = 1; move <= std::max(20, moves / 4); ++move) {
    QTest::mouseMove(canvas, place(7 * move));
    if (!watch.waitForPicture(20000)) return 1;
    watch.sleep(50);
  }
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, place(0));
  report("one move after the other");
  std::printf("stroke to painted picture / pass: %.2f\n",
              bench::quantile(watch.milliseconds(), 0.5) / bench::quantile(watch.passes(), 0.5));
  std::fflush(stdout);
  return 0;
}
