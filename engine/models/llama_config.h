#pragma once

#include <vector>

#include "info/model_info.h"
#include "nn/block_config.h"
#include "nn/rotary.h"

namespace headlight::io {
class Config;
}

namespace headlight {

/// What config.json says of a model of the Llama kind, with the defaults of transformers 5.24 for its model_type.
struct LlamaConfig {
  BlockConfig block;  ///< without rotary, and with the window of no layer
  RotaryConfig rotary;
  int layers = 0;
  int vocabulary = 0;
  int maxTokens = 0;
  bool tied = false;  ///< the head is the token table
  StackInfo stack;
};

/// model_type is "llama", "mistral", "ministral" or "qwen2". Throws Error naming the key that is missing, senseless or
/// not supported.
LlamaConfig readLlamaConfig(const io::Config& config);

}  // namespace headlight
