#include "nn/causal_head.h"

#include "ops/ops.h"

namespace headlight {

void leaveCausalLogits(Run& run, Stack stack, int from, const Tensor& normed, const Tensor& unembed) {
  run.section("logits");
  const int predicted = run.predictedRow() - from;
  if (run.wants(stack, Site::Logits)) {
    Tensor logits = run.place(stack, Site::Logits, -1, from, {unembed.dim(0)});
    ops::linearInto(normed, unembed, nullptr, Activation::None, logits);
    logits = run.at(stack, Site::Logits, -1, from, logits);
    if (!run.keepsPredictedLogits()) run.keepPredictedLogits(logits.rows(predicted, predicted + 1));
  } else if (!run.keepsPredictedLogits()) {
    run.keepPredictedLogits(ops::linear(normed.rows(predicted, predicted + 1), unembed));
  }
}

}  // namespace headlight
