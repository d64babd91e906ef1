#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "reference/image.h"

/// Small random folders of the image families in Hugging Face's layout.
namespace headlight::test {

struct TinyImage {
  std::string family = "vit";  ///< "vit", "deit", "dinov2", "dinov2_with_registers"
  std::string head = "image";  ///< "image", "teacher" (DeiT), ""
  int layers = 2, heads = 4, width = 36, hidden = 50, labels = 5;
  int size = 24, patch = 8;  ///< pixels
  int registers = 3;         ///< of dinov2_with_registers
  bool gated = false;        ///< DINOv2's SwiGLU
  bool projectionBias = true;
  bool prefix = true;        ///< "vit." and so on
  std::string type = "F32";  ///< "F32", "F16", "BF16"
  std::uint64_t seed = 1;
};

/// Writes config.json and model.safetensors into `folder` (made if need be) and returns the weights as the file holds
/// them, rounded to its type.
reference::Image writeTinyImage(const std::filesystem::path& folder, const TinyImage& options = {});

/// [3, height, width], the same numbers on every machine.
reference::Array randomPixels(int height, int width, std::uint64_t seed = 7);

}  // namespace headlight::test
