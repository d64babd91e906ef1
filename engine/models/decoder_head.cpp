#include "models/decoder_head.h"

namespace headlight {

PredictionHead loadDecoderHead(const WeightScope& weights, const OutputInfo& output, const Tensor& embed, int width,
                               const DecoderHeadConfig& config) {
  PredictionHead head;
  if (output.ofTokens()) {
    head.weight = config.tied ? weights.matrixUnlessTied("unembed.weight", "embed.weight", embed, output.logits, width)
                              : weights.matrix("unembed.weight", output.logits, width);
    return head;
  }
  const WeightScope classifier = weights.sub(output.says == Says::Label    ? "classifier"
                                             : output.says == Says::Answer ? "answers"
                                                                           : config.tokenClassifier);
  head.weight = classifier.matrix("weight", output.logits, width);
  if (classifier.has("bias")) head.bias = classifier.vector("bias", output.logits);
  return head;
}

}  // namespace headlight
