#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace headlight {

/// All rows of one site as immutable blocks of 64 rows (the last one may be shorter). Blocks are handles, so that
/// traces which agree in their first rows share them; no block is ever copied. Patterns of a causal stack: block b is
/// [rows, heads, 64 * (b + 1)], so its stride never changes as the text grows; keys beyond the row are exactly 0.
class Rows {
 public:
  static constexpr int blockRows = 64;

  Rows() = default;
  /// Cuts one tensor into views of 64 rows.
  explicit Rows(const Tensor& all);
  /// Every block but the last must have 64 rows.
  explicit Rows(std::vector<Tensor> blocks);

  int rows() const { return rows_; }
  const std::vector<Tensor>& blocks() const& { return blocks_; }
  std::vector<Tensor> blocks() && { return std::move(blocks_); }  ///< of a temporary: a loop over it must not dangle
  /// The block that holds `row`.
  const Tensor& blockOf(int row) const { return blocks_.at(static_cast<std::size_t>(row / blockRows)); }
  /// Rows [first, rows()) as one view where they lie one after the other in one buffer; nothing otherwise.
  std::optional<Tensor> contiguousFrom(int first) const;
  /// Columns of every row: Tensor::columns block by block.
  Rows columns(std::size_t begin, const Shape& row) const;
  /// Of the elements; gaps between rows, which may belong to other sites, are not counted.
  std::size_t bytes() const;
  /// Row `row` on the host: one row's elements (for patterns: heads * keys of its block). Any thread.
  std::vector<float> rowToHost(int row) const;

 private:
  std::vector<Tensor> blocks_;
  int rows_ = 0;
};

}  // namespace headlight
