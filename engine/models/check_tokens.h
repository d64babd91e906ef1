#pragma once

#include <cstdint>
#include <span>

#include "models/model_info.h"

namespace headlight {

/// Throws Error with one sentence for token ids that the model cannot take: none, more than maxTokens, outside the
/// vocabulary.
void checkTokens(const ModelInfo& model, std::span<const std::int32_t> ids);

}  // namespace headlight
