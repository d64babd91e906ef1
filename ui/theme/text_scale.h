#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <cmath>

class QString;
class QWidget;

namespace headlight::ui {

/// How large type is: lengths of the design times this, 1 to 2. One for the whole program, as screens and eyes are.
double textScale();
constexpr int leastTextPercent = 100, mostTextPercent = 200, textPercentStep = 25;
/// Sets it (percent, clamped to 100 to 200) and brings every widget up to it: fonts that were set, and what fixHeight,
/// fixWidth and leastHeight were told. Sizes of later widgets follow when they are shown first. The application's own
/// font and style sheet are applyTheme's.
void setTextScale(int percent);
int textPercent();
/// Once more, after a style sheet has set fonts anew.
void fitToTextScale();

// Code works in px of the design: 100 %. These lead from there to px of a widget, and back.
inline int scaled(double px) { return static_cast<int>(std::lround(px * textScale())); }
inline QSize scaled(QSizeF size) { return (size * textScale()).toSize(); }
inline QRect scaled(const QRectF& rect) {
  return QRectF(rect.topLeft() * textScale(), rect.size() * textScale()).toAlignedRect();
}
inline QPointF unscaled(QPointF point) { return point / textScale(); }
/// Of a widget that paints itself after QPainter::scale(textScale(), textScale()): its size there.
QSizeF unscaledSize(const QWidget& widget);

/// The widget is so high (wide), at 100 %.
void fixHeight(QWidget& widget, int px);
void fixWidth(QWidget& widget, int px);
void leastHeight(QWidget& widget, int px);

/// That style sheet with its type and the room around it at textScale.
QString scaledSheet(const QString& sheet);

}  // namespace headlight::ui
