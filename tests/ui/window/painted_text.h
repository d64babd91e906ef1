#pragma once

#include <QRectF>
#include <QString>
#include <vector>

class QWidget;

namespace headlight::ui {

/// Words as a widget paints them: a line, or a part of one.
struct PaintedText {
  QString words;
  QRectF area;  ///< px of the widget
  QRectF clip;
};

/// What the widget paints now, without what its children do.
std::vector<PaintedText> paintedTextOf(QWidget& widget);

}  // namespace headlight::ui
