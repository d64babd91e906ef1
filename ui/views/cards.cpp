#include "ui/views/cards.h"

#include <QFontMetricsF>

#include "ui/theme/theme.h"

namespace headlight::ui {

double textWidth(const QString& text, int pixelSize, int weight, bool fixed) {
  return QFontMetricsF(fixed ? fixedFont(pixelSize, weight) : sansFont(pixelSize, weight)).horizontalAdvance(text);
}

void addBadge(Scene& scene, const Theme& theme, QPointF topLeft, QChar letter, const QColor& color) {
  const QRectF area(topLeft, QSizeF(16, 16));
  scene.boxes.push_back({.area = area, .fill = color, .radius = 4});
  scene.labels.push_back({.area = area,
                          .text = QString(letter),
                          .color = theme.surface,
                          .pixelSize = 11,
                          .weight = 700,
                          .alignment = Qt::AlignCenter});
}

void addSheet(Scene& scene, const Theme& theme, const QRectF& area) {
  scene.boxes.push_back({.area = area,
                         .fill = theme.surface,
                         .outline = theme.borderStrong,
                         .lineWidth = 1,
                         .radius = 8,
                         .shadow = true});
}

double addLines(Scene& scene, const Theme& theme, const QRectF& area, double top, const std::vector<CardLine>& lines) {
  double y = top;
  for (const CardLine& line : lines) {
    const QRectF row(area.left() + 12, y, area.width() - 24, 18);
    scene.labels.push_back({.area = row, .text = line.name, .color = theme.muted, .pixelSize = 12});
    scene.labels.push_back({.area = row,
                            .text = line.value,
                            .color = theme.text,
                            .pixelSize = 12,
                            .fixedFont = true,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
    y += 18;
  }
  return y;
}

}  // namespace headlight::ui
