#include "vision/decode.h"

#include <algorithm>

#include "base/error.h"
#include "io/mapped_file.h"
#include "vision/decoders.h"

namespace headlight::vision {

namespace {

constexpr std::size_t mostFileBytes = std::size_t{512} << 20;

/// One channel of a colour with `alpha` over an opaque one, as Pillow's alpha_composite rounds (AlphaComposite.c: 7
/// bits of precision, then a rounded division by 255).
std::uint8_t over(std::uint32_t colour, std::uint32_t alpha, std::uint32_t under) {
  const std::uint32_t own = alpha * 128, other = 255 * 128 - own;
  const std::uint32_t sum = colour * own + under * other + (0x80 << 7);
  return static_cast<std::uint8_t>(((sum >> 8) + sum) >> 8 >> 7);
}

std::vector<std::uint8_t> toRgb(DecodedPixels pixels, const std::array<std::uint8_t, 3>& under) {
  if (pixels.channels == 3) return std::move(pixels.values);
  const auto channels = static_cast<std::size_t>(pixels.channels);
  const std::size_t count = pixels.values.size() / channels;
  std::vector<std::uint8_t> rgb(3 * count);
  const bool grey = channels <= 2, transparent = channels % 2 == 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* from = pixels.values.data() + i * channels;
    const std::uint32_t alpha = transparent ? from[channels - 1] : 255;
    for (std::size_t c = 0; c < 3; ++c)
      rgb[3 * i + c] = alpha == 255 ? from[grey ? 0 : c] : over(from[grey ? 0 : c], alpha, under[c]);
  }
  return rgb;
}

/// EXIF 2.32, tag 0x0112: which side of what is seen the stored row 0 and column 0 are.
Picture turned(Picture picture, int orientation) {
  if (orientation == 1) return picture;
  const bool transposed = orientation >= 5;
  const bool fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const int width = transposed ? picture.height : picture.width, height = transposed ? picture.width : picture.height;
  Picture result{width, height, std::vector<std::uint8_t>(picture.rgb.size())};
  std::size_t to = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x, to += 3) {
      int column = transposed ? y : x, row = transposed ? x : y;
      if (fromRight) column = picture.width - 1 - column;
      if (fromBottom) row = picture.height - 1 - row;
      const std::size_t from = 3 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(picture.width) +
                                    static_cast<std::size_t>(column));
      std::copy_n(picture.rgb.begin() + static_cast<std::ptrdiff_t>(from), 3,
                  result.rgb.begin() + static_cast<std::ptrdiff_t>(to));
    }
  return result;
}

}  // namespace

Picture decodePicture(std::span<const std::byte> file, const std::string& name, std::array<std::uint8_t, 3> under) {
  if (file.size() > mostFileBytes)
    fail(name, ": has ", file.size(), " bytes; pictures of up to ", mostFileBytes, " are taken");
  const PictureFacts facts = inspectPicture({file}, name);
  DecodedPixels pixels = facts.kind == PictureKind::Jpeg   ? decodeJpeg({file}, facts, name)
                         : facts.kind == PictureKind::WebP ? decodeWebp({file}, facts, name)
                                                           : decodeWithStb({file}, facts, name);
  const int width = pixels.width, height = pixels.height;
  if (width != facts.width || height != facts.height || pixels.channels < 1 || pixels.channels > 4)
    fail(name, ": this ", toString(facts.kind), " declares ", facts.width, " x ", facts.height, " pixels and holds ",
         width, " x ", height, " of ", pixels.channels, " channels; save it again as PNG");
  return turned({width, height, toRgb(std::move(pixels), under)}, facts.orientation);
}

void failDamaged(const std::string& name, PictureKind kind, const std::string& library, const std::string& reason) {
  fail(name, ": this ", toString(kind), " is damaged or of a kind that is not taken (", library, " says \"", reason,
       "\"); save it again as PNG");
}

Picture readPicture(const std::filesystem::path& path, std::array<std::uint8_t, 3> under) {
  const std::string bytes = io::readTextFile(path, mostFileBytes);
  return decodePicture(std::as_bytes(std::span(bytes)), path.string(), under);
}

}  // namespace headlight::vision
