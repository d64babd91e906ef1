#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "models/image_config.h"
#include "nn/layers.h"

namespace headlight {

/// The families that look at pictures: patches and special tokens through a pre-norm encoder, then a classifier or
/// none. A family says its names and what `readImageConfig` makes of its config.
class ImageModel final : public Model {
 public:
  /// `reads`: what the classifier does; nothing for a model without one.
  ImageModel(std::shared_ptr<const ModelInfo> info, const ImageConfig& image,
             std::optional<ImageClassifier::Reads> reads, Loading& loading);
  void forward(Run& run) const override;

 private:
  using Block = std::variant<PreNormBlock, SwiGluBlock>;
  /// What the classifier says of what left each block, where the run wants it.
  void leaveLogitsByLayer(Run& run) const;

  std::optional<PatchEmbedding> embedding_;
  std::vector<Block> blocks_;
  std::optional<LayerNorm> final_;
  std::optional<ImageClassifier> classifier_;
};

/// Family::describe and Family::build of every image family.
ModelInfo describeImageModel(const io::Config& config, const HasWeight& has);
std::unique_ptr<Model> buildImageModel(std::shared_ptr<const ModelInfo> info, const io::Config& config,
                                       Loading& loading);

}  // namespace headlight
