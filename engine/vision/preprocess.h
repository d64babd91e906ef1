#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>

#include "info/input.h"
#include "info/model_info.h"
#include "vision/picture.h"

namespace headlight::vision {

/// PIL's numbers.
enum class Resampling : std::uint8_t { Nearest = 0, Lanczos = 1, Bilinear = 2, Bicubic = 3, Box = 4, Hamming = 5 };

/// What preprocessor_config.json says (Hugging Face transformers, image processors of ViT, DeiT and BiT/DINOv2).
struct PreprocessConfig {
  bool resize = true;
  std::optional<int> shortestEdge;  ///< pixels; the other side follows
  int height = 224, width = 224;    ///< pixels after the resize, without shortestEdge
  Resampling resample = Resampling::Bilinear;
  bool crop = false;
  int cropHeight = 224, cropWidth = 224;
  bool rescale = true;
  double rescaleFactor = 1 / 255.0;
  bool normalise = true;
  std::array<double, 3> mean{0.5, 0.5, 0.5}, deviation{0.5, 0.5, 0.5};
  int channels = 3;                     ///< of the model: 1 takes pictures as grey, and has one mean (the first)
  int patchHeight = 1, patchWidth = 1;  ///< of the model, pixels: what fills no patch at the end is cut off
  bool operator==(const PreprocessConfig&) const = default;
};

/// Of a model folder; without the file what the family's image processor does by default for that size of picture.
/// Throws Error naming the file.
PreprocessConfig readPreprocessConfig(const std::filesystem::path& folder, const ModelInfo& model);

/// What a colour becomes by rescaling and normalising, as the reference rounds: the rescaled value to single precision,
/// the rest in it.
std::array<float, 3> normalised(const PreprocessConfig& config, const std::array<std::uint8_t, 3>& colour);

/// Pixels of a picture, from its left top corner; may reach beyond it (black there, as the reference pads).
struct Area {
  double x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Area&) const = default;
};

/// From pictures of any size to what a model gets. Keeps what it needs to do the next one faster when only part of it
/// changed. Not for two threads at once.
class Preprocessor {
 public:
  explicit Preprocessor(PreprocessConfig config);
  ~Preprocessor();
  const PreprocessConfig& config() const { return config_; }
  /// The part of a picture of this size that the model sees when nobody moved the crop.
  Area seenArea(int width, int height) const;
  /// Pixels that a picture of this size has, after resize and crop, right of the last whole patch and below it. The
  /// model looks at neither, as the reference's convolution does not.
  struct Dropped {
    int right = 0, below = 0;
    bool operator==(const Dropped&) const = default;
  };
  Dropped dropped(int width, int height) const;
  /// After resize and crop, in whole patches. With `changed` only these pixels differ from the picture of the last
  /// call, whose size was the same: then only what depends on them is computed.
  Picture seen(const Picture& picture, const std::optional<Area>& changed = {});
  /// Rescaled and normalised: [channels, height, width].
  PictureInput input(const Picture& seen) const;

 private:
  struct Cache;
  PreprocessConfig config_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace headlight::vision
