#include <algorithm>

#include "base/error.h"
#include "vision/inspect.h"

namespace headlight::vision {

namespace {

/// From the first of a GIF's sub-blocks to the byte after their end, or nothing where the file ends first.
std::optional<std::size_t> afterSubBlocks(ByteView file, std::size_t at) {
  while (file.has(at, 1)) {
    const std::size_t length = file.u8(at++);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::size_t colourTable(int flags) { return flags & 0x80 ? std::size_t{3} * (std::size_t{2} << (flags & 7)) : 0; }

struct TgaHeader {
  int idLength, mapped, type, mapStart, mapLength, mapBits, width, height, bits, flags;
  bool packed() const { return type >= 8; }
  std::size_t bytesPerPixel() const { return static_cast<std::size_t>(bits + 7) / 8; }
};

TgaHeader tgaHeader(ByteView file) {
  const auto word = [&](std::size_t at) { return static_cast<int>(file.le16(at)); };
  return {file.u8(0), file.u8(1), file.u8(2), word(3),     word(5),
          file.u8(7), word(12),   word(14),   file.u8(16), file.u8(17)};
}

}  // namespace

// Microsoft's BITMAPFILEHEADER, then BITMAPCOREHEADER (12 bytes) or BITMAPINFOHEADER and its successors.
PictureFacts inspectBmp(ByteView file, const std::string& name) {
  const std::uint32_t header = file.le32(14);
  if (!file.has(14, header)) failTruncated(name, PictureKind::Bmp, "its header is not all there");
  const bool core = header == 12;
  const auto number = [&](std::size_t at) { return std::int64_t{static_cast<std::int32_t>(file.le32(at))}; };
  PictureFacts facts{PictureKind::Bmp, core ? file.le16(18) : number(18), core ? file.le16(20) : number(22), 1};
  if (facts.height < 0) facts.height = -facts.height;  // rows from the top
  refuseSize(name, PictureKind::Bmp, facts.width, facts.height);
  const std::int64_t bits = file.le16(core ? 24 : 28), compression = core ? 0 : file.le32(30);
  if (compression != 0 && compression != 3)
    fail(name, ": is a compressed BMP (kind ", compression, "); save it without compression, or as PNG");
  // Without masks the fourth byte of a pixel is "reserved".
  facts.opaque = header == 40 && compression == 0;
  // Rows are padded to four bytes; some writers leave that away at the end.
  const std::int64_t rowBits = facts.width * bits;
  const std::int64_t wanted =
      std::int64_t{file.le32(10)} + (rowBits + 31) / 32 * 4 * (facts.height - 1) + (rowBits + 7) / 8;
  if (static_cast<std::int64_t>(file.size()) < wanted)
    failTruncated(
        name, PictureKind::Bmp,
        "its pixels would end at byte " + std::to_string(wanted) + ", the file has " + std::to_string(file.size()));
  return facts;
}

bool plausibleTga(ByteView file) {
  if (!file.has(0, 18)) return false;
  const TgaHeader header = tgaHeader(file);
  const int kind = header.type & 7;
  if ((header.type & ~8) != kind || kind < 1 || kind > 3 || header.mapped > 1) return false;
  if (header.flags & 0xc0 || header.width == 0 || header.height == 0) return false;
  const auto colourBits = [](int bits) { return bits == 15 || bits == 16 || bits == 24 || bits == 32; };
  if (kind == 1) return header.mapped == 1 && header.bits == 8 && header.mapLength > 0 && colourBits(header.mapBits);
  if (header.mapped) return false;
  return kind == 2 ? colourBits(header.bits) : header.bits == 8 || header.bits == 16;
}

// Truevision TGA 2.0. stb_image reads zeros, or nothing at all, where the pixels end early.
PictureFacts inspectTga(ByteView file, const std::string& name) {
  const TgaHeader header = tgaHeader(file);
  const PictureFacts facts{PictureKind::Tga, header.width, header.height, 1};
  refuseSize(name, PictureKind::Tga, facts.width, facts.height);
  if (header.mapped && header.mapStart != 0)
    fail(name, ": this TGA's palette begins with entry ", header.mapStart, "; only 0 is taken: save it as PNG");
  std::size_t at = 18 + static_cast<std::size_t>(header.idLength);
  if (header.mapped)
    at += static_cast<std::size_t>(header.mapLength) * static_cast<std::size_t>(header.mapBits + 7) / 8;
  const std::int64_t pixels = facts.width * facts.height;
  const std::size_t each = header.bytesPerPixel();
  bool complete = true;
  if (!header.packed()) {
    complete = file.has(at, static_cast<std::size_t>(pixels) * each);
  } else {
    for (std::int64_t seen = 0; seen < pixels && complete;) {
      if (!file.has(at, 1)) {
        complete = false;
        break;
      }
      const int command = file.u8(at++), run = 1 + (command & 127);
      const std::size_t stored = command & 128 ? each : static_cast<std::size_t>(run) * each;
      // A last packet may say more than is needed; what is needed must be there.
      const auto needed = static_cast<std::size_t>(std::min<std::int64_t>(run, pixels - seen)) * each;
      complete = file.has(at, std::min(stored, std::max(needed, each)));
      at += stored;
      seen += run;
    }
  }
  if (!complete) failTruncated(name, PictureKind::Tga, "its pixels are not all there");
  return facts;
}

// GIF89a, up to the end of the first picture.
PictureFacts inspectGif(ByteView file, const std::string& name) {
  constexpr PictureKind gif = PictureKind::Gif;
  if (!file.has(0, 13)) failTruncated(name, gif, "its header is not all there");
  const PictureFacts facts{gif, file.le16(6), file.le16(8), 1};
  refuseSize(name, gif, facts.width, facts.height);
  std::size_t at = 13 + colourTable(file.u8(10));
  for (;;) {
    if (!file.has(at, 1)) failTruncated(name, gif, "it ends before its first picture");
    const int block = file.u8(at++);
    if (block == 0x3b) fail(name, ": this GIF holds no picture");
    if (block == 0x21) {
      const auto next = afterSubBlocks(file, at + 1);
      if (!next) failTruncated(name, gif, "it ends before its first picture");
      at = *next;
    } else if (block == 0x2c) {
      if (!file.has(at, 9)) failTruncated(name, gif, "its first picture is not all there");
      at += 9 + colourTable(file.u8(at + 8)) + 1;
      if (!afterSubBlocks(file, at)) failTruncated(name, gif, "its first picture is not all there");
      return facts;
    } else {
      fail(name, ": this GIF is damaged: an unknown block at byte ", at - 1);
    }
  }
}

}  // namespace headlight::vision
