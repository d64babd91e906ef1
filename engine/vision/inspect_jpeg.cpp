#include <cstring>

#include "base/error.h"
#include "vision/inspect.h"

namespace headlight::vision {

namespace {

constexpr PictureKind jpeg = PictureKind::Jpeg;

bool isFrame(int marker) {  // SOF0 to SOF15 without DHT, JPG and DAC, which stand between them
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool hasNoBody(int marker) { return marker == 0x01 || marker == 0xd8 || (marker >= 0xd0 && marker <= 0xd7); }

/// From inside a scan's data to the next marker that is no restart; the end of the file where there is none.
std::size_t afterScan(ByteView file, std::size_t at) {
  while (at + 1 < file.size()) {
    const void* found = std::memchr(file.bytes.data() + at, 0xff, file.size() - at - 1);
    if (!found) return file.size();
    at = static_cast<std::size_t>(static_cast<const std::byte*>(found) - file.bytes.data());
    const int next = file.u8(at + 1);
    if (next != 0x00 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += next == 0xff ? 1 : 2;
  }
  return file.size();
}

}  // namespace

// The markers of ITU T.81, annex B, without decoding. libjpeg fills what is missing at the end with grey; so the end is
// looked for here.
PictureFacts inspectJpeg(ByteView file, const std::string& name) {
  PictureFacts facts{jpeg, 0, 0, 1};
  bool framed = false, scanned = false, exif = false;
  int components = 0;
  std::size_t at = 2;
  for (;;) {
    while (at < file.size() && file.u8(at) != 0xff) ++at;  // padding that some writers leave
    while (at < file.size() && file.u8(at) == 0xff) ++at;
    if (at >= file.size())
      failTruncated(name, jpeg, scanned ? "its pixels end before the end marker" : "it ends before its pixels begin");
    const int marker = file.u8(at++);
    if (marker == 0xd9) break;
    if (marker == 0x00 || hasNoBody(marker)) continue;
    if (!file.has(at, 2)) failTruncated(name, jpeg, "it ends inside a header");
    const std::size_t length = file.be16(at);
    if (length < 2) fail(name, ": this JPEG is damaged: a header of ", length, " bytes at byte ", at);
    if (!file.has(at, length)) failTruncated(name, jpeg, "it ends inside a header");
    const ByteView body = file.from(at + 2, length - 2);
    if (isFrame(marker)) {
      if (marker > 0xc2)
        fail(name, ": is a JPEG of a rare kind (process ", marker - 0xc0,
             "); baseline and progressive are taken: save it again as JPEG or PNG");
      if (body.size() < 6) fail(name, ": this JPEG is damaged: its frame header has ", body.size(), " bytes");
      if (body.u8(0) != 8) fail(name, ": this JPEG has ", int{body.u8(0)}, " bits a channel; 8 are taken");
      framed = true;
      facts.height = body.be16(1);
      facts.width = body.be16(3);
      components = body.u8(5);
      refuseSize(name, jpeg, facts.width, facts.height);
    } else if (marker == 0xe1 && !exif && body.is(0, std::string_view("Exif\0\0", 6))) {
      exif = true;
      facts.orientation = exifOrientation(body.from(6, body.size() - 6));
    }
    at += length;
    if (marker == 0xda) {
      scanned = true;
      at = afterScan(file, at);
    }
  }
  if (!framed || !scanned) fail(name, ": this JPEG has no pixels (no frame and scan before its end marker)");
  if (components != 1 && components != 3 && components != 4)
    fail(name, ": this JPEG has ", components, " channels; 1 (grey), 3 and 4 (CMYK) are taken: save it as RGB");
  return facts;
}

}  // namespace headlight::vision
