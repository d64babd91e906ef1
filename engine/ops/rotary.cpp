#include "ops/check.h"
#include "ops/ops.h"

namespace headlight::ops {

void rotary(Tensor& x, const Tensor& turns) {
  checkRows("rotary", "x", x, 3);
  if (x.dim(2) < 2 || x.dim(2) % 2 != 0) fail("rotary: expected heads of an even width, got ", toString(x.shape()));
  checkShape("rotary", "turns", turns, {x.dim(0), x.dim(2)});
  checkSameBackend("rotary", "turns", x, turns);
  if (x.dim(0) > 0 && x.dim(1) > 0) x.backend().rotary(x, turns);
}

}  // namespace headlight::ops
