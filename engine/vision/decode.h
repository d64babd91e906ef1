#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "vision/picture.h"

namespace headlight::vision {

/// The largest picture that is decoded, in pixels. The size that a file declares is looked at before anything is
/// allocated. Decoding 40 million takes 240 MB to 500 MB (a progressive JPEG), of a PNG with 16 bits and alpha 1 GB.
inline constexpr std::int64_t mostPixels = 40'000'000;
/// The longest side, in pixels.
inline constexpr std::int64_t mostSide = 100'000;

/// PNG, JPEG, BMP, TGA, the first picture of a WebP or GIF, whatever the file is called: turned as its EXIF orientation
/// says, 16 bits brought to 8 (their high byte), grey to three channels, what is transparent laid over `under`. Throws
/// Error with one sentence naming `name`, what was expected and what was found: empty, too large, truncated, of a
/// foreign kind.
Picture decodePicture(std::span<const std::byte> file, const std::string& name,
                      std::array<std::uint8_t, 3> under = {255, 255, 255});
Picture readPicture(const std::filesystem::path& path, std::array<std::uint8_t, 3> under = {255, 255, 255});

}  // namespace headlight::vision
