#pragma once

#include <QPointer>
#include <QWidget>
#include <vector>

#include "ui/views/view.h"

namespace headlight::ui {

class LensWidget;
struct Theme;

/// The presenter's pointer: a large ring around the pointer, seen from the last row, over everything in the window, and
/// marks that stay where they were put. Eats no event but its own: Ctrl+Shift with a click, which leaves a mark or
/// takes it away, and Escape while there are marks. A mark on the lens is bound to what was under it (layer, head, row,
/// column) where the view can tell, and goes with it; elsewhere it stays on its place in its widget, and scrolls with
/// that. UI thread.
class Presenter : public QWidget {
  Q_OBJECT
 public:
  Presenter(QWidget& window, LensWidget& lens);
  void setTheme(const Theme& theme);
  /// The ring, F9. Marks stay when it goes.
  void setOn(bool on);
  bool isOn() const { return on_; }
  void clearMarks();
  int marks() const { return static_cast<int>(marks_.size()); }
  /// Where the mark of that number is drawn, px of the window; empty: it is out of sight.
  QRectF markRect(int number) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Mark {
    QPointer<QWidget> on;
    QPointF at;  ///< px of it
    // On the lens:
    QString view;
    Hit hit;
    bool bound = false;
  };
  void point(const QPointF& global);
  void mark(const QPointF& global);
  QRectF rectOf(const Mark& mark) const;
  QRectF ringRect() const;
  void showIfNeeded();

  QWidget& window_;
  LensWidget& lens_;
  const Theme* theme_;
  bool on_ = false, inside_ = false, pressed_ = false;
  QPointF at_;  ///< px of the window
  std::vector<Mark> marks_;
};

}  // namespace headlight::ui
