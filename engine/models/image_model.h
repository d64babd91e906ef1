#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "models/image_config.h"
#include "models/load_model.h"
#include "models/model.h"
#include "nn/layers.h"

namespace headlight::io {
class Weights;
}

namespace headlight {

/// The families that look at pictures: patches and special tokens through a pre-norm encoder, then a classifier or
/// none. A family says its names and what `readImageConfig` makes of its config.
class ImageModel final : public Model {
 public:
  /// `info` comes with name, folder, dtype and hash filled in. Throws Error on weights that do not fit.
  ImageModel(const ImageConfig& image, const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
             const LoadProgress& progress, const std::stop_token& stop);

  const std::shared_ptr<const ModelInfo>& info() const override { return info_; }
  void forward(Run& run) const override;

 private:
  using Block = std::variant<PreNormBlock, SwiGluBlock>;
  std::uint64_t parameters(const ImageConfig& image) const;
  /// What the classifier says of what leaves `layer`, if the run wants it.
  void leaveLogitsOf(Run& run, int layer, const Rows& x) const;

  std::shared_ptr<const ModelInfo> info_;
  std::optional<PatchEmbedding> embedding_;
  std::vector<Block> blocks_;
  std::optional<LayerNorm> final_;
  std::optional<ImageClassifier> classifier_;
};

/// The maker of every image family.
std::unique_ptr<Model> makeImageModel(const io::Config& config, io::Weights& weights, Backend& backend, ModelInfo info,
                                      const LoadProgress& progress, const std::stop_token& stop);

}  // namespace headlight
