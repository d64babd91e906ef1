#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

namespace headlight::test {

/// Weights for models that tests make. Normal deviates by Box and Muller's formula: std::normal_distribution differs
/// between standard libraries. (The oracle has its own: it shares no code.)
class NormalDeviates {
 public:
  explicit NormalDeviates(std::uint64_t seed) : bits_(seed) {}
  std::vector<double> draw(int count, double deviation, double mean = 0) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) {
      const double u = (double(bits_() >> 11) + 0.5) * 0x1p-53, v = double(bits_() >> 11) * 0x1p-53;
      values.push_back(mean + deviation * std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v));
    }
    return values;
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace headlight::test
