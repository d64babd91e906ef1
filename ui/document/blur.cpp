#include "ui/document/blur.h"

#include <algorithm>
#include <vector>

#include "base/within.h"

namespace headlight::ui {
namespace {

/// Box mean over a line of `count` pixels that are `step` bytes apart, with a running sum.
void boxLine(std::uint8_t* line, int count, std::ptrdiff_t step, int radius, std::vector<std::uint8_t>& copy) {
  const int window = 2 * radius + 1;
  for (int channel = 0; channel < 3; ++channel) {
    std::uint8_t* at = line + channel;
    for (int i = 0; i < count; ++i) copy[static_cast<std::size_t>(i)] = at[i * step];
    const auto pixel = [&](int i) { return static_cast<int>(copy[static_cast<std::size_t>(within(i, 0, count - 1))]); };
    int sum = 0;
    for (int i = -radius; i <= radius; ++i) sum += pixel(i);
    for (int i = 0; i < count; ++i) {
      at[i * step] = static_cast<std::uint8_t>((sum + window / 2) / window);
      sum += pixel(i + radius + 1) - pixel(i - radius);
    }
  }
}

}  // namespace

void blur(vision::Picture& picture, const QRect& wanted, int radius) {
  const QRect area = wanted.intersected(QRect(0, 0, picture.width, picture.height));
  if (area.isEmpty() || radius < 1) return;
  std::vector<std::uint8_t> copy(static_cast<std::size_t>(std::max(area.width(), area.height())));
  const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(3) * picture.width;
  std::uint8_t* first = picture.rgb.data() + area.y() * row + 3 * area.x();
  for (int pass = 0; pass < 3; ++pass) {
    for (int y = 0; y < area.height(); ++y) boxLine(first + y * row, area.width(), 3, radius, copy);
    for (int x = 0; x < area.width(); ++x) boxLine(first + 3 * x, area.height(), row, radius, copy);
  }
}

}  // namespace headlight::ui
