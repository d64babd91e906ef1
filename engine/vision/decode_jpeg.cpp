#include <csetjmp>
#include <cstdio>
// libjpeg's header wants FILE and size_t to be there.
#include <jerror.h>
#include <jpeglib.h>

#include "base/error.h"
#include "vision/decoders.h"

namespace headlight::vision {

namespace {

/// A progressive file may repeat scans without end, each of which costs a walk over the whole picture. Cameras and
/// editors write about ten.
constexpr int mostScans = 100;

/// libjpeg leaves a decoding by error_exit, which must not return.
struct Failure {
  jpeg_error_mgr manager;  // first: libjpeg hands out a pointer to it
  std::jmp_buf leave;
  char reason[JMSG_LENGTH_MAX];
};

void stop(j_common_ptr decoder) {
  auto* failure = reinterpret_cast<Failure*>(decoder->err);
  decoder->err->format_message(decoder, failure->reason);
  std::longjmp(failure->leave, 1);
}

/// Some of the pixels are not in the file: libjpeg would fill in grey.
void refuseMissingPixels(j_common_ptr decoder, int level) {
  const int code = decoder->err->msg_code;
  if (level < 0 && (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_JPEG_EOF ||
                    code == JWRN_MUST_RESYNC || code == JWRN_BOGUS_PROGRESSION))
    stop(decoder);
}

void refuseManyScans(j_common_ptr decoder) {
  if (reinterpret_cast<j_decompress_ptr>(decoder)->input_scan_number <= mostScans) return;
  auto* failure = reinterpret_cast<Failure*>(decoder->err);
  std::snprintf(failure->reason, sizeof failure->reason, "more than %d scans", mostScans);
  std::longjmp(failure->leave, 1);
}

/// Fills `pixels`; false where libjpeg gave up. Nothing in here has a destructor, since an error jumps over it.
bool decode(jpeg_decompress_struct& decoder, Failure& failure, ByteView file, DecodedPixels& pixels) {
  jpeg_progress_mgr progress{};
  progress.progress_monitor = refuseManyScans;
  if (setjmp(failure.leave)) return false;
  jpeg_create_decompress(&decoder);
  decoder.progress = &progress;
  jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(file.bytes.data()),
               static_cast<unsigned long>(file.size()));
  jpeg_read_header(&decoder, TRUE);
  decoder.out_color_space = decoder.num_components == 1   ? JCS_GRAYSCALE
                            : decoder.num_components == 4 ? JCS_CMYK
                                                          : JCS_RGB;
  jpeg_start_decompress(&decoder);
  pixels.width = static_cast<int>(decoder.output_width);
  pixels.height = static_cast<int>(decoder.output_height);
  pixels.channels = decoder.output_components;
  const std::size_t row = static_cast<std::size_t>(decoder.output_width) * static_cast<std::size_t>(pixels.channels);
  pixels.values.resize(row * decoder.output_height);
  while (decoder.output_scanline < decoder.output_height) {
    JSAMPROW to = pixels.values.data() + row * decoder.output_scanline;
    jpeg_read_scanlines(&decoder, &to, 1);
  }
  jpeg_finish_decompress(&decoder);
  return true;
}

/// Pillow reads the four channels as Adobe writes them, inverted (JpegImagePlugin: "CMYK;I"), and makes RGB of them by
/// Convert.c's cmyk2rgb, whose product is divided by 255 and rounded.
void cmykToRgb(DecodedPixels& pixels) {
  const std::size_t count = pixels.values.size() / 4;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t light = pixels.values[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint32_t product = (255u - pixels.values[4 * i + c]) * light + 128;
      pixels.values[3 * i + c] = static_cast<std::uint8_t>(light - (((product >> 8) + product) >> 8));
    }
  }
  pixels.values.resize(3 * count);
  pixels.channels = 3;
}

}  // namespace

// As Pillow does: libjpeg-turbo with its defaults (the accurate integer transform, smooth upsampling of chroma).
DecodedPixels decodeJpeg(ByteView file, const PictureFacts& facts, const std::string& name) {
  jpeg_decompress_struct decoder{};
  Failure failure{};
  decoder.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = stop;
  failure.manager.emit_message = refuseMissingPixels;
  failure.manager.output_message = [](j_common_ptr) {};
  DecodedPixels pixels;
  const bool done = decode(decoder, failure, file, pixels);
  jpeg_destroy_decompress(&decoder);
  if (!done) failDamaged(name, facts.kind, "libjpeg", failure.reason);
  if (pixels.channels == 4) cmykToRgb(pixels);
  return pixels;
}

}  // namespace headlight::vision
