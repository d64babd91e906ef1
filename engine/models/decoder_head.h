#pragma once

#include <string_view>

#include "info/output_info.h"
#include "nn/prediction_head.h"

namespace headlight {

/// What a decoder's head is loaded from beside the weights.
struct DecoderHeadConfig {
  bool tied = false;                                ///< the unembedding is the token table (tie_word_embeddings)
  std::string_view tokenClassifier = "classifier";  ///< our name of it, where it differs from the text classifier's
};

/// The head of a decoder whose token table is `embed` ("embed.weight", [vocabulary, width]): "unembed.weight", which
/// counts where it is tied too if its numbers differ, or "classifier" [labels, width] with a bias where the file has
/// one. Throws Error on weights that do not fit.
PredictionHead loadDecoderHead(const WeightScope& weights, const OutputInfo& output, const Tensor& embed, int width,
                               const DecoderHeadConfig& config);

}  // namespace headlight
