#pragma once

#include <memory>

#include "io/weight_rules.h"
#include "models/load_model.h"

namespace headlight::io {
class Config;
class Weights;
}  // namespace headlight::io

namespace headlight {

/// What the tensors of Llama, Mistral and Qwen2 are called in a Hugging Face file.
io::WeightNames llamaWeightNames();

/// Llama (Touvron et al. 2023, arXiv:2302.13971), Mistral (Jiang et al. 2023, arXiv:2310.06825) and Qwen2 (Yang et al.
/// 2024, arXiv:2407.10671), by config.json's model_type; reference: transformers' LlamaForCausalLM, MistralForCausalLM,
/// Qwen2ForCausalLM, and their base models (no logits). `info` comes with name, folder, dtype and hash filled in.
/// Throws Error on a config or weights of another kind.
std::unique_ptr<Model> makeLlama(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                 const LoadProgress& progress, const std::stop_token& stop);

}  // namespace headlight
