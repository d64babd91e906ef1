#include "nn/logits_by_layer.h"

#include "ops/ops.h"

namespace headlight {

void leaveLogitsByLayer(Run& run, StackId stack, const ReadOut& readOut) {
  const int first = run.logitsByLayerFrom(), count = run.layers(stack) - 1 - first;
  if (count <= 0) return;
  run.section("logits_by_layer");
  const int row = run.predictedRow(), inBlock = row % Rows::blockRows;
  Tensor rows;  // [count, width]
  for (int i = 0; i < count; ++i) {
    const Tensor left = run.left(stack, first + i).blockOf(row).rows(inBlock, inBlock + 1);
    if (!rows.defined()) rows = run.backend().allocate({count, left.dim(1)});
    Tensor to = rows.rows(i, i + 1);
    ops::copyRowsInto(left, to);
  }
  Tensor logits = run.placeLogitsByLayer();
  readOut(rows, logits);
}

}  // namespace headlight
