#pragma once

#include <span>
#include <vector>

#include "tensor/rows.h"

namespace headlight {

/// The rows of a site as floats on the host: read where they lie if the host can, else downloaded once, block by block
/// as they are asked for. Holds handles on the rows, so that it may outlive their trace. One thread at a time; several
/// readers of the same rows may work at once.
class HostRows {
 public:
  explicit HostRows(Rows rows);

  int rows() const { return rows_.rows(); }
  /// All elements of one row (of a pattern: heads by the keys of its block). Valid as long as this reader.
  std::span<const float> row(int row) const;
  /// One head's part of a row of a pattern: its first `keys` weights, or fewer where the block has no room for more
  /// (a causal one, whose rows see no later key). Rows and keys need not be as many.
  std::span<const float> head(int row, int head, std::size_t keys) const;

 private:
  /// The first element of a block, and elements from row to row.
  struct Block {
    const float* begin = nullptr;
    std::size_t stride = 0;
    std::vector<float> downloaded;
  };
  const Block& block(int row) const;

  Rows rows_;
  mutable std::vector<Block> blocks_;
};

}  // namespace headlight
