#include <algorithm>

#include "vision/inspect.h"

namespace headlight::vision {

// TIFF 6.0, section 2: byte order, 42, offset of the first directory; there a count and entries of 12 bytes (tag, type,
// count, value). The orientation is one SHORT.
int exifOrientation(ByteView tiff) {
  if (!tiff.has(0, 8)) return 1;
  const bool little = tiff.is(0, "II");
  if (!little && !tiff.is(0, "MM")) return 1;
  const auto word = [&](std::size_t at) { return little ? tiff.le16(at) : tiff.be16(at); };
  if (word(2) != 42) return 1;
  const std::size_t directory = little ? tiff.le32(4) : tiff.be32(4);
  if (!tiff.has(directory, 2)) return 1;
  const std::size_t entries = word(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (!tiff.has(entry, 12)) return 1;
    if (word(entry) != 0x0112) continue;
    constexpr std::uint32_t shortType = 3;
    const auto value = static_cast<int>(word(entry + 8));
    return word(entry + 2) == shortType && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

}  // namespace headlight::vision
