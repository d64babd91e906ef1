#include "ui/document/brush.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <vector>

#include "generation/sampling.h"
#include "ui/document/blur.h"

namespace headlight::ui {
namespace {

/// Part that a dab of blur or noise mixes in at its middle; it falls to 0 at the brush's edge.
constexpr double blurStrength = 0.6, noiseStrength = 0.35;

QRect whole(const vision::Picture& picture) { return QRect(0, 0, picture.width, picture.height); }

std::uint8_t* pixelAt(vision::Picture& picture, int x, int y) {
  return picture.rgb.data() + 3 * (static_cast<std::ptrdiff_t>(y) * picture.width + x);
}
const std::uint8_t* pixelAt(const vision::Picture& picture, int x, int y) {
  return picture.rgb.data() + 3 * (static_cast<std::ptrdiff_t>(y) * picture.width + x);
}

std::uint8_t mixed(std::uint8_t under, double over, double part) {
  return static_cast<std::uint8_t>(std::lround(under + (over - under) * part));
}

/// Calls `change(x, y, part)` for the pixels of a round dab, part 1 in its middle and 0 at its edge.
template <class Change>
void eachOfDab(const QRect& bounds, QPointF centre, double radius, Change change) {
  for (int y = bounds.top(); y <= bounds.bottom(); ++y)
    for (int x = bounds.left(); x <= bounds.right(); ++x) {
      const double dx = x + 0.5 - centre.x(), dy = y + 0.5 - centre.y();
      const double part = 1 - (dx * dx + dy * dy) / (radius * radius);
      if (part > 0) change(x, y, part);
    }
}

void blurDab(vision::Picture& picture, const QRect& bounds, QPointF centre, double radius) {
  const int reach = std::max(1, static_cast<int>(radius / 4));
  const QRect read = bounds.adjusted(-3 * reach, -3 * reach, 3 * reach, 3 * reach).intersected(whole(picture));
  vision::Picture copy;
  copy.width = read.width();
  copy.height = read.height();
  copy.rgb.resize(static_cast<std::size_t>(3) * static_cast<std::size_t>(read.width() * read.height()));
  for (int y = 0; y < read.height(); ++y)
    std::copy_n(pixelAt(picture, read.x(), read.y() + y), 3 * read.width(), pixelAt(copy, 0, y));
  blur(copy, whole(copy), reach);
  eachOfDab(bounds, centre, radius, [&](int x, int y, double part) {
    std::uint8_t* into = pixelAt(picture, x, y);
    const std::uint8_t* from = pixelAt(copy, x - read.x(), y - read.y());
    for (int c = 0; c < 3; ++c) into[c] = mixed(into[c], from[c], blurStrength * part);
  });
}

void noiseDab(vision::Picture& picture, const QRect& bounds, QPointF centre, double radius, quint64 seed) {
  eachOfDab(bounds, centre, radius, [&](int x, int y, double part) {
    std::uint8_t* into = pixelAt(picture, x, y);
    for (int c = 0; c < 3; ++c) {
      const auto place =
          (static_cast<std::uint64_t>(y) * static_cast<std::uint64_t>(picture.width) + static_cast<std::uint64_t>(x)) *
              3 +
          static_cast<std::uint64_t>(c);
      into[c] = mixed(into[c], 255 * uniformAt(seed, place), noiseStrength * part);
    }
  });
}

/// Calls `fill(y, left, right)` for the spans of the area that belongs to `at`: scan lines, after Smith (1979).
template <class Fill>
void eachSpan(const vision::Picture& picture, QPoint at, int tolerance, Fill fill) {
  if (!whole(picture).contains(at)) return;
  const int width = picture.width, height = picture.height;
  const std::uint8_t* start = pixelAt(picture, at.x(), at.y());
  const std::uint8_t wanted[3] = {start[0], start[1], start[2]};
  std::vector<bool> done(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const auto belongs = [&](int x, int y) {
    if (done[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]) return false;
    const std::uint8_t* pixel = pixelAt(picture, x, y);
    for (int c = 0; c < 3; ++c)
      if (std::abs(pixel[c] - wanted[c]) > tolerance) return false;
    return true;
  };
  std::vector<QPoint> seeds{at};
  while (!seeds.empty()) {
    const QPoint seed = seeds.back();
    seeds.pop_back();
    if (!belongs(seed.x(), seed.y())) continue;
    int left = seed.x(), right = seed.x();
    while (left > 0 && belongs(left - 1, seed.y())) --left;
    while (right + 1 < width && belongs(right + 1, seed.y())) ++right;
    const auto row = static_cast<std::ptrdiff_t>(seed.y()) * width;
    std::fill(done.begin() + row + left, done.begin() + row + right + 1, true);
    for (const int y : {seed.y() - 1, seed.y() + 1}) {
      if (y < 0 || y >= height) continue;
      for (int x = left; x <= right; ++x)
        if (belongs(x, y) && (x == left || !belongs(x - 1, y))) seeds.push_back({x, y});
    }
    fill(seed.y(), left, right);
  }
}

}  // namespace

QImage imageOf(vision::Picture& picture) {
  return QImage(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, QImage::Format_RGB888);
}

QImage imageOf(const vision::Picture& picture) {
  return QImage(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, QImage::Format_RGB888);
}

vision::Picture pictureOf(const QImage& image) {
  vision::Picture picture;
  if (image.isNull()) return picture;
  QImage plain = image;
  if (image.hasAlphaChannel()) {
    plain = QImage(image.size(), QImage::Format_RGB888);
    plain.fill(Qt::white);
    QPainter painter(&plain);
    painter.drawImage(QPointF(0, 0), QImage(image).convertToFormat(QImage::Format_ARGB32_Premultiplied));
  }
  plain.convertTo(QImage::Format_RGB888);
  picture.width = plain.width();
  picture.height = plain.height();
  picture.rgb.resize(static_cast<std::size_t>(3) * static_cast<std::size_t>(plain.width()) *
                     static_cast<std::size_t>(plain.height()));
  for (int y = 0; y < plain.height(); ++y)
    std::copy_n(plain.constScanLine(y), 3 * plain.width(), pixelAt(picture, 0, y));
  return picture;
}

QRect brushArea(const vision::Picture& picture, const Brush& brush, QPointF from, QPointF to) {
  const double reach = brush.width / 2 + 2;
  const QRectF line = QRectF(QPointF(std::min(from.x(), to.x()), std::min(from.y(), to.y())),
                             QPointF(std::max(from.x(), to.x()), std::max(from.y(), to.y())));
  return line.adjusted(-reach, -reach, reach, reach).toAlignedRect().intersected(whole(picture));
}

QRect drawBrush(vision::Picture& picture, const Brush& brush, QPointF from, QPointF to,
                const vision::Picture* original) {
  const QRect area = brushArea(picture, brush, from, to);
  if (area.isEmpty()) return area;
  if (brush.kind == BrushKind::Paint || brush.kind == BrushKind::Original) {
    QImage image = imageOf(picture);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    QBrush ink(brush.colour);
    if (brush.kind == BrushKind::Original) {
      if (!original || original->width != picture.width || original->height != picture.height) return {};
      ink = QBrush(imageOf(*original).copy(area));
      ink.setTransform(QTransform::fromTranslate(area.x(), area.y()));
    }
    if (from == to) {  // a line without a length has no ends in every Qt
      painter.setPen(Qt::NoPen);
      painter.setBrush(ink);
      painter.drawEllipse(from, brush.width / 2, brush.width / 2);
    } else {
      painter.setPen(QPen(ink, brush.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.drawLine(from, to);
    }
    return area;
  }
  // Soft brushes are dabs along the way, without the one at its beginning: the stroke before has made it.
  const double length = std::hypot(to.x() - from.x(), to.y() - from.y()), radius = std::max(1.0, brush.width / 2);
  const int dabs = std::max(1, static_cast<int>(std::ceil(length / std::max(1.0, brush.width / 5))));
  for (int i = 1; i <= dabs; ++i) {
    const QPointF centre = from + (to - from) * (static_cast<double>(i) / dabs);
    const QRect bounds = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
                             .toAlignedRect()
                             .intersected(whole(picture));
    if (brush.kind == BrushKind::Blur)
      blurDab(picture, bounds, centre, radius);
    else
      noiseDab(picture, bounds, centre, radius, brush.seed);
  }
  return area;
}

QRect floodArea(const vision::Picture& picture, QPoint at, int tolerance) {
  QRect area;
  eachSpan(picture, at, tolerance,
           [&area](int y, int left, int right) { area = area.united(QRect(left, y, right - left + 1, 1)); });
  return area;
}

QRect floodFill(vision::Picture& picture, QPoint at, const QColor& colour, int tolerance) {
  QRect area;
  // The colour of a pixel is looked at before it gets another, and a span is not looked at again.
  eachSpan(picture, at, tolerance, [&](int y, int left, int right) {
    for (int x = left; x <= right; ++x) {
      std::uint8_t* pixel = pixelAt(picture, x, y);
      pixel[0] = static_cast<std::uint8_t>(colour.red());
      pixel[1] = static_cast<std::uint8_t>(colour.green());
      pixel[2] = static_cast<std::uint8_t>(colour.blue());
    }
    area = area.united(QRect(left, y, right - left + 1, 1));
  });
  return area;
}

vision::Picture turned(const vision::Picture& picture, bool clockwise) {
  vision::Picture result;
  result.width = picture.height;
  result.height = picture.width;
  result.rgb.resize(picture.rgb.size());
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      std::copy_n(pixelAt(picture, x, y), 3,
                  clockwise ? pixelAt(result, picture.height - 1 - y, x) : pixelAt(result, y, picture.width - 1 - x));
  return result;
}

vision::Picture mirrored(const vision::Picture& picture) {
  vision::Picture result = picture;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      std::copy_n(pixelAt(picture, x, y), 3, pixelAt(result, picture.width - 1 - x, y));
  return result;
}

}  // namespace headlight::ui
