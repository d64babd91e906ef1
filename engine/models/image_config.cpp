#include "models/image_config.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "models/activation_names.h"
#include "models/config_parts.h"

namespace headlight {
namespace {

bool isDinov2(std::string_view modelType) { return modelType.starts_with("dinov2"); }

std::string sizeOf(int width, int height) { return std::to_string(width) + " x " + std::to_string(height); }

ImageInputInfo readPicture(const io::Config& config, const std::string& family) {
  constexpr int mostPixels = 1 << 14;
  ImageInputInfo picture;
  picture.channels = config.integerOr("num_channels", 3);
  if (picture.channels != 3 && picture.channels != 1)
    fail(config.name(), ": num_channels is ", picture.channels,
         "; only 3 (red, green, blue) and 1 (grey) are supported");
  std::tie(picture.height, picture.width) = config.pairOr("image_size", 224, 1, mostPixels);
  std::tie(picture.patchHeight, picture.patchWidth) =
      config.pairOr("patch_size", family == "dinov2" ? 14 : 16, 1, mostPixels);
  if (picture.height < picture.patchHeight || picture.width < picture.patchWidth)
    fail(config.name(), ": image_size, ", sizeOf(picture.width, picture.height),
         " pixels, is less than one patch of patch_size, ", sizeOf(picture.patchWidth, picture.patchHeight));
  const PatchGrid grid = picture.grid();
  picture.interpolates = grid.rows == grid.columns;
  if (isDinov2(family) && !picture.interpolates)
    fail(config.name(), ": image_size is ", sizeOf(picture.width, picture.height), " and patch_size ",
         sizeOf(picture.patchWidth, picture.patchHeight),
         "; of DINOv2 only models trained on as many rows of patches as columns are supported");
  return picture;
}

}  // namespace

ImageConfig readImageConfig(const io::Config& config) {
  const std::string family = config.modelType();
  const bool dinov2 = isDinov2(family);
  ImageConfig image;
  PatchEmbedding::Config& embedding = image.embedding;
  embedding.picture = readPicture(config, family);
  embedding.distillation = family == "deit";
  embedding.registers = family == "dinov2_with_registers" ? config.integerOr("num_register_tokens", 4, 0, 1 << 10) : 0;
  embedding.antialias = family == "dinov2_with_registers";
  std::vector<std::string>& specials = embedding.picture.specialTokens;
  specials = {"[CLS]"};
  if (embedding.distillation) specials.emplace_back("[DIST]");
  for (int i = 0; i < embedding.registers; ++i) specials.push_back("[REG " + std::to_string(i) + "]");

  refuseKeysByLayer(config);
  refuseRelativePositions(config);
  BlockConfig& block = image.block;
  block.stack = StackId::Encoder;
  block.causal = false;
  embedding.width = block.width = config.integerIfThere("hidden_size", 768, 1, 1 << 20);
  block.heads = block.kvHeads = config.integerIfThere("num_attention_heads", 12, 1, block.width);
  block.headWidth = config.integerOr("head_dim", block.width / block.heads, 1, 1 << 12);  // heads may leave a rest
  block.attentionScale = 1.0f / std::sqrt(static_cast<float>(block.headWidth));
  image.layers = config.integerIfThere("num_hidden_layers", 12);
  block.epsilon = static_cast<float>(config.numberOr("layer_norm_eps", dinov2 ? 1e-6 : 1e-12, 0.0));
  block.projectionBias = config.flagOr("qkv_bias", true);
  image.gated = dinov2 && config.flagOr("use_swiglu_ffn", false);
  block.activation = image.gated ? Activation::Silu : activationOf(config, "hidden_act", "gelu");
  if (!dinov2) {
    block.hidden = config.integerOr("intermediate_size", 3072, 1, 1 << 24);
    return image;
  }
  block.layerScale = true;
  block.hidden = static_cast<int>(block.width * config.numberOr("mlp_ratio", 4.0, 1.0 / block.width, 64.0));
  // Dinov2SwiGLUFFN: two thirds, rounded up to a multiple of 8.
  if (image.gated) block.hidden = (static_cast<int>(block.hidden * 2 / 3.0) + 7) / 8 * 8;
  return image;
}

std::optional<ImageClassifier::Reads> imageHead(const io::Config& config, const HasWeight& has) {
  using Reads = ImageClassifier::Reads;
  const Reads one = isDinov2(config.modelType()) ? Reads::FirstRowAndMean : Reads::FirstRow;
  const std::vector<std::string> architectures = config.texts("architectures");
  if (architectures.empty()) {
    if (config.modelType() == "deit" && has("clsClassifier.weight")) return Reads::FirstTwoRows;
    return has("classifier.weight") ? std::optional(one) : std::nullopt;
  }
  if (architectures.front().ends_with("ForImageClassificationWithTeacher")) return Reads::FirstTwoRows;
  return classifiesPictures(architectures.front()) ? std::optional(one) : std::nullopt;
}

}  // namespace headlight
