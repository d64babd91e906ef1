#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {
namespace {

constexpr const char* name = "attentionMix";

int headWidthOf(const Rows& value) {
  if (value.blocks().empty()) fail(name, ": there are no values to mix");
  checkRows(name, "value", value.blocks()[0], 3);
  return value.blocks()[0].dim(2);
}

}  // namespace

Tensor attentionMix(const Tensor& pattern, const Rows& value) {
  checkRows(name, "pattern", pattern, 3);
  Tensor y = pattern.backend().allocate({pattern.dim(0), pattern.dim(1), headWidthOf(value)});
  attentionMixInto(pattern, value, y);
  return y;
}

void attentionMixInto(const Tensor& pattern, const Rows& value, Tensor& y) {
  checkRows(name, "pattern", pattern, 3);
  const int heads = pattern.dim(1), headWidth = headWidthOf(value);
  for (const Tensor& block : value.blocks()) {
    checkRows(name, "value", block, 3);
    checkSameBackend(name, "value", pattern, block);
    const int kvHeads = block.dim(1);
    if (kvHeads < 1 || heads % kvHeads != 0 || block.dim(2) != headWidth || kvHeads != value.blocks()[0].dim(1))
      fail(name, ": expected value blocks [rows, a divisor of ", heads, ", ", headWidth, "], got ",
           toString(block.shape()));
  }
  checkRows(name, "y", y, 3);
  checkSameBackend(name, "y", pattern, y);
  if (y.shape() != Shape{pattern.dim(0), heads, headWidth})
    fail(name, ": expected a result [", pattern.dim(0), ", ", heads, ", ", headWidth, "], got ", toString(y.shape()));
  if (pattern.dim(0) > 0) pattern.backend().attentionMix(pattern, value, y);
}

}  // namespace headlight::ops
