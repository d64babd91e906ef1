#include "vision/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace headlight::vision {

namespace {

constexpr int precision = 32 - 8 - 2;  // bits after the point: 8 for the pixel, 2 for weights below 0 and above 1
constexpr double pi = std::numbers::pi;

double sinc(double x) { return x == 0.0 ? 1.0 : std::sin(x * pi) / (x * pi); }

double bicubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
}

double hamming(double x) {
  x = std::abs(x);
  if (x == 0.0) return 1.0;
  if (x >= 1.0) return 0.0;
  x *= pi;
  return std::sin(x) / x * (0.54f + 0.46f * std::cos(x));  // singles in the reference too
}

double filtered(Resampling filter, double x) {
  switch (filter) {
    case Resampling::Box:
      return x > -0.5 && x <= 0.5 ? 1.0 : 0.0;
    case Resampling::Bilinear:
      return std::max(0.0, 1.0 - std::abs(x));
    case Resampling::Hamming:
      return hamming(x);
    case Resampling::Bicubic:
      return bicubic(x);
    case Resampling::Lanczos:
      return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0;
    case Resampling::Nearest:
      break;
  }
  return 0.0;
}

double support(Resampling filter) {
  switch (filter) {
    case Resampling::Box:
      return 0.5;
    case Resampling::Bicubic:
      return 2.0;
    case Resampling::Lanczos:
      return 3.0;
    default:
      return 1.0;
  }
}

std::int32_t fixed(double weight) {
  return static_cast<std::int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << precision));
}

std::uint8_t clipped(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> precision, 0, 255)); }

/// sum of pixel * weight modulo 2^32, which holds it. `count` is a multiple of 8. Sums of 128 products of 8 and 15 bits
/// fit in 31: so the compiler may use instructions that multiply 16-bit numbers in pairs.
std::uint32_t dot(const std::int16_t* pixels, const std::int16_t* low, const std::int16_t* high, std::size_t count) {
  std::uint32_t sum = 0;
  for (std::size_t begin = 0; begin < count; begin += 128) {
    const std::size_t end = std::min(begin + 128, count);
    std::int32_t lower = 0, upper = 0;
    for (std::size_t i = begin; i < end; ++i) lower += std::int32_t{pixels[i]} * std::int32_t{low[i]};
    for (std::size_t i = begin; i < end; ++i) upper += std::int32_t{pixels[i]} * std::int32_t{high[i]};
    sum += static_cast<std::uint32_t>(lower) + (static_cast<std::uint32_t>(upper) << 15);
  }
  return sum;
}

}  // namespace

ResampledAxis::ResampledAxis(int in, int out, Resampling filter, Span wanted) : wanted_(wanted) {
  const auto count = static_cast<std::size_t>(wanted.size());
  from_.reserve(count);
  taps_.reserve(count);
  picks_ = in == out || filter == Resampling::Nearest;
  if (picks_) {
    // Summed up step by step, as the reference does, which is not the same as multiplied.
    const double step = static_cast<double>(in) / out;
    double place = step * 0.5;
    for (int i = 0; i < wanted.end; ++i, place += step) {
      if (i < wanted.begin) continue;
      from_.push_back(in == out ? i : std::min(static_cast<int>(place), in - 1));
      taps_.push_back(1);
    }
    return;
  }
  const double scale = static_cast<double>(in) / out, stretch = std::max(scale, 1.0);
  const double reach = support(filter) * stretch, inverse = 1.0 / stretch;
  std::vector<double> weights;
  for (int i = wanted.begin; i < wanted.end; ++i) {
    const double centre = (i + 0.5) * scale;
    const int begin = std::max(static_cast<int>(centre - reach + 0.5), 0);
    const int end = std::min(static_cast<int>(centre + reach + 0.5), in);
    weights.clear();
    double sum = 0;
    for (int x = 0; x < end - begin; ++x) {
      weights.push_back(filtered(filter, (x + begin - centre + 0.5) * inverse));
      sum += weights.back();
    }
    from_.push_back(begin);
    taps_.push_back(end - begin);
    starts_.push_back(low_.size());
    for (const double weight : weights) {
      const std::int32_t whole = fixed(sum != 0.0 ? weight / sum : weight);
      low_.push_back(static_cast<std::int16_t>(whole & 0x7fff));
      high_.push_back(static_cast<std::int16_t>(whole >> 15));
    }
    while (low_.size() % 8 != 0) {
      low_.push_back(0);
      high_.push_back(0);
    }
  }
}

Span ResampledAxis::inputs(Span some) const {
  if (some.empty()) return {};
  Span all = inputs(some.begin);
  for (int i = some.begin + 1; i < some.end; ++i)
    all = {std::min(all.begin, inputs(i).begin), std::max(all.end, inputs(i).end)};
  return all;
}

Span ResampledAxis::touchedBy(Span changed) const {
  Span touched{wanted_.size(), 0};
  if (changed.empty()) return {};
  for (int i = 0; i < wanted_.size(); ++i) {
    const Span own = inputs(i);
    if (own.begin >= changed.end || changed.begin >= own.end) continue;
    touched.begin = std::min(touched.begin, i);
    touched.end = i + 1;
  }
  return touched.empty() ? Span{} : touched;
}

std::uint8_t ResampledAxis::weigh(int i, const std::int16_t* pixels) const {
  const std::size_t begin = start(i), count = (static_cast<std::size_t>(taps_[at(i)]) + 7) / 8 * 8;
  const std::uint32_t half = std::uint32_t{1} << (precision - 1);
  return clipped(static_cast<std::int32_t>(half + dot(pixels, low_.data() + begin, high_.data() + begin, count)));
}

std::int32_t ResampledAxis::weight(int i, int tap) const {
  const std::size_t place = start(i) + at(tap);
  return std::int32_t{high_[place]} * (1 << 15) + low_[place];
}

void resampleAcross(const ResampledAxis& axis, const std::uint8_t* picture, int width, Span rows, Span some,
                    std::uint8_t* to) {
  if (some.empty()) return;
  const std::size_t stride = 3 * static_cast<std::size_t>(width);
  const std::size_t toStride = 3 * static_cast<std::size_t>(axis.wanted().size());
  const Span needed = axis.inputs(some);
  const auto columns = static_cast<std::size_t>(needed.size());
  const std::size_t plane = (columns + 15) / 8 * 8;
  std::vector<std::int16_t> planes(axis.picks() ? 0 : 3 * plane);  // what weigh() reads beyond stays 0
  std::int16_t *red = planes.data(), *green = red + plane, *blue = green + plane;
  for (int row = 0; row < rows.size(); ++row) {
    const std::uint8_t* source = picture + static_cast<std::size_t>(rows.begin + row) * stride;
    std::uint8_t* target = to + static_cast<std::size_t>(row) * toStride;
    if (axis.picks()) {
      for (int i = some.begin; i < some.end; ++i)
        std::memcpy(target + 3 * i, source + 3 * static_cast<std::size_t>(axis.inputs(i).begin), 3);
      continue;
    }
    const std::uint8_t* first = source + 3 * static_cast<std::size_t>(needed.begin);
    for (std::size_t x = 0; x < columns; ++x) {
      red[x] = first[3 * x];
      green[x] = first[3 * x + 1];
      blue[x] = first[3 * x + 2];
    }
    for (int i = some.begin; i < some.end; ++i) {
      const int offset = axis.inputs(i).begin - needed.begin;
      target[3 * i] = axis.weigh(i, red + offset);
      target[3 * i + 1] = axis.weigh(i, green + offset);
      target[3 * i + 2] = axis.weigh(i, blue + offset);
    }
  }
}

void resampleDown(const ResampledAxis& axis, const std::uint8_t* from, int firstRow, int columns, Span some,
                  Span across, std::uint8_t* to) {
  if (across.empty()) return;
  const std::size_t stride = 3 * static_cast<std::size_t>(columns);
  const std::size_t begin = 3 * static_cast<std::size_t>(across.begin),
                    count = 3 * static_cast<std::size_t>(across.size());
  std::vector<std::int32_t> sums(count);
  for (int i = some.begin; i < some.end; ++i) {
    const Span inputs = axis.inputs(i);
    const std::uint8_t* source = from + static_cast<std::size_t>(inputs.begin - firstRow) * stride + begin;
    std::uint8_t* target = to + static_cast<std::size_t>(i) * stride + begin;
    if (axis.picks()) {
      std::memcpy(target, source, count);
      continue;
    }
    std::fill(sums.begin(), sums.end(), 1 << (precision - 1));
    for (int tap = 0; tap < inputs.size(); ++tap, source += stride) {
      const std::int32_t weight = axis.weight(i, tap);
      std::int32_t* sum = sums.data();
      for (std::size_t x = 0; x < count; ++x) sum[x] += weight * source[x];
    }
    for (std::size_t x = 0; x < count; ++x) target[x] = clipped(sums[x]);
  }
}

}  // namespace headlight::vision
