#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vision/preprocess.h"

namespace headlight::vision {

/// From one past another: [begin, end).
struct Span {
  int begin = 0, end = 0;
  int size() const { return end - begin; }
  bool empty() const { return end <= begin; }
  bool operator==(const Span&) const = default;
};

/// What each output pixel along one axis is made of, with Pillow's arithmetic (src/libImaging/Resample.c: weights in
/// double precision, then rounded to 22 bits after the point; nearest: Geometry.c, ImagingScaleAffine).
class ResampledAxis {
 public:
  /// `in` pixels become `out`, of which only `wanted` are ever asked for.
  ResampledAxis(int in, int out, Resampling filter, Span wanted);

  Span wanted() const { return wanted_; }
  /// Each output is one input as it is: nearest, or an axis whose size stays.
  bool picks() const { return picks_; }
  /// Inputs that output `wanted().begin + i` is made of.
  Span inputs(int i) const { return {from_[at(i)], from_[at(i)] + taps_[at(i)]}; }
  /// Inputs that outputs [some.begin, some.end) (counted from wanted().begin) are made of.
  Span inputs(Span some) const;
  /// Outputs (counted from wanted().begin) that any of these inputs is part of.
  Span touchedBy(Span inputs) const;

  /// Sum of weight * pixel, rounded and brought to 0..255, of inputs that lie side by side: `pixels` is
  /// inputs(i).begin, and 7 more than inputs(i) has may be read (their weight is 0).
  std::uint8_t weigh(int i, const std::int16_t* pixels) const;
  /// Weights with 22 bits after the point, for the other axis.
  std::int32_t weight(int i, int tap) const;

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  std::size_t start(int i) const { return starts_[at(i)]; }

  Span wanted_;
  bool picks_ = false;
  std::vector<int> from_, taps_;          // [wanted]
  std::vector<std::size_t> starts_;       // [wanted] into low_ and high_
  std::vector<std::int16_t> low_, high_;  // weight = high * 2^15 + low, 0 <= low < 2^15; padded to multiples of 8
};

/// Across: rows [rows.begin, rows.end) of `picture` [.., width, 3] to `to` [rows.size(), axis.wanted().size(), 3], only
/// the outputs `some`, counted from wanted().begin.
void resampleAcross(const ResampledAxis& axis, const std::uint8_t* picture, int width, Span rows, Span some,
                    std::uint8_t* to);
/// Down: `from` [.., columns, 3] whose row 0 is input `firstRow` to `to` [axis.wanted().size(), columns, 3], only the
/// outputs `some` and of each only columns `across`.
void resampleDown(const ResampledAxis& axis, const std::uint8_t* from, int firstRow, int columns, Span some,
                  Span across, std::uint8_t* to);

}  // namespace headlight::vision
