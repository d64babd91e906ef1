#include "ui/window/run_window.h"

#include <QApplication>

#include "ui/window/main_window.h"

namespace headlight::ui {

int runWindow(QApplication& application, const WindowOptions& options) {
  QApplication::setApplicationName(QStringLiteral("headlight"));
  QApplication::setApplicationDisplayName(QStringLiteral("Headlight"));
  MainWindow window(options);
  window.show();
  return application.exec();
}

}  // namespace headlight::ui
