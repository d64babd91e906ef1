#pragma once

#include <QApplication>
#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "ui/window/edit_clock.h"
#include "ui/window/main_window.h"

// What the programs that measure the real window share.
namespace headlight::bench {

inline double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

/// A window that remembers nothing and opens what the command line says: --device, --model, --text, --threads, and the
/// program's own numbers.
inline ui::WindowOptions windowOptions(std::initializer_list<std::pair<const char*, int*>> numbers) {
  ui::WindowOptions options;
  options.remember = false;
  options.background = false;
  options.theme = QStringLiteral("light");
  options.device = QStringLiteral("auto");
  const QStringList arguments = QApplication::arguments();
  for (int i = 1; i + 1 < arguments.size(); i += 2) {
    const QString &name = arguments[i], &value = arguments[i + 1];
    if (name == QLatin1String("--device")) options.device = value;
    if (name == QLatin1String("--model")) options.model = value;
    if (name == QLatin1String("--text")) options.text = value;
    if (name == QLatin1String("--threads")) options.threads = value.toInt();
    for (const auto& [own, number] : numbers)
      if (name == QLatin1String(own)) *number = value.toInt();
  }
  return options;
}

/// Follows the pictures that a window paints.
class Watch {
 public:
  explicit Watch(ui::MainWindow& window) : window_(window) {
    QObject::connect(&window, &ui::MainWindow::pictureShown, [this](quint64 revision, double milliseconds) {
      revision_ = revision;
      if (milliseconds < 0) return;
      milliseconds_.push_back(milliseconds);
      passes_.push_back(window_.shownTrace()->milliseconds());
    });
  }
  /// An event loop that sleeps: processEvents with a time limit polls without pause, and would take the pass one of its
  /// cores.
  template <class Done>
  bool waitUntil(int limit, const Done& done) {
    if (done()) return true;
    QEventLoop loop;
    QTimer patience;
    patience.setSingleShot(true);
    QObject::connect(&patience, &QTimer::timeout, &loop, &QEventLoop::quit);
    const auto check = QObject::connect(&window_, &ui::MainWindow::pictureShown, &loop, [&] {
      if (done()) loop.quit();
    });
    patience.start(limit);
    loop.exec();
    QObject::disconnect(check);
    return done();
  }
  void sleep(int milliseconds) {
    if (milliseconds > 0) waitUntil(milliseconds, [] { return false; });
  }
  /// The picture of the document as it is now has been painted.
  bool isPainted() const {
    return window_.bridge().current() && revision_ > 0 && revision_ == window_.document().revision();
  }
  /// Until it is.
  bool waitForPicture(int limit) {
    return waitUntil(limit, [this] { return isPainted(); });
  }
  /// Since input events, of every picture painted so far; and the passes behind them.
  const std::vector<double>& milliseconds() const { return milliseconds_; }
  const std::vector<double>& passes() const { return passes_; }
  void forget() {
    milliseconds_.clear();
    passes_.clear();
  }

 private:
  ui::MainWindow& window_;
  quint64 revision_ = 0;
  std::vector<double> milliseconds_, passes_;
};

}  // namespace headlight::bench
