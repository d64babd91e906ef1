#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstring>
#include <span>

namespace headlight::test {

/// Half the distance from 1 to the next float: the largest relative error of one rounding.
inline constexpr double unitRoundoff = 0x1p-24;

/// A value in double and how far a float computation may be from it.
struct Expected {
  double value;
  double tolerance;
};

/// Every element within its own tolerance; names the worst one.
inline testing::AssertionResult near(std::span<const float> got, std::span<const Expected> expected) {
  if (got.size() != expected.size())
    return testing::AssertionFailure() << "expected " << expected.size() << " elements, got " << got.size();
  std::size_t worst = 0;
  double worstRatio = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double ratio = std::abs(got[i] - expected[i].value) / (expected[i].tolerance + 1e-300);
    if (ratio <= worstRatio) continue;  // false for NaN: it becomes the worst
    worst = i;
    worstRatio = ratio;
    if (std::isnan(ratio)) break;
  }
  if (worstRatio <= 1) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "element " << worst << " of " << got.size() << ": expected "
                                     << expected[worst].value << " within " << expected[worst].tolerance << ", got "
                                     << got[worst];
}

/// Every element within `tolerance` of its expectation.
inline testing::AssertionResult near(std::span<const float> got, std::span<const double> expected, double tolerance) {
  if (got.size() != expected.size())
    return testing::AssertionFailure() << "expected " << expected.size() << " elements, got " << got.size();
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!(std::abs(got[i] - expected[i]) <= tolerance))
      return testing::AssertionFailure() << "element " << i << " of " << got.size() << ": expected " << expected[i]
                                         << " within " << tolerance << ", got " << got[i];
  return testing::AssertionSuccess();
}

/// Equal bit for bit: 0 and -0 differ, a NaN equals itself.
inline testing::AssertionResult sameBits(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return testing::AssertionFailure() << a.size() << " elements against " << b.size();
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::memcmp(&a[i], &b[i], sizeof(float)) != 0)
      return testing::AssertionFailure() << "element " << i << " of " << a.size() << ": " << a[i] << " against " << b[i]
                                         << ", difference " << a[i] - b[i];
  return testing::AssertionSuccess();
}

}  // namespace headlight::test
