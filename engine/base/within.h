#pragma once

namespace headlight {

/// The number nearest to `value` between `low` and `high`; `low` where the two cross. Sizes of a window and counts of
/// what it shows do cross, for a moment or on a small screen, and std::clamp then has no meaning (it aborts under
/// _GLIBCXX_ASSERTIONS).
template <typename T>
constexpr T within(T value, T low, T high) {
  return value < low || high < low ? low : high < value ? high : value;
}

}  // namespace headlight
