#include "ui/scene/picture_composer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

constexpr int whole = 256;  // of an opacity

/// The map's 256 colours, ready to be added to what is left of the picture.
struct Ink {
  std::array<std::uint16_t, 256> red{}, green{}, blue{};  // times the opacity, 0 .. 255 * 256
  std::array<std::uint16_t, 256> rest{};                  // what is left for the picture, of 256
};

Ink inkOf(const Overlay& overlay, Ground ground) {
  Ink ink;
  const auto& table = colormapTable(overlay.colormap, ground);
  for (std::size_t i = 0; i < 256; ++i) {
    const double place = static_cast<double>(i) / 255.0;
    const double strength = overlay.colormap == Colormap::Diverging ? std::abs(2 * place - 1) : place;
    const double opacity = (0.22 + 0.66 * std::pow(strength, 0.7)) * within(overlay.opacity, 0.0, 1.0);
    const auto share = static_cast<std::uint32_t>(std::lround(opacity * whole));
    ink.red[i] = static_cast<std::uint16_t>(((table[i] >> 16) & 255U) * share);
    ink.green[i] = static_cast<std::uint16_t>(((table[i] >> 8) & 255U) * share);
    ink.blue[i] = static_cast<std::uint16_t>((table[i] & 255U) * share);
    ink.rest[i] = static_cast<std::uint16_t>(whole - share);
  }
  return ink;
}

std::uint32_t blend(std::uint32_t under, const Ink& ink, std::size_t at) {
  const std::uint32_t rest = ink.rest[at];
  const std::uint32_t red = (((under >> 16) & 255U) * rest + ink.red[at]) >> 8;
  const std::uint32_t green = (((under >> 8) & 255U) * rest + ink.green[at]) >> 8;
  const std::uint32_t blue = ((under & 255U) * rest + ink.blue[at]) >> 8;
  return 0xff000000U | red << 16 | green << 8 | blue;
}

/// Where dark is much: 60 % white and 40 % grey, so that no stroke of the picture is as dark as a large weight.
void pale(QImage& image) {
  for (int y = 0; y < image.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < image.width(); ++x) {
      const int grey = (255 * 6 + qGray(line[x]) * 4) / 10;
      line[x] = qRgb(grey, grey, grey);
    }
  }
}

/// 30 % grey and 50 % colour.
void dim(QImage& image) {
  for (int y = 0; y < image.height(); ++y) {
    auto* line = reinterpret_cast<std::uint32_t*>(image.scanLine(y));
    for (int x = 0; x < image.width(); ++x) {
      const std::uint32_t red = (line[x] >> 16) & 255U, green = (line[x] >> 8) & 255U, blue = line[x] & 255U;
      const std::uint32_t grey = (red * 11 + green * 16 + blue * 5) / 32 * 77;
      line[x] =
          0xff000000U | ((grey + 128 * red) >> 8) << 16 | ((grey + 128 * green) >> 8) << 8 | ((grey + 128 * blue) >> 8);
    }
  }
}

/// Which cell a pixel's middle lies in, or for smooth overlays the cell before it and how far it is to the next.
struct Axis {
  std::vector<int> cell{}, next{};
  std::vector<float> far{};
};

Axis axisOf(int pixels, int cells, bool smooth) {
  Axis axis;
  for (int p = 0; p < pixels; ++p) {
    const double place = (p + 0.5) * cells / pixels;
    if (!smooth) {
      axis.cell.push_back(within(static_cast<int>(place), 0, cells - 1));
      continue;
    }
    const double shifted = within(place - 0.5, 0.0, cells - 1.0);
    const int before = std::min(static_cast<int>(shifted), cells - 1);
    axis.cell.push_back(before);
    axis.next.push_back(std::min(before + 1, cells - 1));
    axis.far.push_back(static_cast<float>(shifted - before));
  }
  return axis;
}

constexpr int noValue = -1;

int placeOf(const Overlay& overlay, float value) {
  return std::isnan(value) ? noValue : colormapIndex(value, overlay.low, overlay.high, Scale::Linear, overlay.gamma);
}

void lay(QImage& image, const Overlay& overlay, const FieldColors& colors, double devicePixelRatio) {
  const Ink ink = inkOf(overlay, colors.ground);
  const Axis across = axisOf(image.width(), overlay.columns, overlay.smooth);
  const Axis down = axisOf(image.height(), overlay.rows, overlay.smooth);
  const auto width = static_cast<std::size_t>(image.width());
  const auto columns = static_cast<std::size_t>(overlay.columns);
  const QRgb hatch = colors.hatch.rgb(), paper = colors.hatchPaper.rgb();
  std::vector<int> places(width);  // on the map, of each pixel of a line
  std::vector<float> values(columns);
  for (std::size_t y = 0; y < static_cast<std::size_t>(image.height()); ++y) {
    const float* row = overlay.values.data() + static_cast<std::size_t>(down.cell[y]) * columns;
    bool holes = false;
    if (overlay.smooth) {
      const float* below = overlay.values.data() + static_cast<std::size_t>(down.next[y]) * columns;
      for (std::size_t c = 0; c < columns; ++c) values[c] = row[c] + (below[c] - row[c]) * down.far[y];
      for (std::size_t x = 0; x < width; ++x) {
        const float left = values[static_cast<std::size_t>(across.cell[x])];
        const float right = values[static_cast<std::size_t>(across.next[x])];
        places[x] = placeOf(overlay, left + (right - left) * across.far[x]);
        holes |= places[x] == noValue;
      }
    } else if (y == 0 || down.cell[y] != down.cell[y - 1]) {
      std::vector<int> cells(columns);
      for (std::size_t c = 0; c < columns; ++c) cells[c] = placeOf(overlay, row[c]);
      for (std::size_t x = 0; x < width; ++x) places[x] = cells[static_cast<std::size_t>(across.cell[x])];
    }
    holes |= std::find(places.begin(), places.end(), noValue) != places.end();
    auto* line = reinterpret_cast<std::uint32_t*>(image.scanLine(static_cast<int>(y)));
    if (!holes) {
      for (std::size_t x = 0; x < width; ++x) line[x] = blend(line[x], ink, static_cast<std::size_t>(places[x]));
      continue;
    }
    for (std::size_t x = 0; x < width; ++x)
      line[x] = places[x] != noValue ? blend(line[x], ink, static_cast<std::size_t>(places[x]))
                : hatchLine(static_cast<int>(x), static_cast<int>(y), devicePixelRatio) ? hatch
                                                                                        : paper;
  }
}

}  // namespace

/// A picture at the size of its place, dimmed where something is laid over it.
struct PictureComposer::Base {
  qint64 key = 0;
  QSize pixels;
  bool smooth = false;
  std::optional<Ground> under;  ///< something is laid over it, in the colours of that ground
  QImage image;
  bool used = true;
};

struct PictureComposer::Blended {
  qint64 key = 0;
  QSize pixels;
  bool smooth = false;
  std::shared_ptr<const Overlay> overlay;
  QRgb hatch = 0, paper = 0;
  Ground ground = Ground::Light;
  double ratio = 1;
  QImage image;
  bool used = true;
};

PictureComposer::PictureComposer() = default;
PictureComposer::~PictureComposer() = default;

const QImage& PictureComposer::base(const Picture& picture, QSize pixels, Ground ground) {
  const std::optional<Ground> under = picture.overlay ? std::optional(ground) : std::nullopt;
  for (Base& known : bases_)
    if (known.key == picture.image.cacheKey() && known.pixels == pixels && known.smooth == picture.smooth &&
        known.under == under) {
      known.used = true;
      return known.image;
    }
  Base& made = bases_.emplace_back();
  made.key = picture.image.cacheKey();
  made.pixels = pixels;
  made.smooth = picture.smooth;
  made.under = under;
  made.image =
      picture.image
          .scaled(pixels, Qt::IgnoreAspectRatio, picture.smooth ? Qt::SmoothTransformation : Qt::FastTransformation)
          .convertToFormat(QImage::Format_RGB32);
  if (made.image.isNull()) {
    made.image = QImage(pixels, QImage::Format_RGB32);
    made.image.fill(Qt::black);
  }
  if (under) darkIsMuch(*under) ? pale(made.image) : dim(made.image);
  return made.image;
}

const QImage& PictureComposer::compose(const Picture& picture, QSize pixels, const FieldColors& colors,
                                       double devicePixelRatio) {
  if (!picture.overlay) return base(picture, pixels, colors.ground);
  const QRgb hatch = colors.hatch.rgb(), paper = colors.hatchPaper.rgb();
  for (Blended& known : blended_)
    if (known.key == picture.image.cacheKey() && known.pixels == pixels && known.smooth == picture.smooth &&
        known.hatch == hatch && known.paper == paper && known.ground == colors.ground &&
        known.ratio == devicePixelRatio && (known.overlay == picture.overlay || *known.overlay == *picture.overlay)) {
      known.used = true;
      return known.image;
    }
  QImage image = base(picture, pixels, colors.ground);
  const Overlay& overlay = *picture.overlay;
  if (overlay.rows > 0 && overlay.columns > 0 &&
      overlay.values.size() == static_cast<std::size_t>(overlay.rows) * static_cast<std::size_t>(overlay.columns))
    lay(image, overlay, colors, devicePixelRatio);
  blended_.push_back({picture.image.cacheKey(), pixels, picture.smooth, picture.overlay, hatch, paper, colors.ground,
                      devicePixelRatio, std::move(image), true});
  return blended_.back().image;
}

void PictureComposer::endFrame() {
  const auto old = [](auto& entry) {
    const bool gone = !entry.used;
    entry.used = false;
    return gone;
  };
  bases_.remove_if(old);
  blended_.remove_if(old);
}

}  // namespace headlight::ui
