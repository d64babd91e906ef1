#pragma once

#include "info/site.h"
#include "tensor/rows.h"

namespace headlight {

class SpareBlocks;

/// Rows [0, count) of a site while a pass writes those from `first` on. Blocks of 64 wholly before `first` are shared
/// with the trace before; of the block that holds `first` the kept rows are copied (63 at most), since a published
/// block is never written again; or a spare block has them already.
class PlacedRows {
 public:
  PlacedRows() = default;
  /// `kept` may be null when `first` is 0. `row` is the shape of one row, `rowStride` 0 for no gaps.
  /// `spares` may be null; `site` is the name there.
  PlacedRows(Backend& backend, const Rows* kept, int first, int count, const Shape& row, std::size_t rowStride = 0,
             SpareBlocks* spares = nullptr, SiteId site = {});

  /// Rows [first, count), to be written; contiguous.
  const Tensor& fresh() const { return fresh_; }
  /// All of them.
  Rows all() const;

 private:
  std::vector<Tensor> shared_;
  Tensor own_;  ///< from the block that holds `first` on; no rows where everything is kept
  Tensor fresh_;
};

/// The first `count` rows, blocks shared.
Rows firstRows(const Rows& rows, int count);

/// Rows [first, rows.rows()) as one tensor: a view where they lie together, else a copy on `backend`. `row` is the
/// shape of one row.
Tensor rowsFrom(Backend& backend, const Rows& rows, int first, const Shape& row);

}  // namespace headlight
