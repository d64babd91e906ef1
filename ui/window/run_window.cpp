#include "ui/window/run_window.h"

#include <QApplication>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "ui/window/program_window.h"

namespace headlight::ui {

void allocateFromFewPlaces() {
#ifdef __GLIBC__
  ::mallopt(M_ARENA_MAX, 2);
#endif
}

int runWindow(QApplication& application, const WindowOptions& options) {
  QApplication::setApplicationName(QStringLiteral("headlight"));
  QApplication::setApplicationDisplayName(QStringLiteral("Headlight"));
  const ProgramWindow window(options);
  return application.exec();
}

}  // namespace headlight::ui
