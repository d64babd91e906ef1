#include "tensor/rows.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace headlight {

Rows::Rows(const Tensor& all) : rows_(all.dim(0)) {
  for (int begin = 0; begin < rows_; begin += blockRows)
    blocks_.push_back(all.rows(begin, std::min(begin + blockRows, rows_)));
}

Rows::Rows(std::vector<Tensor> blocks) : blocks_(std::move(blocks)) {
  for (const Tensor& block : blocks_) {
    if (rows_ % blockRows != 0) fail("Rows: only the last block may be shorter than ", blockRows, " rows");
    if (block.dim(0) < 1 || block.dim(0) > blockRows)
      fail("Rows: expected 1 to ", blockRows, " rows a block, got ", block.dim(0));
    rows_ += block.dim(0);
  }
}

std::optional<Tensor> Rows::contiguousFrom(int first) const {
  if (first < 0 || first > rows_) fail("Rows: no row ", first, " among ", rows_);
  if (blocks_.empty()) return std::nullopt;
  if (first == rows_) return blocks_.back().rows(blocks_.back().dim(0), blocks_.back().dim(0));
  const auto begin = static_cast<std::size_t>(first / blockRows);
  const Tensor& head = blocks_[begin];
  const int count = rows_ - static_cast<int>(begin) * blockRows;
  for (std::size_t i = begin + 1; i < blocks_.size(); ++i)
    if (&blocks_[i].buffer() != &head.buffer() || blocks_[i].rowStride() != head.rowStride() ||
        blocks_[i].offset() != head.offset() + (i - begin) * blockRows * head.rowStride())
      return std::nullopt;
  const Tensor all(head.bufferHandle(), head.shape().row().withRows(count), head.dtype(), head.offset(),
                   head.rowStride());
  return all.rows(first % blockRows, count);
}

Rows Rows::columns(std::size_t begin, const Shape& row) const {
  std::vector<Tensor> parts;
  parts.reserve(blocks_.size());
  for (const Tensor& block : blocks_) parts.push_back(block.columns(begin, row));
  return Rows(std::move(parts));
}

std::size_t Rows::bytes() const {
  std::size_t sum = 0;
  for (const Tensor& block : blocks_) sum += block.shape().elements() * sizeOf(block.dtype());
  return sum;
}

std::vector<float> Rows::rowToHost(int row) const {
  if (row < 0 || row >= rows_) fail("Rows: no row ", row, " among ", rows_);
  return blockOf(row).rows(row % blockRows, row % blockRows + 1).toHost();
}

}  // namespace headlight
