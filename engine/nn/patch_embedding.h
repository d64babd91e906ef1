#pragma once

#include <vector>

#include "info/input.h"
#include "info/model_info.h"
#include "nn/linear.h"
#include "nn/weight_scope.h"

namespace headlight {

/// The first rows of an image model: special tokens, then one row for each patch, plus positions (Dosovitskiy et al.
/// 2021, arXiv:2010.11929, section 3.1). Belongs to the worker thread.
class PatchEmbedding {
 public:
  struct Config {
    ImageInputInfo picture;
    int width = 0;              ///< of a row
    bool distillation = false;  ///< a token after [CLS], with a position of its own (DeiT)
    int registers = 0;          ///< tokens after [CLS] without positions (DINOv2)
    bool antialias = false;     ///< how positions are interpolated: see interpolatePositions
  };
  PatchEmbedding(const WeightScope& scope, const Config& config);
  /// y [special tokens + patches, width]. Positions of another grid than the model was trained on are interpolated once
  /// and kept for the pictures after.
  void into(const PictureInput& picture, Tensor& y) const;

 private:
  PatchGrid gridOf(const PictureInput& picture) const;
  /// What does not depend on the pixels, [special tokens + patches, width]: tokens and positions.
  const Tensor& base(Backend& backend, PatchGrid grid) const;
  /// [patches, channels * patchHeight * patchWidth]: each patch in the order of the convolution's weights.
  std::vector<float> unfold(const PictureInput& picture) const;

  Config config_;
  std::vector<float> specials_;   ///< [special tokens, width], with their positions
  std::vector<float> positions_;  ///< [trained patches, width]
  Tensor weight_, bias_;
  mutable Tensor base_;
  mutable PatchGrid baseFor_;
};

}  // namespace headlight
