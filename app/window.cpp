#include "window.h"

#include <QApplication>
#include <QGuiApplication>
#include <iostream>

#include "ui/window/run_window.h"

namespace headlight::app {

int openWindow(int argc, char** argv, const Options& options) {
  QApplication application(argc, argv);
  ui::WindowOptions window;
  window.model = QString::fromStdString(options.model);
  if (options.device) window.device = QString::fromStdString(*options.device);
  if (options.text) window.text = QString::fromStdString(*options.text);
  if (options.theme) window.theme = QString::fromStdString(*options.theme);
  window.threads = options.threads;
  window.remember = !options.fresh;
  return ui::runWindow(application, window);
}

namespace {

/// Standard error belongs to our one sentence: what Qt finds odd about the surroundings (no XDG_RUNTIME_DIR, no
/// fontconfig cache) stays out of it. What ends the program is said.
void quietHandler(QtMsgType type, const QMessageLogContext&, const QString& message) {
  if (type == QtFatalMsg || type == QtCriticalMsg) std::cerr << "headlight: " << message.toStdString() << '\n';
}

}  // namespace

int withPictures(int argc, char** argv, const std::function<int()>& work) {
  // Whatever is set: pictures need no display, and a platform that is not there would end the program.
  qInstallMessageHandler(quietHandler);
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QGuiApplication application(argc, argv);
  return work();
}

}  // namespace headlight::app
