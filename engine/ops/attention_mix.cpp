#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

Tensor attentionMix(const Tensor& pattern, const Rows& value) {
  constexpr const char* name = "attentionMix";
  checkRows(name, "pattern", pattern, 3);
  if (value.blocks().empty()) fail(name, ": there are no values to mix");
  const int heads = pattern.dim(1), headWidth = value.blocks()[0].dim(2);
  for (const Tensor& block : value.blocks()) {
    checkRows(name, "value", block, 3);
    checkSameBackend(name, "value", pattern, block);
    const int kvHeads = block.dim(1);
    if (kvHeads < 1 || heads % kvHeads != 0 || block.dim(2) != headWidth || kvHeads != value.blocks()[0].dim(1))
      fail(name, ": expected value blocks [rows, a divisor of ", heads, ", ", headWidth, "], got ",
           toString(block.shape()));
  }
  Backend& backend = pattern.backend();
  Tensor y = backend.allocate({pattern.dim(0), heads, headWidth});
  backend.attentionMix(pattern, value, y);
  return y;
}

}  // namespace headlight::ops
