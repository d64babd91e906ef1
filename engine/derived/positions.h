#pragma once

#include <vector>

#include "info/model_info.h"

namespace headlight::derived {

/// The learned position embedding of each patch of the grid that an image model was trained on.
struct PatchPositions {
  PatchGrid grid;
  int width = 0;
  std::vector<float> values;  ///< [grid.count(), width]
};

/// Reads it from the model's folder, without loading the model. Throws Error naming the file when it is not an image
/// model's or not there any more. Any thread.
PatchPositions readPatchPositions(const ModelInfo& model);

/// [patches, patches]: cosine similarity of the position embeddings of every two patches (Dosovitskiy et al. 2021,
/// figure 7). Of a vector of zeros it is 0.
std::vector<float> positionSimilarity(const PatchPositions& positions);

}  // namespace headlight::derived
