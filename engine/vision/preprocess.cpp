#include "vision/preprocess.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "vision/decode.h"
#include "vision/resample.h"

namespace headlight::vision {

namespace {

/// Where a picture of one size goes. Only what the crop keeps of the resized picture is ever computed: an output pixel
/// depends on nothing but its own inputs.
struct Layout {
  int width = 0, height = 0;                ///< of the picture
  int resizedWidth = 0, resizedHeight = 0;  ///< after the resize, before the crop
  int left = 0, top = 0;                    ///< of the crop in the resized picture; below 0 where it pads
  int outWidth = 0, outHeight = 0;          ///< in whole patches
  Preprocessor::Dropped dropped;
  /// Which pass of the resize Pillow 13 does first, and so rounds after (pull request 9549; versions before went across
  /// first whatever the sizes).
  bool downFirst() const {
    return height > resizedHeight && std::int64_t{height} - resizedHeight > 2 * (std::int64_t{width} - resizedWidth);
  }
  Span columns() const { return {std::clamp(left, 0, resizedWidth), std::clamp(left + outWidth, 0, resizedWidth)}; }
  Span rows() const { return {std::clamp(top, 0, resizedHeight), std::clamp(top + outHeight, 0, resizedHeight)}; }
};

int halfDown(int difference) { return difference >= 0 ? difference / 2 : -((1 - difference) / 2); }

Layout layoutOf(const PreprocessConfig& config, int width, int height) {
  Layout layout{width, height, width, height, 0, 0, width, height, {}};
  const auto refuse = [&](std::int64_t toWidth, std::int64_t toHeight) {
    fail("preprocessing: a picture of ", width, " x ", height, " pixels would become ", toWidth, " x ", toHeight,
         "; expected at most ", mostPixels / 1'000'000, " million pixels: cut its long side");
  };
  if (config.resize && config.shortestEdge) {
    // transformers' get_resize_output_image_size: int(size * long / short)
    const std::int64_t edge = *config.shortestEdge, shorter = std::min(width, height), longer = std::max(width, height);
    const std::int64_t follows = edge * longer / shorter;
    if (follows > std::numeric_limits<int>::max())
      refuse(width <= height ? edge : follows, width <= height ? follows : edge);
    layout.resizedWidth = static_cast<int>(width <= height ? edge : follows);
    layout.resizedHeight = static_cast<int>(width <= height ? follows : edge);
  } else if (config.resize) {
    layout.resizedWidth = config.width;
    layout.resizedHeight = config.height;
  }
  layout.outWidth = layout.resizedWidth;
  layout.outHeight = layout.resizedHeight;
  if (config.crop) {
    // transformers' center_crop: floor((size - crop) / 2), which is below 0 by what it pads before the picture.
    layout.left = halfDown(layout.resizedWidth - config.cropWidth);
    layout.top = halfDown(layout.resizedHeight - config.cropHeight);
    layout.outWidth = config.cropWidth;
    layout.outHeight = config.cropHeight;
  }
  if (std::int64_t{layout.outWidth} * layout.outHeight > mostPixels) refuse(layout.outWidth, layout.outHeight);
  if (layout.outWidth < config.patchWidth || layout.outHeight < config.patchHeight)
    fail("preprocessing: a picture of ", width, " x ", height, " pixels becomes ", layout.outWidth, " x ",
         layout.outHeight, " by the model's resize and crop, less than one patch of ", config.patchWidth, " x ",
         config.patchHeight, "; take a picture that is less narrow");
  layout.dropped = {layout.outWidth % config.patchWidth, layout.outHeight % config.patchHeight};
  layout.outWidth -= layout.dropped.right;
  layout.outHeight -= layout.dropped.below;
  return layout;
}

/// As Pillow's convert("L"): ITU-R 601-2 luma in 16 bits after the point.
Picture inGrey(const Picture& picture) {
  Picture grey = picture;
  for (std::size_t i = 0; i + 2 < grey.rgb.size(); i += 3) {
    const std::uint32_t luma =
        19595U * picture.rgb[i] + 38470U * picture.rgb[i + 1] + 7471U * picture.rgb[i + 2] + 0x8000U;
    grey.rgb[i] = grey.rgb[i + 1] = grey.rgb[i + 2] = static_cast<std::uint8_t>(luma >> 16);
  }
  return grey;
}

Span within(double begin, double size, int end) {
  const double last = begin + size;
  if (!(last > begin)) return {};
  return {static_cast<int>(std::clamp(std::floor(begin), 0.0, double(end))),
          static_cast<int>(std::clamp(std::ceil(last), 0.0, double(end)))};
}

}  // namespace

/// Of the last picture: what both passes of the resize left.
struct Preprocessor::Cache {
  Cache(const Layout& of, Resampling filter)
      : layout(of),
        across(of.width, of.resizedWidth, filter, of.columns()),
        down(of.height, of.resizedHeight, filter, of.rows()),
        downFirst(of.downFirst()),
        sourceRows(down.inputs(Span{0, down.wanted().size()})),
        between(3 * (downFirst ? pixels(down.wanted().size(), of.width)
                               : pixels(sourceRows.size(), across.wanted().size()))),
        resized(3 * pixels(down.wanted().size(), across.wanted().size())) {}

  Layout layout;
  ResampledAxis across, down;
  bool downFirst;
  Span sourceRows;                    // of the picture that the result depends on
  std::vector<std::uint8_t> between;  // after the first pass: [sourceRows, columns of the result, 3], or, when that
                                      // went down, [rows of the result, columns of the picture, 3]
  std::vector<std::uint8_t> resized;  // [rows of the result, columns of the result, 3]

  static std::size_t pixels(int height, int width) {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }

  void update(const Picture& picture, Span changedColumns, Span changedRows) {
    const Span rows = down.touchedBy(changedRows), columns = across.touchedBy(changedColumns);
    if (rows.empty() || columns.empty()) return;
    const int narrow = across.wanted().size();
    if (downFirst) {
      resampleDown(down, picture.rgb.data(), 0, layout.width, rows, changedColumns, between.data());
      resampleAcross(across, between.data(), layout.width, rows, columns,
                     resized.data() + 3 * pixels(rows.begin, narrow));
    } else {
      const Span source{std::max(changedRows.begin, sourceRows.begin), std::min(changedRows.end, sourceRows.end)};
      resampleAcross(across, picture.rgb.data(), layout.width, source, columns,
                     between.data() + 3 * pixels(source.begin - sourceRows.begin, narrow));
      resampleDown(down, between.data(), sourceRows.begin, narrow, rows, columns, resized.data());
    }
  }

  Picture cropped() const {
    const Span columns = layout.columns(), rows = layout.rows();
    if (columns.size() == layout.outWidth && rows.size() == layout.outHeight)
      return {layout.outWidth, layout.outHeight, resized};
    Picture result{layout.outWidth, layout.outHeight, {}};
    const std::size_t stride = 3 * static_cast<std::size_t>(layout.outWidth);
    const auto from = static_cast<std::ptrdiff_t>(3 * columns.size());
    result.rgb.resize(stride * static_cast<std::size_t>(layout.outHeight));
    for (int row = 0; row < rows.size(); ++row) {
      const std::size_t to = static_cast<std::size_t>(rows.begin + row - layout.top) * stride +
                             3 * static_cast<std::size_t>(columns.begin - layout.left);
      std::copy_n(resized.begin() + row * from, from, result.rgb.begin() + static_cast<std::ptrdiff_t>(to));
    }
    return result;
  }
};

// transformers: rescale multiplies in double precision and rounds to single; normalize works in single.
std::array<float, 3> normalised(const PreprocessConfig& config, const std::array<std::uint8_t, 3>& colour) {
  std::array<float, 3> result{};
  for (std::size_t c = 0; c < 3; ++c) {
    float value = config.rescale ? static_cast<float>(colour[c] * config.rescaleFactor) : static_cast<float>(colour[c]);
    if (config.normalise)
      value = (value - static_cast<float>(config.mean[c])) / static_cast<float>(config.deviation[c]);
    result[c] = value;
  }
  return result;
}

Preprocessor::Preprocessor(PreprocessConfig config) : config_(std::move(config)) {}
Preprocessor::~Preprocessor() = default;

Area Preprocessor::seenArea(int width, int height) const {
  if (width < 1 || height < 1) fail("preprocessing: expected a picture, got ", width, " x ", height, " pixels");
  const Layout layout = layoutOf(config_, width, height);
  const double across = static_cast<double>(width) / layout.resizedWidth;
  const double down = static_cast<double>(height) / layout.resizedHeight;
  return {layout.left * across, layout.top * down, layout.outWidth * across, layout.outHeight * down};
}

Preprocessor::Dropped Preprocessor::dropped(int width, int height) const {
  return layoutOf(config_, width, height).dropped;
}

Picture Preprocessor::seen(const Picture& given, const std::optional<Area>& changed) {
  const std::size_t bytes =
      3 * static_cast<std::size_t>(std::max(given.width, 0)) * static_cast<std::size_t>(std::max(given.height, 0));
  if (bytes == 0 || given.rgb.size() != bytes)
    fail("preprocessing: expected a picture, got ", given.width, " x ", given.height, " pixels in ", given.rgb.size(),
         " bytes");
  const Picture grey = config_.channels == 1 ? inGrey(given) : Picture();
  const Picture& picture = config_.channels == 1 ? grey : given;
  const bool known = cache_ && cache_->layout.width == picture.width && cache_->layout.height == picture.height;
  if (!known) cache_ = std::make_unique<Cache>(layoutOf(config_, picture.width, picture.height), config_.resample);
  if (known && changed)
    cache_->update(picture, within(changed->x, changed->width, picture.width),
                   within(changed->y, changed->height, picture.height));
  else
    cache_->update(picture, {0, picture.width}, {0, picture.height});
  return cache_->cropped();
}

PictureInput Preprocessor::input(const Picture& seen) const {
  std::array<std::array<float, 256>, 3> values;
  for (std::size_t v = 0; v < 256; ++v) {
    const auto level = static_cast<std::uint8_t>(v);
    const std::array<float, 3> colour = normalised(config_, {level, level, level});
    for (std::size_t c = 0; c < 3; ++c) values[c][v] = colour[c];
  }
  const std::size_t count = seen.rgb.size() / 3, channels = config_.channels == 1 ? 1 : 3;
  std::vector<float> pixels(channels * count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t c = 0; c < channels; ++c) pixels[c * count + i] = values[c][seen.rgb[3 * i + c]];
  return {seen.height, seen.width, std::make_shared<const std::vector<float>>(std::move(pixels)),
          std::make_shared<const std::vector<std::uint8_t>>(seen.rgb)};
}

}  // namespace headlight::vision
