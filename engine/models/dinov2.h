#pragma once

#include "io/weight_rules.h"

namespace headlight {

/// What the tensors of DINOv2 (Oquab et al. 2023, arXiv:2304.07193) with or without registers (Darcet et al. 2024,
/// arXiv:2309.16588) are called in a Hugging Face file. Reference: transformers' Dinov2Model,
/// Dinov2ForImageClassification, Dinov2WithRegistersModel and ...ForImageClassification.
io::WeightNames dinov2WeightNames();

}  // namespace headlight
