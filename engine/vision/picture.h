#pragma once

#include <cstdint>
#include <vector>

namespace headlight::vision {

/// An sRGB picture of 8 bits a channel, rows from the top: rgb[(y * width + x) * 3 + channel].
struct Picture {
  int width = 0, height = 0;  ///< pixels
  std::vector<std::uint8_t> rgb;
  bool empty() const { return rgb.empty(); }
  bool operator==(const Picture&) const = default;
};

}  // namespace headlight::vision
