#include "vision/inspect.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "vision/decode.h"

namespace headlight::vision {

namespace {

using namespace std::string_view_literals;

constexpr const char* taken = "PNG, JPEG, WebP, BMP, TGA and GIF are taken";

/// ISO base media files (HEIC, AVIF): "ftyp" at byte 4, then the brand.
std::string isoKind(ByteView file) {
  if (!file.is(4, "ftyp")) return {};
  for (const std::string_view brand : {"avif"sv, "avis"sv})
    if (file.is(8, brand)) return "an AVIF picture";
  for (const std::string_view brand : {"heic"sv, "heix"sv, "hevc"sv, "heim"sv, "heis"sv, "mif1"sv, "msf1"sv})
    if (file.is(8, brand)) return "a HEIC picture";
  return "a film (MP4 or its kin)";
}

bool looksLikeText(ByteView file) {
  const std::size_t looked = std::min<std::size_t>(file.size(), 512);
  for (std::size_t i = 0; i < looked; ++i) {
    const std::uint8_t c = file.u8(i);
    if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') return false;
    if (c == 0x7f) return false;
  }
  return looked > 0;
}

bool mentionsSvg(ByteView file) {
  const std::size_t looked = std::min<std::size_t>(file.size(), 2048);
  const std::string_view start(reinterpret_cast<const char*>(file.bytes.data()), looked);
  return start.find("<svg") != std::string_view::npos;
}

}  // namespace

std::optional<PictureKind> pictureKind(ByteView file) {
  if (file.is(0, "\x89PNG")) return PictureKind::Png;
  if (file.is(0, "\xff\xd8")) return PictureKind::Jpeg;
  if (file.is(0, "RIFF") && file.is(8, "WEBP")) return PictureKind::WebP;
  if (file.is(0, "GIF8")) return PictureKind::Gif;
  // Two letters are little: the header's own size must be one that exists.
  if (file.is(0, "BM") && file.has(14, 4)) {
    const std::uint32_t header = file.le32(14);
    for (const std::uint32_t known : {12u, 40u, 52u, 56u, 64u, 108u, 124u})
      if (header == known) return PictureKind::Bmp;
  }
  if (plausibleTga(file)) return PictureKind::Tga;
  return std::nullopt;
}

const char* toString(PictureKind kind) {
  switch (kind) {
    case PictureKind::Png:
      return "PNG";
    case PictureKind::Jpeg:
      return "JPEG";
    case PictureKind::WebP:
      return "WebP";
    case PictureKind::Bmp:
      return "BMP";
    case PictureKind::Tga:
      return "TGA";
    case PictureKind::Gif:
      return "GIF";
  }
  return "?";
}

std::string foreignKind(ByteView file) {
  if (std::string kind = isoKind(file); !kind.empty()) return kind;
  static constexpr std::array<std::pair<std::string_view, const char*>, 16> starts{{
      {"II*\0"sv, "a TIFF picture"},
      {"MM\0*"sv, "a TIFF picture"},
      {"II+\0"sv, "a TIFF picture"},
      {"MM\0+"sv, "a TIFF picture"},
      {"\xff\x0a"sv, "a JPEG XL picture"},
      {"\0\0\0\x0cJXL "sv, "a JPEG XL picture"},
      {"\0\0\0\x0cjP  "sv, "a JPEG 2000 picture"},
      {"8BPS"sv, "a Photoshop picture"},
      {"\0\0\1\0"sv, "an icon (ICO)"},
      {"\x76\x2f\x31\x01"sv, "an OpenEXR picture"},
      {"#?RADIANCE"sv, "a Radiance HDR picture"},
      {"qoif"sv, "a QOI picture"},
      {"%PDF"sv, "a PDF document"},
      {"PK\3\4"sv, "a ZIP archive"},
      {"\x1f\x8b"sv, "a gzip archive"},
      {"\x7f"
       "ELF"sv,
       "a program"},
  }};
  for (const auto& [start, kind] : starts)
    if (file.is(0, start)) return kind;
  if (file.size() > 2 && file.u8(0) == 'P' && file.u8(1) >= '1' && file.u8(1) <= '7' && file.u8(2) <= ' ')
    return "a Netpbm picture";
  if (mentionsSvg(file)) return "an SVG drawing";
  return looksLikeText(file) ? "a text" : "a file of an unknown kind";
}

void failTruncated(const std::string& name, PictureKind kind, const std::string& where) {
  fail(name, ": this ", toString(kind), " is truncated: ", where, "; copy or download it again");
}

PictureFacts inspectPicture(ByteView file, const std::string& name) {
  if (file.size() == 0) fail(name, ": is empty (0 bytes); expected a picture: ", taken);
  const std::optional<PictureKind> kind = pictureKind(file);
  if (!kind) fail(name, ": is ", foreignKind(file), "; ", taken, ": save the picture as one of them");
  PictureFacts facts;
  switch (*kind) {
    case PictureKind::Png:
      facts = inspectPng(file, name);
      break;
    case PictureKind::Jpeg:
      facts = inspectJpeg(file, name);
      break;
    case PictureKind::WebP:
      facts = inspectWebp(file, name);
      break;
    case PictureKind::Bmp:
      facts = inspectBmp(file, name);
      break;
    case PictureKind::Tga:
      facts = inspectTga(file, name);
      break;
    case PictureKind::Gif:
      facts = inspectGif(file, name);
      break;
  }
  return facts;
}

void refuseSize(const std::string& name, PictureKind kind, std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1)
    fail(name, ": this ", toString(kind), " declares ", width, " x ", height, " pixels; expected at least 1 x 1");
  if (width > mostSide || height > mostSide || width * height > mostPixels)
    fail(name, ": this ", toString(kind), " declares ", width, " x ", height, " pixels; at most ",
         mostPixels / 1'000'000, " million are taken and no side over ", mostSide, ": scale it down first");
}

}  // namespace headlight::vision
