#include "run/placed_rows.h"

#include <algorithm>
#include <utility>

#include "backend/backend.h"
#include "base/error.h"
#include "ops/ops.h"
#include "run/spare_blocks.h"

namespace headlight {

PlacedRows::PlacedRows(Backend& backend, const Rows* kept, int first, int count, const Shape& row,
                       std::size_t rowStride, SpareBlocks* spares, SiteId site) {
  if (first < 0 || first > count || (first > 0 && (!kept || kept->rows() < first)))
    fail("PlacedRows: row ", first, " of ", count, " cannot follow ", kept ? kept->rows() : 0, " kept rows");
  const int base = first == count ? count : first / Rows::blockRows * Rows::blockRows;
  if (base > 0) shared_ = firstRows(*kept, base).blocks();
  const int head = first - base;
  const bool lastBlockOnly = kept && base < count && count - base <= Rows::blockRows;
  SpareBlocks::Spare spare;
  if (spares && lastBlockOnly && head > 0) spare = spares->take(site, kept->blockOf(base), row.withRows(count - base));
  Tensor block = spare.block;
  if (!block.defined()) {
    // A whole block, so that the next letters fit when it is used again.
    const int rows = spares && lastBlockOnly ? Rows::blockRows : count - base;
    block = backend.allocate(row.withRows(rows), DType::F32, rowStride);
  }
  if (spare.agree < head) {
    Tensor to = block.rows(spare.agree, head);
    ops::copyRowsInto(kept->blockOf(base).rows(spare.agree, head), to);
  }
  if (spares && base < count)
    spares->put(site, lastBlockOnly ? block : Tensor{}, head > 0 ? kept->blockOf(base) : Tensor{}, head);
  own_ = block.rows(0, count - base);
  fresh_ = own_.rows(head, count - base);
}

Rows PlacedRows::all() const {
  std::vector<Tensor> blocks = shared_;
  const Rows own(own_);
  blocks.insert(blocks.end(), own.blocks().begin(), own.blocks().end());
  return Rows(std::move(blocks));
}

Rows firstRows(const Rows& rows, int count) {
  std::vector<Tensor> blocks;
  for (int begin = 0; begin < count; begin += Rows::blockRows) {
    const Tensor& block = rows.blockOf(begin);
    const int wanted = std::min(Rows::blockRows, count - begin);
    blocks.push_back(wanted == block.dim(0) ? block : block.rows(0, wanted));
  }
  return Rows(std::move(blocks));
}

Tensor rowsFrom(Backend& backend, const Rows& rows, int first, const Shape& row) {
  if (const auto view = rows.contiguousFrom(first)) return *view;
  Tensor all = backend.allocate(row.withRows(rows.rows() - first));
  for (int begin = first; begin < rows.rows();) {
    const int blockBegin = begin / Rows::blockRows * Rows::blockRows;
    const Tensor& block = rows.blockOf(begin);
    const int end = blockBegin + block.dim(0);
    Tensor to = all.rows(begin - first, end - first);
    ops::copyRowsInto(block.rows(begin - blockBegin, block.dim(0)), to);
    begin = end;
  }
  return all;
}

}  // namespace headlight
