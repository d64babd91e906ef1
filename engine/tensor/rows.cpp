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

std::size_t Rows::bytes() const {
  std::size_t sum = 0;
  for (const Tensor& block : blocks_) sum += block.spanBytes();
  return sum;
}

std::vector<float> Rows::rowToHost(int row) const {
  if (row < 0 || row >= rows_) fail("Rows: no row ", row, " among ", rows_);
  return blockOf(row).rows(row % blockRows, row % blockRows + 1).toHost();
}

}  // namespace headlight
