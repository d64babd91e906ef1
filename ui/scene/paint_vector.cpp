#include "ui/scene/paint_vector.h"

#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>
#include <cmath>

#include "ui/theme/theme.h"

namespace headlight::ui {
namespace {

/// A soft shadow without a blur: four outlines that fade over 8 px, drawn below the card.
void paintShadow(QPainter& painter, const QRectF& area, double radius) {
  painter.setPen(Qt::NoPen);
  for (int step = 4; step >= 1; --step) {
    painter.setBrush(QColor(0, 0, 0, 9));
    const double grow = 2.0 * step;
    painter.drawRoundedRect(area.adjusted(-grow, -grow + 3, grow, grow + 3), radius + grow, radius + grow);
  }
}

void paintBox(QPainter& painter, const Box& box, const FieldColors& colors, double lineScale) {
  const bool round = box.radius > 0;
  const double w = box.lineWidth * lineScale;
  painter.setRenderHint(QPainter::Antialiasing, round || w != std::round(w));
  if (box.shadow) paintShadow(painter, box.area, box.radius);
  if (box.hatched) paintHatch(painter, box.area, colors.hatch, box.fill.isValid() ? box.fill : colors.hatchPaper);
  if (box.fill.isValid() && !box.hatched) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(box.fill);
    if (round)
      painter.drawRoundedRect(box.area, box.radius, box.radius);
    else
      painter.fillRect(box.area, box.fill);
  }
  if (!box.outline.isValid()) return;
  const double half = w / 2;  // the line lies inside the area
  if (box.underline) {
    painter.fillRect(QRectF(box.area.left(), box.area.bottom() - w, box.area.width(), w), box.outline);
    return;
  }
  if (round) {
    painter.setPen(QPen(box.outline, w));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.area.adjusted(half, half, -half, -half), box.radius, box.radius);
    return;
  }
  // Four filled bars keep corners square and edges sharp at every device pixel ratio.
  const QRectF a = box.area;
  painter.fillRect(QRectF(a.left(), a.top(), a.width(), w), box.outline);
  painter.fillRect(QRectF(a.left(), a.bottom() - w, a.width(), w), box.outline);
  painter.fillRect(QRectF(a.left(), a.top() + w, w, a.height() - 2 * w), box.outline);
  painter.fillRect(QRectF(a.right() - w, a.top() + w, w, a.height() - 2 * w), box.outline);
}

void paintLabel(QPainter& painter, const Label& label, double lineScale) {
  const QFont font =
      label.fixedFont ? fixedFont(label.pixelSize, label.weight) : sansFont(label.pixelSize, label.weight);
  painter.setFont(font);
  QString text = label.text;
  if (label.elide) text = QFontMetricsF(font).elidedText(text, Qt::ElideRight, label.area.width());
  QRectF area = label.area;
  const bool turned = label.angle != 0;
  if (turned) {
    painter.save();
    painter.translate(area.bottomLeft());
    painter.rotate(label.angle);
    area.moveTo(0, -area.height());
  }
  if (label.pill.isValid()) {
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setBrush(label.pill);
    painter.setPen(label.pillOutline.isValid() ? QPen(label.pillOutline, lineScale) : QPen(Qt::NoPen));
    painter.drawRoundedRect(area.adjusted(-5.5, 0.5, 5.5, -0.5), 5, 5);
  }
  painter.setPen(label.color);
  if (label.underline) {
    QFont lined = font;
    lined.setUnderline(true);
    painter.setFont(lined);
  }
  const int wrap = (label.alignment & Qt::AlignTop) != 0 && !label.elide ? Qt::TextWordWrap : Qt::TextSingleLine;
  painter.drawText(area, static_cast<int>(label.alignment) | wrap | Qt::TextDontClip, text);
  if (turned) painter.restore();
}

}  // namespace

void paintHatch(QPainter& painter, const QRectF& area, const QColor& lines, const QColor& paper) {
  painter.save();
  painter.setClipRect(area, Qt::IntersectClip);
  painter.fillRect(area, paper);
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setPen(QPen(lines, 1.5));
  const double step = 8 * std::sqrt(2.0);
  for (double x = area.left() + area.top() - std::fmod(area.left() + area.top(), step);
       x < area.right() + area.bottom(); x += step)
    painter.drawLine(QPointF(x - area.top(), area.top()), QPointF(x - area.bottom(), area.bottom()));
  painter.restore();
}

namespace {

/// `lineScale` is the whole scene's.
void paintParts(QPainter& painter, const Scene& scene, double lineScale, bool withPictures) {
  painter.save();
  for (const Box& box : scene.boxes) paintBox(painter, box, scene.fieldColors, lineScale);
  if (withPictures)
    for (const Picture& picture : scene.pictures) {
      painter.setRenderHint(QPainter::SmoothPixmapTransform, picture.smooth);
      painter.drawImage(picture.area, picture.image);
    }
  for (const Curve& curve : scene.curves) {
    if (curve.points.size() < 2) continue;
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(curve.color, curve.width * lineScale, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    QPolygonF line;
    for (const QPointF& point : curve.points) line << point;
    if (curve.closed)
      painter.drawPolygon(line);
    else
      painter.drawPolyline(line);
  }
  painter.setRenderHint(QPainter::Antialiasing, true);
  for (const Label& label : scene.labels) paintLabel(painter, label, lineScale);
  painter.restore();
  for (const Scene& above : scene.above) paintParts(painter, above, lineScale, true);
}

}  // namespace

void paintVector(QPainter& painter, const Scene& scene) { paintParts(painter, scene, scene.lineScale, false); }

Scene emptyScene(const Theme& theme) {
  Scene scene;
  scene.background = theme.canvas;
  scene.lineScale = theme.lineScale;
  scene.fieldColors = {theme.masked, theme.hatch, theme.surface, theme.ground};
  return scene;
}

}  // namespace headlight::ui
