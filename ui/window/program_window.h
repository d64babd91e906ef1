#pragma once

#include <QObject>
#include <memory>

#include "ui/window/run_window.h"

namespace headlight::ui {

class MainWindow;

/// The window of the program, in the language that was chosen for it. In another language it is made anew: words stand
/// in widgets, scenes, menus and caches, and none of them has to know how to change its own. What was made and chosen
/// goes from one window to the next (CarriedOver). UI thread.
class ProgramWindow : public QObject {
  Q_OBJECT
 public:
  /// In the language of `options`, else of the last run, else of the desktop.
  explicit ProgramWindow(const WindowOptions& options);
  ~ProgramWindow() override;

  MainWindow& window() { return *window_; }
  /// At once; the window of before is gone afterwards. Nothing happens where it is in that language.
  void speak(const QString& tag);

 signals:
  /// window() is another one.
  void madeAnew();

 private:
  void show();

  WindowOptions options_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace headlight::ui
