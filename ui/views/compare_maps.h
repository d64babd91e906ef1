#pragma once

#include <memory>
#include <vector>

#include "derived/alignment.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// One of the two that are compared: a head of a trace.
struct ComparedSide {
  const Trace* trace = nullptr;
  int layer = 0, head = 0;
};

/// Two patterns on common axes: a place of an axis is a row of A beside a row of B, or a row that only one of them has.
struct ComparedMaps {
  std::vector<derived::AlignedRows> queries, keys;
  /// [queries, 1, keys]; NaN where that side has no such row (drawn hatched). Null: the pattern is not in the trace, or
  /// of the difference, in one of the two.
  std::shared_ptr<const Rows> a, b, difference;
  float high = 1;                                        ///< where the colour map of both ends; of a map by rows 1
  std::shared_ptr<const std::vector<float>> rowScale{};  ///< [queries] of both; null unless each row has its own end
  float largest = 0;                                     ///< largest |b - a|; 0: nothing differs
};

/// The rows of a stack of both, side by side: by their tokens, of pictures by their numbers.
std::vector<derived::AlignedRows> alignedRows(const Trace& a, const Trace& b, StackId stack);

/// Both maps with one scale. `range` as it is for one head: each row up to the larger of both rows' weights, or all of
/// it up to the larger of both heads' ends.
ComparedMaps comparedMaps(const ComparedSide& a, const ComparedSide& b, AttentionId attention, const ViewState& state);

/// A cell of one of the maps; NaN where there is none.
float cellOf(const std::shared_ptr<const Rows>& map, int query, int key);

}  // namespace headlight::ui
