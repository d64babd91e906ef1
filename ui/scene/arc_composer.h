#pragma once

#include <list>
#include <vector>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// Turns bundles of arcs into pixels. Both field painters ask it, so that they cannot disagree. What a frame made is
/// kept for the next one. UI thread, one per painter.
class ArcComposer {
 public:
  /// The bundle on `paper` at `pixels` device pixels, Format_RGB32: each arc a line of one device pixel, none where
  /// both its ends are one point. Valid until the next endFrame().
  const QImage& compose(const ArcBundle& bundle, QSize pixels, const QColor& paper, const FieldColors& colors,
                        double devicePixelRatio);
  /// Forgets what was not asked for since the last endFrame().
  void endFrame();

 private:
  struct Made {
    ArcBundle bundle;
    QSize pixels;
    QColor paper;
    FieldColors colors;
    double ratio = 1;
    QImage image{};
    bool used = false;
  };
  std::list<Made> made_;
};

/// The rows whose arcs are drawn, of the trace or made on the host; null: not computed.
const Rows* rowsOf(const ArcBundle& bundle);

}  // namespace headlight::ui
