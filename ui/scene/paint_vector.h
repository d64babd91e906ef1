#pragma once

#include <QRectF>

#include "ui/scene/scene.h"

class QPainter;

namespace headlight::ui {

/// Boxes, curves and labels of a scene and of what lies above it (there also pictures); no fields, no background. The
/// same for screen and files.
void paintVector(QPainter& painter, const Scene& scene);

/// 45 degree lines of 1.5 px every 8 px, in screen space: "not computed".
void paintHatch(QPainter& painter, const QRectF& area, const QColor& lines, const QColor& paper);

/// True where the hatch of a device pixel is a line; FieldPainters use it so that all three agree. `x`, `y` in device
/// pixels of the whole picture.
inline bool hatchLine(int x, int y, double devicePixelRatio) {
  const int period = devicePixelRatio < 1.25 ? 8 : devicePixelRatio < 1.75 ? 12 : 16;
  const int line = period / 4;
  return (x + y) % period < line;
}

}  // namespace headlight::ui
