#pragma once

#include <memory>

#include "io/weight_rules.h"
#include "models/load_model.h"

namespace headlight::io {
class Config;
class Weights;
}  // namespace headlight::io

namespace headlight {

/// What DistilBERT's tensors are called in a Hugging Face file.
io::WeightNames distilbertWeightNames();

/// Sanh et al. 2019, arXiv:1910.01108: BERT without token types and pooler. Reference: transformers'
/// DistilBertForMaskedLM and its sisters. `info` comes with name, folder, dtype and hash filled in. Throws Error on a
/// config or weights that are not DistilBERT's.
std::unique_ptr<Model> makeDistilbert(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                      const LoadProgress& progress, const std::stop_token& stop);

}  // namespace headlight
