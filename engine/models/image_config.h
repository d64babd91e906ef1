#pragma once

#include <optional>
#include <string_view>

#include "models/families.h"
#include "nn/block_config.h"
#include "nn/image_classifier.h"
#include "nn/patch_embedding.h"

namespace headlight {

/// What config.json says of an image model, with the defaults of transformers 5.24 for its model_type.
struct ImageConfig {
  PatchEmbedding::Config embedding;
  BlockConfig block;
  int layers = 0;
  bool gated = false;  ///< SwiGLU instead of two linear layers with an activation between
};

/// Throws Error naming the key that is missing, senseless or not supported.
ImageConfig readImageConfig(const io::Config& config);
/// What the classifier on top reads, by `architectures`; where that names none, by the weights that are there (`has`
/// takes a name of ours). Nothing for a model without one.
std::optional<ImageClassifier::Reads> imageHead(const io::Config& config, const HasWeight& has);

}  // namespace headlight
