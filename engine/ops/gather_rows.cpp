#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor gatherRows(const Tensor& table, std::span<const std::int32_t> ids) {
  if (!table.defined()) fail("gatherRows: table is an empty tensor");
  if (table.shape().rank() != 2) fail("gatherRows: expected a table [entries, width], got ", toString(table.shape()));
  Tensor y = table.backend().allocate({static_cast<int>(ids.size()), table.dim(1)});
  gatherRowsInto(table, ids, y);
  return y;
}

void gatherRowsInto(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y) {
  if (!table.defined()) fail("gatherRows: table is an empty tensor");
  if ((table.layout() == Layout::Rows && table.dtype() != DType::F32) || table.shape().rank() != 2)
    fail("gatherRows: expected an f32 table [entries, width], got ", toString(table.dtype()), " ",
         toString(table.shape()));
  for (const std::int32_t id : ids)
    if (id < 0 || id >= table.dim(0)) fail("gatherRows: no row ", id, " in a table of ", table.dim(0));
  checkShape("gatherRows", "y", y, {static_cast<int>(ids.size()), table.dim(1)});
  checkSameBackend("gatherRows", "y", table, y);
  if (!ids.empty()) table.backend().gatherRows(table, ids, y);
}

}  // namespace headlight::ops
