#pragma once

#include <memory>
#include <optional>

#include "backend/backend.h"
#include "info/site.h"

namespace headlight {

class Rotary;

/// What all blocks of one stack have in common.
struct BlockConfig {
  StackId stack = StackId::Decoder;
  int width = 0;  ///< of the residual stream
  int heads = 0;
  int kvHeads = 0;  ///< < heads: grouped-query attention (Ainslie et al. 2023, arXiv:2305.13245)
  int headWidth = 0;
  int hidden = 0;       ///< of the MLP
  int memoryWidth = 0;  ///< of the rows that cross-attention reads; 0: there is none
  float epsilon = 1e-5f;
  Activation activation = Activation::GeluTanh;
  bool causal = true;
  float attentionScale = 0;  ///< usually 1 / sqrt(headWidth)
  /// Which linear layers have a bias.
  bool projectionBias = true;  ///< of query, key and value
  bool attentionOutBias = true;
  bool mlpBias = true;
  bool layerScale = false;  ///< what attention and MLP add is scaled by column (DINOv2)
  /// Turns query and key by their positions; null where positions come another way.
  std::shared_ptr<const Rotary> rotary;
  /// What self-attention adds to its scores by how far a key is from its query (ops::addScoreBias), where it does:
  /// [heads, distances].
  std::optional<Tensor> scoreBias;
  int slidingWindow = 0;  ///< of this layer: StackInfo::window
};

}  // namespace headlight
