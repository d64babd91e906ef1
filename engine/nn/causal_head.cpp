#include "nn/causal_head.h"

#include "ops/ops.h"

namespace headlight {

void leaveCausalLogits(Run& run, StackId stack, const LastRows& last, const Tensor& unembed) {
  run.section("logits");
  const SiteId site{stack, Site::Logits};
  const int predicted = run.predictedRow() - last.first;
  if (run.wants(site)) {
    Tensor logits = run.place(site, last.first, {unembed.dim(0)});
    ops::linearInto(last.rows, unembed, nullptr, Activation::None, logits);
    logits = run.at(site, last.first, logits);
    if (!run.keepsPredictedLogits()) run.keepPredictedLogits(logits.rows(predicted, predicted + 1));
  } else if (!run.keepsPredictedLogits()) {
    run.keepPredictedLogits(ops::linear(last.rows.rows(predicted, predicted + 1), unembed));
  }
}

}  // namespace headlight
