#pragma once

#include "nn/rotary.h"

namespace headlight::io {
class Config;
}

namespace headlight {

/// Reads `rope_parameters` (transformers 5) or `rope_scaling` and `rope_theta` (before) as transformers does;
/// `maxTokens` is max_position_embeddings. Throws Error naming the kind of scaling that is not supported, or a number
/// that makes no sense.
RotaryConfig readRotaryConfig(const io::Config& config, int headWidth, int maxTokens);

}  // namespace headlight
