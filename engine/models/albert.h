#pragma once

#include <memory>

#include "io/weight_rules.h"
#include "models/load_model.h"

namespace headlight::io {
class Config;
class Weights;
}  // namespace headlight::io

namespace headlight {

/// What ALBERT's tensors are called in a Hugging Face file.
io::WeightNames albertWeightNames();

/// Lan et al. 2020, arXiv:1909.11942: BERT with an embedding narrower than the stream and one block for all layers.
/// Reference: transformers' AlbertForMaskedLM and its sisters. `info` comes with name, folder, dtype and hash filled
/// in. Throws Error on a config or weights that are not ALBERT's, or that have several groups of layers.
std::unique_ptr<Model> makeAlbert(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                  const LoadProgress& progress, const std::stop_token& stop);

}  // namespace headlight
