#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace headlight {

/// Token ids as the model gets them, special tokens included.
struct TokenInput {
  std::vector<std::int32_t> ids;
  bool operator==(const TokenInput&) const = default;
};

/// A picture as an image model gets it: after resize, crop, edits of patches and normalisation. Compared by what it
/// holds.
struct PictureInput {
  int height = 0, width = 0;                              ///< pixels, multiples of the patch's
  std::shared_ptr<const std::vector<float>> pixels;       ///< [3, height, width], normalised
  std::shared_ptr<const std::vector<std::uint8_t>> seen;  ///< [height, width, 3] sRGB, the same before normalisation
  bool operator==(const PictureInput& other) const;
};

/// What a model can be given. Source + target texts join when their families do.
using Input = std::variant<TokenInput, PictureInput>;

}  // namespace headlight
