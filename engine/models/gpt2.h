#pragma once

#include <memory>

#include "io/weight_rules.h"
#include "models/load_model.h"

namespace headlight::io {
class Config;
class Weights;
}  // namespace headlight::io

namespace headlight {

/// What GPT-2's tensors are called in a Hugging Face file.
io::WeightNames gpt2WeightNames();

/// Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"; reference: transformers'
/// GPT2LMHeadModel. `info` comes with name, folder, dtype and hash filled in. Throws Error on a config or weights that
/// are not GPT-2's.
std::unique_ptr<Model> makeGpt2(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                const LoadProgress& progress, const std::stop_token& stop);

}  // namespace headlight
