#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QRect>

#include "vision/picture.h"

namespace headlight::ui {

/// What a brush leaves behind.
enum class BrushKind {
  Paint,     ///< its colour
  Original,  ///< the pixels of the original
  Blur,      ///< what is there, smoothed; more with every pass
  Noise      ///< random colours, mixed in; more with every pass
};

struct Brush {
  BrushKind kind = BrushKind::Paint;
  double width = 12;  ///< px of the picture
  QColor colour = Qt::black;
  quint64 seed = 1;  ///< of the noise
};

/// The same pixels as a QImage that does not own them: valid while the picture is neither resized nor gone.
QImage imageOf(vision::Picture& picture);
QImage imageOf(const vision::Picture& picture);
/// A copy of an image, what is transparent laid over white.
vision::Picture pictureOf(const QImage& image);

/// The brush drawn from one point to another (the same: a dot), antialiased, with round ends. `original`: for
/// BrushKind::Original, of the picture's size. Returns the pixels that may have changed.
QRect drawBrush(vision::Picture& picture, const Brush& brush, QPointF from, QPointF to,
                const vision::Picture* original = nullptr);
/// Where drawBrush would draw.
QRect brushArea(const vision::Picture& picture, const Brush& brush, QPointF from, QPointF to);

/// Gives the colour to the pixel at `at` and to all that can be reached from it over pixels (up, down, left, right)
/// whose channels differ from its own by at most `tolerance`. Returns what changed; empty for a point outside.
QRect floodFill(vision::Picture& picture, QPoint at, const QColor& colour, int tolerance = 48);
/// What floodFill would change.
QRect floodArea(const vision::Picture& picture, QPoint at, int tolerance = 48);

/// Turned by a quarter, clockwise or against it; mirrored left to right.
vision::Picture turned(const vision::Picture& picture, bool clockwise);
vision::Picture mirrored(const vision::Picture& picture);

}  // namespace headlight::ui
