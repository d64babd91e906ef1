#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "reference/reference.h"

namespace headlight::reference {

/// The oracle for image models (ViT, DeiT, DINOv2 with or without registers): transformers' modules written down in
/// double, with the file's tensors under the file's names, and without one line of the engine.
struct Image {
  std::string family;
  int layers = 0, heads = 0, width = 0;
  int height = 0, columns = 0;            ///< pixels that it was trained on: image_size
  int patchHeight = 0, patchColumns = 0;  ///< pixels
  int registers = 0;
  double epsilon = 1e-12;
  std::string activation;
  bool gated = false;
  std::string head;                      ///< "first", "teacher", "mean" or ""
  std::map<std::string, Array> tensors;  ///< without the family's prefix
};

/// config.json and model.safetensors of a Hugging Face folder.
Image loadImage(const std::filesystem::path& folder);

/// Every site of the pass for `pixels` [3, height, width]: those of reference.h's forward with "final", and "logits"
/// [labels], of a model without head absent; "logits.N" [labels] what the classifier says of what leaves block N.
/// Changes: the edit is asked at every site but those.
Sites forward(const Image& image, const Array& pixels, const Changes& changes = {});

}  // namespace headlight::reference
