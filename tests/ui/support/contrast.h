#pragma once

#include <QColor>
#include <QImage>
#include <algorithm>
#include <cmath>
#include <map>

namespace headlight::ui {

/// WCAG 2.x relative luminance.
inline double luminance(const QColor& color) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// WCAG 2.x: 1 to 21.
inline double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

/// The colour as a projector in a lit room shows it: linear light, 35 % of white added to 65 % of it.
inline QColor washedOut(const QColor& color) {
  const auto washed = [](double c) {
    const double linear = 0.35 + 0.65 * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
    return static_cast<float>(1.055 * std::pow(linear, 1 / 2.4) - 0.055);
  };
  return QColor::fromRgbF(washed(color.redF()), washed(color.greenF()), washed(color.blueF()));
}

/// CIELAB L*, 0 to 100: of the same steps each looks as large as the next.
inline double lightness(const QColor& color) {
  const double y = luminance(color);
  return y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

/// Of the most frequent colour against the one that stands out most: ground and ink.
inline double contrastIn(const QImage& image) {
  std::map<QRgb, int> counts;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) ++counts[image.pixel(x, y)];
  const auto ground =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  double best = 1;
  for (const auto& [color, count] : counts) best = std::max(best, contrast(QColor(color), QColor(ground->first)));
  return best;
}

/// How clearly what differs between two pictures of one size stands out from what was there; 1: they are equal.
inline double contrastOfChange(const QImage& before, const QImage& after) {
  double best = 1;
  for (int y = 0; y < before.height(); ++y)
    for (int x = 0; x < before.width(); ++x)
      if (before.pixel(x, y) != after.pixel(x, y))
        best = std::max(best, contrast(before.pixelColor(x, y), after.pixelColor(x, y)));
  return best;
}

}  // namespace headlight::ui
