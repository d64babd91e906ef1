#include "ui/lens/field_geometry.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"

namespace headlight::ui {

QRect devicePixels(const QRectF& area, double devicePixelRatio) {
  return {static_cast<int>(std::lround(area.left() * devicePixelRatio)),
          static_cast<int>(std::lround(area.top() * devicePixelRatio)),
          static_cast<int>(std::lround(area.width() * devicePixelRatio)),
          static_cast<int>(std::lround(area.height() * devicePixelRatio))};
}

std::vector<CellRange> axisCells(int pixels, double first, double count, int limit) {
  std::vector<CellRange> cells(static_cast<std::size_t>(std::max(pixels, 0)));
  const double perPixel = pixels > 0 ? count / pixels : 0;
  for (int p = 0; p < pixels; ++p) {
    CellRange range;
    if (perPixel > 1) {
      // Each cell belongs to one pixel. Shared by two, the last query of a block would see one key of the next block of
      // keys: the largest of one cell beside the largest of a hundred is a dark diagonal that no head has.
      range.begin = static_cast<int>(std::lround(first + p * perPixel));
      range.end = std::max(range.begin + 1, static_cast<int>(std::lround(first + (p + 1) * perPixel)));
      // A hair inside: an edge that falls on a pixel's edge must not pull in the neighbour.
      if (p == 0) range.begin = static_cast<int>(std::floor(first + 1e-6));
      if (p + 1 == pixels) range.end = std::max(range.end, static_cast<int>(std::ceil(first + count - 1e-6)));
    } else {
      range.begin = static_cast<int>(std::floor(first + (p + 0.5) * perPixel));
      range.end = range.begin + 1;
    }
    range.begin = within(range.begin, 0, limit);
    range.end = within(range.end, range.begin, limit);
    cells[static_cast<std::size_t>(p)] = range;
  }
  return cells;
}

bool reduces(const std::vector<CellRange>& cells) {
  return std::any_of(cells.begin(), cells.end(), [](CellRange c) { return c.end - c.begin > 1; });
}

FieldRows patternRows(const Field& field) {
  if (!field.trace && !field.values) return {};
  const Rows* found = field.values ? field.values.get() : field.trace->find(field.site);
  if (found == nullptr || found->rows() == 0) return {};
  const Tensor& block = found->blocks().front();
  if (field.head < 0 || field.head >= block.dim(1)) return {};
  return {found, found->rows(),
          field.values ? block.dim(2) : field.trace->keys({field.site.stack, field.site.attention})};
}

}  // namespace headlight::ui
