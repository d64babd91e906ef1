#include "window.h"

#include <QApplication>
#include <QGuiApplication>
#include <QMessageBox>
#include <clocale>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "ui/window/run_window.h"

namespace headlight::app {

namespace {

/// Standard error belongs to our one sentence: what Qt finds odd about the surroundings (no XDG_RUNTIME_DIR, no
/// fontconfig cache) stays out of it. Where Qt would abort, because the platform cannot be opened, the program says so
/// and ends like after any other refusal.
void quietHandler(QtMsgType type, const QMessageLogContext&, const QString& message) {
  if (type != QtFatalMsg) return;
  const auto value = [](const char* variable) { return variable + ("=" + qgetenv(variable)); };
  std::cerr << "headlight: the display cannot be opened (" << value("DISPLAY").constData() << ", "
            << value("WAYLAND_DISPLAY").constData() << ", " << value("QT_QPA_PLATFORM").constData()
            << "): " << message.simplified().toStdString() << std::endl;
  std::_Exit(1);
}

/// Nothing that goes wrong while an event is handled may take the text with it: it is said, and the window goes on.
class Application : public QApplication {
  Q_DECLARE_TR_FUNCTIONS(headlight::app::Application)

 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override {
    try {
      return QApplication::notify(receiver, event);
    } catch (const std::exception& error) {
      std::cerr << "headlight: " << error.what() << std::endl;
      if (!telling_) {
        telling_ = true;
        QMessageBox::warning(activeWindow(), tr("Headlight"),
                             tr("That did not work: %1\nYour text is kept.").arg(QString::fromUtf8(error.what())));
        telling_ = false;
      }
      return true;
    }
  }

 private:
  bool telling_ = false;
};

}  // namespace

int openWindow(int argc, char** argv, const Options& options) {
  ui::allocateFromFewPlaces();
  const QtMessageHandler before = qInstallMessageHandler(quietHandler);
  Application application(argc, argv);
  std::setlocale(LC_NUMERIC, "C");  // it has taken the desktop's, in which files would be written and read
  qInstallMessageHandler(before);
  ui::WindowOptions window;
  window.model = QString::fromStdString(options.model);
  const QString file = QString::fromStdString(options.session);
  (file.endsWith(QLatin1String(".headlight-lesson")) ? window.lesson : window.session) = file;
  if (options.device) window.device = QString::fromStdString(*options.device);
  if (options.weights) window.weights = QString::fromLatin1(toString(*options.weights));
  if (options.text) window.text = QString::fromStdString(*options.text);
  if (options.theme) window.theme = QString::fromStdString(*options.theme);
  window.language = QString::fromStdString(options.language);
  window.threads = options.threads;
  window.remember = !options.fresh;
  return ui::runWindow(application, window);
}

int withPictures(int argc, char** argv, const std::function<int()>& work) {
  // Whatever is set: pictures need no display, and a platform that is not there would end the program.
  qInstallMessageHandler(quietHandler);
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QGuiApplication application(argc, argv);
  std::setlocale(LC_NUMERIC, "C");
  return work();
}

}  // namespace headlight::app
