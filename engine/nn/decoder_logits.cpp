#include "nn/decoder_logits.h"

namespace headlight {

void leaveDecoderLogits(Run& run, StackId stack, const OutputInfo& output, const LastRows& last,
                        const PredictionHead& head) {
  run.section("logits");
  const SiteId site{stack, Site::Logits};
  const int predicted = run.predictedRow() - last.first;
  if (output.ofEveryRow() && run.wants(site)) {
    Tensor logits = run.place(site, last.first, {output.logits});
    head.into(last.rows, logits);
    logits = run.at(site, last.first, logits);
    if (!run.keepsPredictedLogits()) run.keepPredictedLogits(logits.rows(predicted, predicted + 1));
  } else if (!run.keepsPredictedLogits()) {
    run.keepPredictedLogits(head(last.rows.rows(predicted, predicted + 1)));
  }
}

}  // namespace headlight
