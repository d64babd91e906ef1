#pragma once

#include <QRect>
#include <QRectF>
#include <vector>

#include "ui/scene/scene.h"

namespace headlight::ui {

/// Cells [begin, end) of one axis that lie under one device pixel; empty outside the data.
struct CellRange {
  int begin = 0, end = 0;
  bool operator==(const CellRange&) const = default;
};

/// Device pixels of an area. Equal sizes stay equal wherever they lie, so that thumbnails share one table.
QRect devicePixels(const QRectF& area, double devicePixelRatio);

/// For each of `pixels` pixels along an axis that shows cells [first, first + count) of `limit`: with a pixel or more
/// per cell the cell under the pixel's middle, below that as many as come on a pixel, each cell under one. Both
/// painters read this table, so they cannot disagree.
std::vector<CellRange> axisCells(int pixels, double first, double count, int limit);

/// True when a pixel of the table covers more than one cell: the painters then take the largest.
bool reduces(const std::vector<CellRange>& cells);

/// The pattern behind a field: blocks of rows that may have room for more keys than there are.
struct FieldRows {
  const Rows* rows = nullptr;  ///< null: not captured
  int queries = 0, keys = 0;
};
FieldRows patternRows(const Field& field);

}  // namespace headlight::ui
