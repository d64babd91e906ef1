#pragma once

#include "io/weight_rules.h"

namespace headlight {

/// What the tensors of ViT (Dosovitskiy et al. 2021, arXiv:2010.11929; reference: transformers' ViTModel,
/// ViTForImageClassification) and of DeiT (Touvron et al. 2021, arXiv:2012.12877; DeiTForImageClassification,
/// ...WithTeacher) are called in a Hugging Face file.
io::WeightNames vitWeightNames();

}  // namespace headlight
