#include "ui/scene/arc_composer.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <span>

#include "trace/host_rows.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

constexpr double longestPiece = 4;  // px of an arc that are drawn as a straight line

/// How much of what lies below still shows, per pixel. Arcs multiply it, so that their order does not matter.
class Veil {
 public:
  explicit Veil(QSize size)
      : width_(size.width()),
        height_(size.height()),
        clear_(static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height()), 1.0F) {}

  /// A quadratic Bézier curve from `from` to `to`, one pixel wide, `opacity` of it covered.
  void draw(QPointF from, QPointF control, QPointF to, float opacity) {
    const double length = std::hypot(control.x() - from.x(), control.y() - from.y()) +
                          std::hypot(to.x() - control.x(), to.y() - control.y());
    const bool straight = QPointF::dotProduct(control - (from + to) / 2, control - (from + to) / 2) < 1e-6;
    const int pieces = straight ? 1 : std::max(2, static_cast<int>(std::ceil(length / longestPiece)));
    QPointF last = from;
    for (int i = 1; i <= pieces; ++i) {
      const double t = static_cast<double>(i) / pieces, s = 1 - t;
      const QPointF next = from * (s * s) + control * (2 * s * t) + to * (t * t);
      line(last, next, opacity);
      last = next;
    }
  }
  float clear(int x, int y) const { return clear_[index(x, y)]; }

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  /// Covers, for each pixel of the longer axis whose middle the line passes, two pixels across it with one pixel's
  /// share (Wu's lines), so that pieces one after the other cover no pixel twice.
  void line(QPointF a, QPointF b, float opacity) {
    const bool flat = std::abs(b.x() - a.x()) >= std::abs(b.y() - a.y());
    double begin = flat ? a.x() : a.y(), end = flat ? b.x() : b.y();
    double across = flat ? a.y() : a.x();
    if (begin == end) return;
    const double slope = ((flat ? b.y() : b.x()) - across) / (end - begin);
    across -= begin * slope;
    if (begin > end) std::swap(begin, end);
    for (int at = static_cast<int>(std::ceil(begin - 0.5)); at + 0.5 < end; ++at) {
      const double middle = across + (at + 0.5) * slope - 0.5;
      const int near = static_cast<int>(std::floor(middle));
      const auto share = static_cast<float>(middle - near);
      cover(flat ? at : near, flat ? near : at, opacity * (1 - share));
      cover(flat ? at : near + 1, flat ? near + 1 : at, opacity * share);
    }
  }
  void cover(int x, int y, float share) {
    if (x >= 0 && y >= 0 && x < width_ && y < height_) clear_[index(x, y)] *= 1 - share;
  }

  int width_, height_;
  std::vector<float> clear_;
};

bool same(const FieldColors& a, const FieldColors& b) { return a.hatch == b.hatch && a.hatchPaper == b.hatchPaper; }

/// Half way between the ends, moved to the left of the way by `bend` of its length.
QPointF controlOf(QPointF from, QPointF to, double bend) {
  const QPointF way = to - from;
  return (from + to) / 2 + QPointF(way.y(), -way.x()) * bend;
}

/// Draws every arc; keys beyond the last row are 0 and have none; `broken`: those whose weight is NaN.
void drawArcs(const ArcBundle& bundle, const Rows& rows, double ratio, Veil& veil, Veil& broken) {
  const QPointF corner = bundle.area.topLeft();
  const auto place = [&](QPointF first, QPointF step, int row) { return (first + step * row - corner) * ratio; };
  const HostRows host(rows);
  const int last = bundle.onlyQuery >= 0 ? std::min(bundle.onlyQuery, host.rows() - 1) : host.rows() - 1;
  for (int query = std::max(0, bundle.onlyQuery); query <= last; ++query) {
    const auto room = static_cast<std::size_t>(rows.blockOf(query).dim(2));
    const std::span<const float> weights =
        host.head(query, bundle.head, bundle.causal ? static_cast<std::size_t>(query) + 1 : room);
    const QPointF from = place(bundle.firstQuery, bundle.queryStep, query);
    for (int key = 0; key < static_cast<int>(weights.size()); ++key) {
      const float weight = weights[static_cast<std::size_t>(key)];
      if (weight < bundle.least || weight == 0) continue;
      const QPointF to = place(bundle.firstKey, bundle.keyStep, key);
      if (std::isnan(weight))
        broken.draw(from, controlOf(from, to, bundle.bend), to, 1);
      else
        veil.draw(from, controlOf(from, to, bundle.bend), to, std::min(1.0F, weight / bundle.high));
    }
  }
}

QImage draw(const ArcBundle& bundle, QSize pixels, const QColor& paper, const FieldColors& colors, double ratio) {
  QImage image(pixels, QImage::Format_RGB32);
  image.fill(paper);
  const Rows* rows = rowsOf(bundle);
  if (rows == nullptr) {
    QPainter painter(&image);
    painter.scale(ratio, ratio);
    painter.translate(-bundle.area.topLeft());
    paintHatch(painter, bundle.area, colors.hatch, colors.hatchPaper);
    return image;
  }
  Veil veil(pixels), broken(pixels);
  drawArcs(bundle, *rows, ratio, veil, broken);
  const auto mixed = [](float clear, int below, int above) {
    return static_cast<float>(below) * clear + static_cast<float>(above) * (1 - clear);
  };
  for (int y = 0; y < pixels.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < pixels.width(); ++x) {
      const float clear = veil.clear(x, y), sound = broken.clear(x, y);
      const auto channel = [&](int below, int above, int hatch) {
        return static_cast<int>(
            std::lround(mixed(sound, static_cast<int>(std::lround(mixed(clear, below, above))), hatch)));
      };
      line[x] = qRgb(channel(paper.red(), bundle.color.red(), colors.hatch.red()),
                     channel(paper.green(), bundle.color.green(), colors.hatch.green()),
                     channel(paper.blue(), bundle.color.blue(), colors.hatch.blue()));
    }
  }
  return image;
}

}  // namespace

const Rows* rowsOf(const ArcBundle& bundle) {
  const Rows* rows = bundle.values ? bundle.values.get() : bundle.trace ? bundle.trace->find(bundle.site) : nullptr;
  return rows != nullptr && rows->rows() > 0 ? rows : nullptr;
}

const QImage& ArcComposer::compose(const ArcBundle& bundle, QSize pixels, const QColor& paper,
                                   const FieldColors& colors, double devicePixelRatio) {
  for (Made& known : made_)
    if (known.pixels == pixels && known.paper == paper && known.ratio == devicePixelRatio &&
        same(known.colors, colors) && known.bundle == bundle) {
      known.used = true;
      return known.image;
    }
  made_.push_back(
      {bundle, pixels, paper, colors, devicePixelRatio, draw(bundle, pixels, paper, colors, devicePixelRatio), true});
  return made_.back().image;
}

void ArcComposer::endFrame() {
  made_.remove_if([](const Made& made) { return !made.used; });
  for (Made& made : made_) made.used = false;
}

}  // namespace headlight::ui
