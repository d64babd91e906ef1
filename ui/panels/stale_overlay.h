#pragma once

#include <QWidget>

namespace headlight::ui {

struct Theme;

/// Lies over a panel whose numbers are older than the last edit: a wash, a bar along the top and how long it has been.
/// Lets the mouse through; the numbers below stay readable.
class StaleOverlay : public QWidget {
  Q_OBJECT
 public:
  explicit StaleOverlay(QWidget* panel);
  void setTheme(const Theme& theme);
  /// A negative age: nothing is being computed (the text is too long, or its pass failed).
  void setStale(bool stale, int milliseconds);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  const Theme* theme_;
  int milliseconds_ = 0;
};

}  // namespace headlight::ui
