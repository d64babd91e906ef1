#pragma once

#include "info/stack_info.h"
#include "io/config.h"
#include "nn/block_config.h"
#include "nn/relative_bias.h"

namespace headlight {

/// One of T5's two stacks.
struct T5Stack {
  int layers = 0;
  BlockConfig block;
  DistanceBuckets buckets;
};

/// What config.json says of a T5 or an mT5.
struct T5Config {
  int vocabulary = 0;
  bool gated = false;   ///< the MLP
  bool scaled = false;  ///< what leaves the decoder is divided by sqrt(width) before the head
  T5Stack encoder, decoder;
};

/// As transformers' T5Config and MT5Config have it (configuration_t5.py, configuration_mt5.py). Throws Error naming the
/// key that is senseless or not supported.
T5Config readT5Config(const io::Config& file);

/// Whether the class in `architectures` is an encoder alone (T5EncoderModel); `otherwise` where none is named.
bool isEncoderAlone(const io::Config& config, bool otherwise);

/// Throws Error naming the key that makes another model of the stacks than an encoder, alone or with its decoder, or
/// that leaves distances without a bucket.
void checkStacks(const io::Config& config, const T5Config& t5, bool encoderAlone);

StackInfo stackInfo(const T5Stack& stack);

}  // namespace headlight
