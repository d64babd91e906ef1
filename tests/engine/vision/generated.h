#pragma once

#include <cstdint>
#include <vector>

#include "vision/picture.h"

namespace headlight::test {

/// The picture that tests/vectors/record_preprocessing.py calls picture(width, height, seed): slopes with noise.
inline vision::Picture generatedPicture(int width, int height, std::uint32_t seed) {
  vision::Picture picture{width, height, {}};
  for (std::uint32_t y = 0; y < static_cast<std::uint32_t>(height); ++y)
    for (std::uint32_t x = 0; x < static_cast<std::uint32_t>(width); ++x)
      for (std::uint32_t c = 0; c < 3; ++c) {
        std::uint32_t h = x * 374761393u + y * 668265263u + c * 2246822519u + seed * 3266489917u;
        h = (h ^ (h >> 13)) * 1274126177u;
        h ^= h >> 16;
        const std::uint32_t slope = x * (3 + seed % 5) + y * (2 + seed % 3) + c * 50;
        const bool noisy = (((x >> 4) + (y >> 4) + seed) & 1) == 1;
        picture.rgb.push_back(static_cast<std::uint8_t>(noisy ? h : slope));
      }
  return picture;
}

}  // namespace headlight::test
