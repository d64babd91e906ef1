#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor gatherRows(const Tensor& table, std::span<const std::int32_t> ids) {
  if (!table.defined()) fail("gatherRows: table is an empty tensor");
  if ((table.layout() == Layout::Rows && table.dtype() != DType::F32) || table.shape().rank() != 2)
    fail("gatherRows: expected an f32 table [entries, width], got ", toString(table.dtype()), " ",
         toString(table.shape()));
  for (const std::int32_t id : ids)
    if (id < 0 || id >= table.dim(0)) fail("gatherRows: no row ", id, " in a table of ", table.dim(0));
  Backend& backend = table.backend();
  Tensor y = backend.allocate({static_cast<int>(ids.size()), table.dim(1)});
  if (!ids.empty()) backend.gatherRows(table, ids, y);
  return y;
}

}  // namespace headlight::ops
