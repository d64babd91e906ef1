#include <webp/demux.h>

#include <memory>

#include "vision/decoders.h"

namespace headlight::vision {

namespace {

constexpr PictureKind webp = PictureKind::WebP;

using Demuxer = std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)>;
using Animation = std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)>;

WebPData dataOf(ByteView file) { return {reinterpret_cast<const std::uint8_t*>(file.bytes.data()), file.size()}; }

int orientationOf(const WebPDemuxer* demuxer) {
  WebPChunkIterator chunk;
  int orientation = 1;
  if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
    ByteView body{std::as_bytes(std::span(chunk.chunk.bytes, chunk.chunk.size))};
    if (body.is(0, std::string_view("Exif\0\0", 6))) body = body.from(6, body.size() - 6);  // some writers keep JPEG's
    orientation = exifOrientation(body);
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return orientation;
}

}  // namespace

// Google's WebP container: RIFF, its size, "WEBP", chunks.
PictureFacts inspectWebp(ByteView file, const std::string& name) {
  const std::size_t declared = std::size_t{file.le32(4)} + 8;
  if (file.size() < declared)
    failTruncated(name, webp,
                  "it says that it has " + std::to_string(declared) + " bytes, and has " + std::to_string(file.size()));
  const WebPData data = dataOf(file);
  const Demuxer demuxer(WebPDemux(&data), &WebPDemuxDelete);
  if (!demuxer) failDamaged(name, webp, "libwebp", "no picture in it");
  PictureFacts facts{webp, WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH),
                     WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT), 1};
  refuseSize(name, webp, facts.width, facts.height);
  facts.orientation = orientationOf(demuxer.get());
  facts.opaque = (WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & ALPHA_FLAG) == 0;
  return facts;
}

// As Pillow does: the first picture of what may be an animation.
DecodedPixels decodeWebp(ByteView file, const PictureFacts& facts, const std::string& name) {
  const WebPData data = dataOf(file);
  const Animation animation(WebPAnimDecoderNew(&data, nullptr), &WebPAnimDecoderDelete);  // nullptr: RGBA
  WebPAnimInfo info{};
  std::uint8_t* canvas = nullptr;  // [height, width, 4], of the decoder
  int timestamp = 0;
  if (!animation || !WebPAnimDecoderGetInfo(animation.get(), &info) ||
      !WebPAnimDecoderGetNext(animation.get(), &canvas, &timestamp))
    failDamaged(name, webp, "libwebp", "its pixels cannot be decoded");
  DecodedPixels pixels{static_cast<int>(info.canvas_width), static_cast<int>(info.canvas_height), 4, {}};
  const std::size_t count = std::size_t{info.canvas_width} * info.canvas_height;
  if (!facts.opaque) {
    pixels.values.assign(canvas, canvas + 4 * count);
    return pixels;
  }
  pixels.channels = 3;
  pixels.values.resize(3 * count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t c = 0; c < 3; ++c) pixels.values[3 * i + c] = canvas[4 * i + c];
  return pixels;
}

}  // namespace headlight::vision
