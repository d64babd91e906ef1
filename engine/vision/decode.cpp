#include "vision/decode.h"

#include <stb/stb_image.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "io/mapped_file.h"
#include "vision/inspect.h"

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

/// [height, width, channels] with 1 to 4 channels (grey, grey and alpha, RGB, RGBA) to RGB.
std::vector<std::uint8_t> toRgb(const std::uint8_t* pixels, std::size_t count, int channels,
                                const std::array<std::uint8_t, 3>& under) {
  if (channels == 3) return {pixels, pixels + 3 * count};
  std::vector<std::uint8_t> rgb(3 * count);
  const bool grey = channels <= 2, transparent = channels % 2 == 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* from = pixels + i * static_cast<std::size_t>(channels);
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
  int width = 0, height = 0, channels = 0;
  // A JPEG has no alpha, and its four channels become RGB only when asked.
  const int wanted = facts.kind == PictureKind::Jpeg || facts.opaque ? 3 : 0;
  const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(file.data()), static_cast<int>(file.size()), &width,
                            &height, &channels, wanted),
      &stbi_image_free);
  if (!pixels) {
    const char* reason = stbi_failure_reason();
    fail(name, ": this ", toString(facts.kind), " is damaged or of a kind that is not taken (stb_image says \"",
         reason && *reason ? reason : "no reason", "\"); save it again as PNG");
  }
  if (wanted != 0) channels = wanted;
  if (width != facts.width || height != facts.height || channels < 1 || channels > 4)
    fail(name, ": this ", toString(facts.kind), " declares ", facts.width, " x ", facts.height, " pixels and holds ",
         width, " x ", height, " of ", channels, " channels; save it again as PNG");
  const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  return turned({width, height, toRgb(pixels.get(), count, channels, under)}, facts.orientation);
}

Picture readPicture(const std::filesystem::path& path, std::array<std::uint8_t, 3> under) {
  const std::string bytes = io::readTextFile(path, mostFileBytes);
  return decodePicture(std::as_bytes(std::span(bytes)), path.string(), under);
}

}  // namespace headlight::vision
