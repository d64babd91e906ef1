#include "ui/scene/arc_composer.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <span>

#include "base/within.h"
#include "ui/scene/paint_vector.h"

namespace headlight::ui {
namespace {

constexpr double dash = 7;        // px on, and off
constexpr double thickest = 0.7;  // of a line, in rows
constexpr double bucket = 2;      // device px that are one, where rows stand closer than pixels

/// One line, in device pixels of the bundle: where it leaves the left edge and meets the right one.
struct Line {
  float left, way;  ///< px down at the left edge; from there to the right one
  float half;       ///< of its width
  float opacity;
};

/// The way down at a share of the way across, and its slope: level at both ends.
double eased(double t) { return t * t * (3 - 2 * t); }
double slope(double t) { return 6 * t * (1 - t); }

/// Where the rows of one column stand, in device pixels below the bundle's upper edge.
struct Column {
  double first, step, height;
  double at(int row) const { return first + row * step; }
  bool inSight(int row) const { return at(row) >= 0 && at(row) <= height; }
  /// First and one past the last row that is in sight, of `count`.
  std::pair<int, int> sight(int count) const {
    if (step <= 0) return {0, inSight(0) ? count : 0};
    return {within(static_cast<int>(std::ceil(-first / step)), 0, count),
            within(static_cast<int>(std::floor((height - first) / step)) + 1, 0, count)};
  }
};

/// Collects a set's lines; those whose ends share their pixels become one, of the largest weight.
class Lines {
 public:
  Lines(const ArcBundle& bundle, const ArcSet& set, QSize pixels, double ratio)
      : set_(set),
        ratio_(ratio),
        lineScale_(bundle.lineScale),
        queriesLeft_(bundle.queriesLeft),
        queries_(column(bundle, bundle.firstQuery, bundle.queryStep, pixels, ratio)),
        keys_(column(bundle, bundle.firstKey, bundle.keyStep, pixels, ratio)),
        widest_(std::max(1.0, thickest * std::min(bundle.queryStep, bundle.keyStep)) * ratio) {
    collect();
  }
  std::vector<Line> sound, broken;

 private:
  Column column(const ArcBundle& bundle, double first, double step, QSize pixels, double ratio) const {
    return {(first + set_.shift - bundle.area.top()) * ratio, step * ratio, static_cast<double>(pixels.height())};
  }

  void add(std::vector<Line>& to, double query, double key, double w) const {
    const auto inSight = [this](double y) { return y >= 0 && y <= queries_.height; };
    const bool leaves = set_.onlyQuery < 0 && set_.onlyKey < 0 && !(inSight(query) && inSight(key));
    const ArcPen pen = arcPen(w, set_.faint || leaves, set_.least);
    const double left = queriesLeft_ ? query : key, right = queriesLeft_ ? key : query;
    to.push_back({static_cast<float>(left), static_cast<float>(right - left),
                  static_cast<float>(std::min(pen.width * lineScale_ * ratio_, widest_) / 2),
                  static_cast<float>(pen.opacity)});
  }

  /// Every weight that has a line: its query and key, and the weight.
  template <class Take>
  void walk(const Take& take) const {
    const int rows = std::min(set_.rows->rows(), static_cast<int>(set_.kept->size()));
    const auto [keyBegin, keyEnd] = keys_.sight(set_.keys);
    for (int query = std::max(0, set_.onlyQuery); query < rows; ++query) {
      if (set_.onlyQuery >= 0 && query != set_.onlyQuery) break;
      const bool seen = queries_.inSight(query);
      if (!seen && keyBegin == keyEnd) continue;
      const std::span<const float> weights = set_.rows->head(
          query, set_.head, static_cast<std::size_t>(set_.causal ? std::min(query + 1, set_.keys) : set_.keys));
      derived::TopMassWalk kept((*set_.kept)[static_cast<std::size_t>(query)]);
      const int last = std::min(static_cast<int>(weights.size()), seen ? set_.keys : keyEnd);
      for (int key = 0; key < last; ++key) {
        const float weight = weights[static_cast<std::size_t>(key)];
        const bool keeps = kept.keeps(weight) || std::isnan(weight);
        if (!keeps || (set_.onlyKey >= 0 && key != set_.onlyKey) || (!seen && key < keyBegin)) continue;
        if ((set_.sign == ArcSet::Sign::Positive && weight < 0) || (set_.sign == ArcSet::Sign::Negative && weight > 0))
          continue;
        take(query, key, weight);
      }
    }
  }

  void collect() {
    const auto share = [this](float weight) {
      return within(static_cast<double>(std::abs(weight)) / static_cast<double>(set_.high), 0.0, 1.0);
    };
    if (queries_.step >= 1 && keys_.step >= 1) {
      walk([&](int query, int key, float weight) {
        add(std::isnan(weight) ? broken : sound, queries_.at(query), keys_.at(key),
            std::isnan(weight) ? 1 : share(weight));
      });
      return;
    }
    // Buckets of pixels from the first row of each column on.
    const auto place = [](const Column& column, int row) { return static_cast<int>(row * column.step / bucket); };
    const int down = place(queries_, set_.rows->rows()) + 1, across = place(keys_, set_.keys) + 1;
    std::vector<float> most(static_cast<std::size_t>(down) * static_cast<std::size_t>(across), 0.0F);
    walk([&](int query, int key, float weight) {
      if (std::isnan(weight)) return add(broken, queries_.at(query), keys_.at(key), 1);
      float& there = most[static_cast<std::size_t>(place(queries_, query)) * static_cast<std::size_t>(across) +
                          static_cast<std::size_t>(place(keys_, key))];
      there = std::max(there, std::abs(weight));
    });
    for (int query = 0; query < down; ++query)
      for (int key = 0; key < across; ++key) {
        const float weight =
            most[static_cast<std::size_t>(query) * static_cast<std::size_t>(across) + static_cast<std::size_t>(key)];
        if (weight > 0)
          add(sound, queries_.first + (query + 0.5) * bucket, keys_.first + (key + 0.5) * bucket, share(weight));
      }
  }

  const ArcSet& set_;
  double ratio_, lineScale_;
  bool queriesLeft_;
  Column queries_, keys_;
  double widest_;
};

/// Covers, of each line, the part of every column of pixels that it passes: what still shows of what lies below is
/// multiplied, so that the order of lines does not matter.
std::vector<float> covered(const std::vector<Line>& lines, QSize pixels, double dashLength) {
  const int width = pixels.width(), height = pixels.height();
  std::vector<float> clear(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 1.0F);
  std::vector<float> run(dashLength > 0 ? lines.size() : 0, 0.0F);  // length of each line so far
  for (int x = 0; x < width; ++x) {
    float* column = clear.data() + static_cast<std::size_t>(x) * static_cast<std::size_t>(height);
    const double t = (x + 0.5) / width;
    const auto down = static_cast<float>(eased(t)), steep = static_cast<float>(slope(t) / width);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Line& line = lines[i];
      const float rise = line.way * steep, length = std::sqrt(1 + rise * rise);
      if (dashLength > 0) {
        run[i] += length;
        if (std::fmod(run[i], static_cast<float>(2 * dashLength)) >= static_cast<float>(dashLength)) continue;
      }
      const float middle = line.left + line.way * down, half = line.half * length;
      const float top = std::max(0.0F, middle - half), bottom = std::min(static_cast<float>(height), middle + half);
      if (top >= bottom) continue;
      const int first = static_cast<int>(top), last = std::min(height - 1, static_cast<int>(bottom));
      if (first >= last) {
        column[first] *= 1 - line.opacity * (bottom - top);
        continue;
      }
      column[first] *= 1 - line.opacity * (static_cast<float>(first + 1) - top);
      const float keep = 1 - line.opacity;
      for (int y = first + 1; y < last; ++y) column[y] *= keep;
      column[last] *= 1 - line.opacity * (bottom - static_cast<float>(last));
    }
  }
  return clear;
}

bool same(const FieldColors& a, const FieldColors& b) { return a.hatch == b.hatch && a.hatchPaper == b.hatchPaper; }

/// Red, green and blue of each pixel while sets are laid one over the other, columns from the left.
class Canvas {
 public:
  Canvas(QSize pixels, const QColor& paper) : pixels_(pixels) {
    const auto count = static_cast<std::size_t>(pixels.width()) * static_cast<std::size_t>(pixels.height());
    const int start[] = {paper.red(), paper.green(), paper.blue()};
    for (std::size_t c = 0; c < 3; ++c) channels_[c].assign(count, static_cast<float>(start[c]));
  }
  void lay(const std::vector<float>& clear, const QColor& color) {
    const int above[] = {color.red(), color.green(), color.blue()};
    for (std::size_t c = 0; c < 3; ++c) {
      const auto ink = static_cast<float>(above[c]);
      float* below = channels_[c].data();
      for (std::size_t i = 0; i < clear.size(); ++i) below[i] = ink + (below[i] - ink) * clear[i];
    }
  }
  QImage image() const {
    QImage made(pixels_, QImage::Format_RGB32);
    const auto height = static_cast<std::size_t>(pixels_.height());
    for (int y = 0; y < pixels_.height(); ++y) {
      auto* line = reinterpret_cast<QRgb*>(made.scanLine(y));
      for (int x = 0; x < pixels_.width(); ++x) {
        const std::size_t at = static_cast<std::size_t>(x) * height + static_cast<std::size_t>(y);
        const auto channel = [&](std::size_t c) { return static_cast<int>(channels_[c][at] + 0.5F); };
        line[x] = qRgb(channel(0), channel(1), channel(2));
      }
    }
    return made;
  }

 private:
  QSize pixels_;
  std::vector<float> channels_[3];
};

QImage hatched(const ArcBundle& bundle, QSize pixels, const FieldColors& colors, double ratio) {
  QImage image(pixels, QImage::Format_RGB32);
  QPainter painter(&image);
  painter.scale(ratio, ratio);
  painter.translate(-bundle.area.topLeft());
  paintHatch(painter, bundle.area, colors.hatch, colors.hatchPaper);
  return image;
}

}  // namespace

ArcPen arcPen(double w, bool faint, double least) {
  return faint ? ArcPen{0.05 * least + 0.16 * w, 1.5} : ArcPen{0.35 * least + 0.65 * w, 1 + 4 * w};
}

const ArcComposer::Veil& ArcComposer::veilOf(const ArcBundle& bundle, const ArcSet& set, QSize pixels, double ratio) {
  const Place place{
      bundle.area, bundle.queriesLeft, bundle.firstQuery, bundle.queryStep, bundle.firstKey, bundle.keyStep, pixels,
      ratio,       bundle.lineScale};
  for (MadeSet& known : sets_)
    if (known.place == place && known.set == set) {
      known.used = true;
      return known.veil;
    }
  const Lines lines(bundle, set, pixels, ratio);
  MadeSet& made = sets_.emplace_back(MadeSet{place, set, {}, true});
  made.veil.clear = covered(lines.sound, pixels, set.dashed ? dash * ratio : 0);
  if (!lines.broken.empty()) made.veil.broken = covered(lines.broken, pixels, 0);
  return made.veil;
}

const QImage& ArcComposer::compose(const ArcBundle& bundle, QSize pixels, const QColor& paper,
                                   const FieldColors& colors, double devicePixelRatio) {
  for (Made& known : made_)
    if (known.pixels == pixels && known.paper == paper && known.ratio == devicePixelRatio &&
        same(known.colors, colors) && known.bundle == bundle) {
      known.used = true;
      // What it was made of is wanted as long as it is: the next one may share some of it.
      for (MadeSet& set : sets_) set.used |= std::ranges::find(bundle.sets, set.set) != bundle.sets.end();
      return known.image;
    }
  Made& made = made_.emplace_back(Made{bundle, pixels, paper, colors, devicePixelRatio, {}, true});
  if (std::ranges::any_of(bundle.sets, [](const ArcSet& set) { return !set.rows || !set.kept; })) {
    made.image = hatched(bundle, pixels, colors, devicePixelRatio);
    return made.image;
  }
  Canvas canvas(pixels, paper);
  for (const ArcSet& set : bundle.sets) {
    const Veil& veil = veilOf(bundle, set, pixels, devicePixelRatio);
    canvas.lay(veil.clear, set.color);
    if (!veil.broken.empty()) canvas.lay(veil.broken, colors.hatch);
  }
  made.image = canvas.image();
  return made.image;
}

void ArcComposer::endFrame() {
  made_.remove_if([](const Made& made) { return !made.used; });
  for (Made& made : made_) made.used = false;
  sets_.remove_if([](const MadeSet& made) { return !made.used; });
  for (MadeSet& made : sets_) made.used = false;
}

}  // namespace headlight::ui
