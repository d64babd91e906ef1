#pragma once

#include <QPointF>
#include <QSizeF>
#include <Qt>

namespace headlight {
class Trace;
}

namespace headlight::ui {

class ViewHost;
struct Hit;
struct ViewState;

/// Where the keyboard asks for a context menu: of a pair of rows, or (-1) of the chosen head.
struct MenuPlace {
  QPointF at;
  int query = -1, key = -1;
};

/// What a view does when it is pointed at, clicked, scrolled, dragged and typed on: it changes its own options or what
/// is selected, and asks the host for the rest. Nothing, unless a view says otherwise. UI thread.
class ViewInput {
 public:
  virtual ~ViewInput() = default;

  /// The pointer is on `hit`; what the view wants to remember of it goes into `state`.
  virtual void pointed(const Hit&, ViewState&) const {}
  virtual Qt::CursorShape cursor(const Hit&) const { return Qt::ArrowCursor; }
  /// Neither a drag nor on "More".
  virtual void click(ViewHost&, const Hit&, Qt::KeyboardModifiers) {}
  /// Notches away from the person are positive. False: the event is not the view's.
  virtual bool wheel(ViewHost&, QPointF, double) { return false; }
  /// The pointer begins to drag. False: there is nothing to drag.
  virtual bool beginDrag(ViewHost&) { return false; }
  /// `moved` since beginDrag.
  virtual void drag(ViewHost&, QPointF) {}
  /// False: the key means nothing here. Escape and X are the host's own.
  virtual bool press(ViewHost&, int, Qt::KeyboardModifiers) { return false; }
  /// `zoom` by a key or the menu.
  static constexpr double zoomStep = 1.5;
  /// Around that point, by that factor.
  virtual void zoom(ViewHost&, QPointF, double) {}
  virtual void zoomToFit(ViewHost&) {}
  virtual MenuPlace menuPlace(const Trace&, const ViewState&, QSizeF size) const {
    return {QPointF(size.width() / 2, size.height() / 2)};
  }

  /// Trace or size have changed: zoom and scroll go back into their limits.
  virtual void settle(const ViewHost&) {}
  /// The view comes into sight.
  virtual void enter(ViewHost&) {}
  /// Traces are another model's from now on. What is kept of those before is let go of: each holds its device.
  virtual void forgetModel() {}
  /// What is drawn depends on the row under the pointer or the locked one, and with it the legend.
  virtual bool followsPointer() const { return false; }
};

/// A step by an arrow key; Home and End go all the way.
struct Step {
  int right = 0, down = 0;
  bool toStart = false, toEnd = false;
  bool none() const { return right == 0 && down == 0 && !toStart && !toEnd; }
};
Step stepOf(int key);
/// Return, Enter and Space.
bool opens(int key);

}  // namespace headlight::ui
