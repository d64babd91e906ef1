#pragma once

#include <span>
#include <vector>

#include "info/model_info.h"

namespace headlight::derived {

/// What a classification's logits say of each label: softmax, the sigmoid of each where several may hold, or the
/// numbers themselves.
std::vector<double> labelProbabilities(std::span<const float> logits, LabelKind kind);

}  // namespace headlight::derived
