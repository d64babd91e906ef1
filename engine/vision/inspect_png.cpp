#include <zlib.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.h"
#include "vision/inspect.h"

namespace headlight::vision {

namespace {

constexpr PictureKind png = PictureKind::Png;

struct PngHeader {
  std::int64_t width = 0, height = 0;
  int bitsPerPixel = 0;
  bool interlaced = false;
};

PngHeader readHeader(ByteView file, const std::string& name) {
  if (!file.has(8, 25)) failTruncated(name, png, "its header is not all there");
  if (!file.is(0, "\x89PNG\r\n\x1a\n"))
    fail(name, ": this PNG was damaged on its way (line ends were changed); copy it again as binary");
  if (file.is(12, "CgBI")) fail(name, ": is a PNG in Apple's own variant (CgBI); save it as plain PNG");
  if (!file.is(12, "IHDR") || file.be32(8) != 13) fail(name, ": this PNG does not begin with its header (IHDR)");
  const int depth = file.u8(24), colour = file.u8(25);
  constexpr std::array<int, 7> channels{1, 0, 3, 1, 2, 0, 4};
  if (colour > 6 || channels[static_cast<std::size_t>(colour)] == 0)
    fail(name, ": this PNG declares colour type ", colour, "; expected 0, 2, 3, 4 or 6");
  if (depth != 1 && depth != 2 && depth != 4 && depth != 8 && depth != 16)
    fail(name, ": this PNG declares ", depth, " bits a channel; expected 1, 2, 4, 8 or 16");
  return {file.be32(16), file.be32(20), depth * channels[static_cast<std::size_t>(colour)], file.u8(28) == 1};
}

/// Bytes of all rows before compression, each with its filter's byte (PNG specification, 7.2 and 8.2).
std::int64_t inflatedBytes(const PngHeader& header) {
  const auto rows = [&](std::int64_t width, std::int64_t height) {
    return width == 0 ? 0 : height * (1 + (width * header.bitsPerPixel + 7) / 8);
  };
  if (!header.interlaced) return rows(header.width, header.height);
  constexpr std::array<std::array<int, 4>, 7> passes{
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  std::int64_t all = 0;
  for (const auto& [x, y, stepX, stepY] : passes)
    all += rows((header.width - x + stepX - 1) / stepX, (header.height - y + stepY - 1) / stepY);
  return all;
}

/// Throws Error once the compressed pixels turn out to be more than `most` bytes: stb_image would unpack them all.
void refuseMoreThan(std::int64_t most, const std::vector<ByteView>& parts, const std::string& name) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) fail(name, ": zlib could not be started");
  struct End {
    z_stream& stream;
    ~End() { inflateEnd(&stream); }
  } end{stream};
  std::vector<Bytef> scratch(std::size_t{1} << 16);
  std::int64_t unpacked = 0;
  for (const ByteView part : parts) {
    // Read only, whatever the type says (zlib without ZLIB_CONST).
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(part.bytes.data()));
    stream.avail_in = static_cast<uInt>(part.size());
    do {
      stream.next_out = scratch.data();
      stream.avail_out = static_cast<uInt>(scratch.size());
      const int result = inflate(&stream, Z_NO_FLUSH);
      unpacked += static_cast<std::int64_t>(scratch.size() - stream.avail_out);
      if (unpacked > most) fail(name, ": this PNG unpacks to more than the ", most, " bytes that its size asks for");
      if (result != Z_OK) return;  // the end, or damage that the decoder will name
    } while (stream.avail_in > 0 || stream.avail_out == 0);
  }
}

}  // namespace

PictureFacts inspectPng(ByteView file, const std::string& name) {
  const PngHeader header = readHeader(file, name);
  refuseSize(name, png, header.width, header.height);
  PictureFacts facts{png, header.width, header.height, 1};

  std::vector<ByteView> pixels;
  std::int64_t packed = 0;
  std::size_t at = 8;
  for (bool ended = false; !ended;) {
    if (!file.has(at, 12)) failTruncated(name, png, "the file ends before its last chunk (IEND)");
    const std::size_t length = file.be32(at);
    if (length > 0x7fffffffu || !file.has(at + 12, length))
      failTruncated(name, png, "a chunk reaches beyond the end of the file");
    const ByteView body = file.from(at + 8, length);
    // Bit 5 of the first letter: ancillary chunks may be damaged without harm (Pillow skips them too).
    const bool critical = (file.u8(at + 4) & 0x20) == 0;
    if (critical && crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data() + at + 4),
                          static_cast<uInt>(length + 4)) != file.be32(at + 8 + length))
      fail(name, ": this PNG is damaged: the checksum of the chunk at byte ", at,
           " does not hold; copy or download it again");
    if (file.is(at + 4, "IDAT")) {
      pixels.push_back(body);
      packed += static_cast<std::int64_t>(length);
    } else if (file.is(at + 4, "eXIf")) {
      facts.orientation = exifOrientation(body);
    } else if (file.is(at + 4, "IEND")) {
      ended = true;
    }
    at += 12 + length;
  }
  if (pixels.empty()) fail(name, ": this PNG has no pixels (no IDAT chunk)");

  // Deflate packs at most 1,032 to 1: what cannot grow by more than 64 MiB need not be looked through.
  constexpr std::int64_t harmless = std::int64_t{64} << 20;
  const std::int64_t wanted = inflatedBytes(header);
  if (packed * 1032 > wanted + harmless) refuseMoreThan(wanted + harmless, pixels, name);
  return facts;
}

}  // namespace headlight::vision
