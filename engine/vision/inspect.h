#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "vision/byte_view.h"

namespace headlight::vision {

enum class PictureKind : std::uint8_t { Png, Jpeg, WebP, Bmp, Tga, Gif };

/// What a picture file says of itself before anything of it is decoded.
struct PictureFacts {
  PictureKind kind = PictureKind::Png;
  std::int64_t width = 0, height = 0;  ///< pixels as stored, before the orientation
  int orientation = 1;                 ///< EXIF's, 1 to 8
  bool opaque = false;                 ///< a fourth channel, if it is stored, means nothing
};

/// Looks at the whole file's structure, so that what a decoder would fill with grey or nothing is refused: a truncated
/// JPEG, BMP, TGA or GIF. Nothing of its pixels' size is allocated. Throws Error with one sentence.
PictureFacts inspectPicture(ByteView file, const std::string& name);

/// By the first bytes; TGA, which has none, by whether its header makes sense.
std::optional<PictureKind> pictureKind(ByteView file);
const char* toString(PictureKind kind);
/// "a WebP picture", "a text", "a file of an unknown kind": what is not taken, for the sentence that says so.
std::string foreignKind(ByteView file);

PictureFacts inspectPng(ByteView file, const std::string& name);
PictureFacts inspectJpeg(ByteView file, const std::string& name);
PictureFacts inspectWebp(ByteView file, const std::string& name);
PictureFacts inspectBmp(ByteView file, const std::string& name);
PictureFacts inspectTga(ByteView file, const std::string& name);
PictureFacts inspectGif(ByteView file, const std::string& name);
/// Whether the 18 bytes of a TGA header hold together.
bool plausibleTga(ByteView file);

/// Tag 0x0112 of the first directory of a TIFF structure (the body of EXIF), 1 where there is none or it is no number
/// from 1 to 8.
int exifOrientation(ByteView tiff);

/// Throws Error when a declared size is nothing or more than is taken (decode.h). The inspectors call it as soon as
/// they know the size.
void refuseSize(const std::string& name, PictureKind kind, std::int64_t width, std::int64_t height);
/// "NAME: this PNG is truncated: ...".
[[noreturn]] void failTruncated(const std::string& name, PictureKind kind, const std::string& where);

}  // namespace headlight::vision
