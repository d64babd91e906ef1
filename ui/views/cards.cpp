#include "ui/views/cards.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/theme/words.h"

namespace headlight::ui {

double textWidth(const QString& text, int pixelSize, int weight, bool fixed) {
  return QFontMetricsF(fixed ? fixedFont(pixelSize, weight) : sansFont(pixelSize, weight)).horizontalAdvance(text);
}

QColor inkOn(const QColor& ground) {
  const double light = 0.2126 * std::pow(ground.redF(), 2.2) + 0.7152 * std::pow(ground.greenF(), 2.2) +
                       0.0722 * std::pow(ground.blueF(), 2.2);
  return light > 0.18 ? Qt::black : Qt::white;
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
    const double value = std::ceil(textWidth(line.value, 12, 400, true)) + 8;
    scene.labels.push_back({.area = row.adjusted(0, 0, -value, 0),
                            .text = line.name,
                            .color = theme.muted,
                            .pixelSize = 12,
                            .elide = true});
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

double caveatMoreLeft(const QRectF& line, const QString& text) {
  return line.left() + 22 + std::min(textWidth(text, 12), line.width() - 22 - 44) + 6;
}

void addCaveat(Scene& scene, const Theme& theme, const QRectF& line, const QString& text, bool withMore) {
  const QRectF circle(line.left() + 1, line.center().y() - 7, 14, 14);
  const double more = caveatMoreLeft(line, text);
  scene.boxes.push_back({.area = circle, .outline = theme.muted, .lineWidth = 1.5, .radius = 7});
  scene.labels.push_back({.area = circle,
                          .text = QStringLiteral("i"),
                          .color = theme.muted,
                          .pixelSize = 10,
                          .weight = 600,
                          .alignment = Qt::AlignCenter});
  scene.labels.push_back({.area = {line.left() + 22, line.top(), more - line.left() - 27, line.height()},
                          .text = text,
                          .color = theme.muted,
                          .elide = true});
  if (withMore)
    scene.labels.push_back(
        {.area = {more, line.top(), 40, line.height()}, .text = tr("More"), .color = theme.text, .underline = true});
}

}  // namespace headlight::ui
