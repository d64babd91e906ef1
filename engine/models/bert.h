#pragma once

#include <memory>

#include "io/weight_rules.h"
#include "models/load_model.h"

namespace headlight::io {
class Config;
class Weights;
}  // namespace headlight::io

namespace headlight {

/// What BERT's and RoBERTa's tensors are called in a Hugging Face file.
io::WeightNames bertWeightNames();
io::WeightNames robertaWeightNames();

/// Devlin et al. 2019, arXiv:1810.04805; reference: transformers' BertForMaskedLM, ...ForSequenceClassification,
/// ...ForTokenClassification, BertModel. Token types are all 0. `info` comes with name, folder, dtype and hash filled
/// in. Throws Error on a config or weights that are not BERT's.
std::unique_ptr<Model> makeBert(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                const LoadProgress& progress, const std::stop_token& stop);

/// Liu et al. 2019, arXiv:1907.11692: BERT with positions that count from the padding id + 1 (padding tokens count for
/// nothing), and other heads. Reference: transformers' RobertaForMaskedLM and its sisters.
std::unique_ptr<Model> makeRoberta(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                   const LoadProgress& progress, const std::stop_token& stop);

}  // namespace headlight
