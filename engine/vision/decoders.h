#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vision/inspect.h"

namespace headlight::vision {

/// What a decoder makes of a file: [height, width, channels], 1 to 4 of them (grey, grey and alpha, RGB, RGBA).
struct DecodedPixels {
  int width = 0, height = 0, channels = 0;
  std::vector<std::uint8_t> values;
};

/// Each throws Error with one sentence. `facts` are what inspectPicture found.
DecodedPixels decodeJpeg(ByteView file, const PictureFacts& facts, const std::string& name);
DecodedPixels decodeWebp(ByteView file, const PictureFacts& facts, const std::string& name);
/// PNG, BMP, TGA and GIF.
DecodedPixels decodeWithStb(ByteView file, const PictureFacts& facts, const std::string& name);

/// "NAME: this JPEG is damaged or of a kind that is not taken (libjpeg says "..."); save it again as PNG".
[[noreturn]] void failDamaged(const std::string& name, PictureKind kind, const std::string& library,
                              const std::string& reason);

}  // namespace headlight::vision
