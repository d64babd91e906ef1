// What the matrix shows of an image model beside its cells: which patches are meant.
#include <algorithm>

#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/matrix_parts.h"

namespace headlight::ui {

QRect MatrixParts::pixelsOf(int place, const MatrixView::Axis& axis) const {
  return axis.has(place) && ofPatches(trace, axis.stack) ? patchPixels(trace, axis.rowAt(place)) : QRect();
}

void MatrixParts::addPatches(Scene& scene, const QImage& seen) const {
  if (layout.picture.isNull() || seen.isNull()) return;
  const Theme& theme = *state.theme;
  scene.pictures.push_back({.area = layout.picture, .image = seen, .smooth = true});
  scene.boxes.push_back({.area = layout.picture.adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});
  const double scale = layout.picture.width() / seen.width();
  const auto patch = [&](int place, const MatrixView::Axis& axis) {
    const QRect pixels = pixelsOf(place, axis);
    return pixels.isEmpty()
               ? QRectF()
               : QRectF(layout.picture.left() + pixels.x() * scale, layout.picture.top() + pixels.y() * scale,
                        pixels.width() * scale, pixels.height() * scale);
  };
  const QRectF key = patch(state.hoveredKey, layout.keys);
  const QRectF query = patch(state.hoveredQuery >= 0 ? state.hoveredQuery : state.lockedRow, layout.queries);
  if (!key.isNull()) {
    scene.boxes.push_back({.area = key.adjusted(-2, -2, 2, 2), .outline = Qt::black, .lineWidth = 4});
    scene.boxes.push_back({.area = key.adjusted(-1, -1, 1, 1), .outline = Qt::white, .lineWidth = 2});
  }
  if (query.isNull()) return;
  scene.boxes.push_back({.area = query.adjusted(-2, -2, 2, 2), .outline = theme.beamText, .lineWidth = 4});
  scene.boxes.push_back({.area = query.adjusted(-1, -1, 1, 1), .outline = theme.beam, .lineWidth = 2});
}

void MatrixParts::addPatchThumbnails(Scene& card, const QImage& seen) const {
  if (seen.isNull() || card.boxes.empty()) return;
  const QRectF sheet = card.boxes.front().area;
  double x = sheet.left() + 12;
  const double y = sheet.bottom() - patchThumbnail - 10;
  const auto add = [&](const QRect& pixels, const QString& name, QChar letter, const QColor& color) {
    addBadge(card, *state.theme, {x, y + (patchThumbnail - 16) / 2}, letter, color);
    const QRectF area(x + 22, y, patchThumbnail, patchThumbnail);
    if (pixels.isEmpty()) {
      card.labels.push_back(
          {.area = {area.left(), y, 66, patchThumbnail}, .text = name, .color = state.theme->text, .elide = true});
    } else {
      card.pictures.push_back({.area = area, .image = seen.copy(pixels), .smooth = false});
      card.boxes.push_back({.area = area.adjusted(-1, -1, 1, 1), .outline = state.theme->borderStrong});
    }
    x += 22 + patchThumbnail + 44;
  };
  add(pixelsOf(state.hoveredQuery, layout.queries), queryName(state.hoveredQuery), 'Q', state.theme->query);
  add(pixelsOf(state.hoveredKey, layout.keys), keyName(state.hoveredKey), 'K', state.theme->key);
}

}  // namespace headlight::ui
