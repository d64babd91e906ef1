#include "io/half.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "base/error.h"

namespace headlight::io {
namespace {

/// The value of a binary16 by its definition in IEEE 754, section 3.4.
double byDefinition(std::uint16_t half) {
  const int exponent = half >> 10 & 31;
  const double mantissa = half & 1023;
  const double sign = half & 0x8000 ? -1 : 1;
  if (exponent == 31) return mantissa != 0 ? std::nan("") : sign * std::numeric_limits<double>::infinity();
  return sign * (exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25));
}

TEST(HalfTest, EveryHalfWidensToItsDefinition) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = halfToFloat(half);
    const double expected = byDefinition(half);
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(value)) << std::hex << bits;
      continue;
    }
    ASSERT_EQ(static_cast<double>(value), expected) << std::hex << bits;
    ASSERT_EQ(std::signbit(value), (bits & 0x8000) != 0) << std::hex << bits;
  }
}

TEST(HalfTest, EveryHalfComesBackTheSame) {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const std::uint16_t back = floatToHalf(halfToFloat(half));
    if (std::isnan(byDefinition(half))) {
      ASSERT_TRUE(std::isnan(byDefinition(back))) << std::hex << bits;
    } else {
      ASSERT_EQ(back, half);
    }
  }
}

/// The nearest half by search: of the two neighbours the nearer one, the even one of two equally near.
std::uint16_t nearest(float value) {
  const double magnitude = std::fabs(static_cast<double>(value));
  std::uint32_t low = 0, high = 0x7c00;  // halves of one sign are ordered like their bits
  while (high - low > 1) {
    const std::uint32_t middle = (low + high) / 2;
    (byDefinition(static_cast<std::uint16_t>(middle)) <= magnitude ? low : high) = middle;
  }
  // What lies beyond the largest half counts as if the next one were 65536 (IEEE 754, section 4.3.1).
  const double above = high == 0x7c00 ? 65536.0 : byDefinition(static_cast<std::uint16_t>(high));
  const double below = byDefinition(static_cast<std::uint16_t>(low));
  const bool up = magnitude - below > above - magnitude || (magnitude - below == above - magnitude && (low & 1));
  return static_cast<std::uint16_t>((up ? high : low) | (std::signbit(value) ? 0x8000u : 0u));
}

TEST(HalfTest, FloatsRoundToTheNearestAndTiesToEven) {
  std::vector<float> values = {0.0f,  -0.0f,         65504.0f,      65519.996f,    65520.0f,
                               1e30f, 5.9604645e-8f, 2.9802322e-8f, 2.9802326e-8f, 1e-45f};
  for (std::uint32_t bits = 0; bits < 0x7c00; ++bits) {  // every middle between two halves, and its two neighbours
    const double middle = (byDefinition(static_cast<std::uint16_t>(bits)) +
                           (bits == 0x7bff ? 65536.0 : byDefinition(static_cast<std::uint16_t>(bits + 1)))) /
                          2;
    const auto value = static_cast<float>(middle);
    for (float near : {value, std::nextafter(value, 0.0f), std::nextafter(value, 1e9f)}) values.push_back(near);
  }
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    const float value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isnan(value)) values.push_back(value);
  }
  for (float value : values)
    for (float signedValue : {value, -value}) ASSERT_EQ(floatToHalf(signedValue), nearest(signedValue)) << signedValue;
}

TEST(HalfTest, NotANumberStaysOne) {
  EXPECT_TRUE(std::isnan(halfToFloat(floatToHalf(std::nanf("")))));
  EXPECT_TRUE(std::isnan(halfToFloat(floatToHalf(std::bit_cast<float>(0x7f800001u)))));  // its payload would be cut off
  EXPECT_TRUE(std::isnan(bfloat16ToFloat(0x7fc0)));
}

TEST(HalfTest, Bfloat16IsTheUpperHalfOfAFloat) {
  EXPECT_EQ(bfloat16ToFloat(0x3f80), 1.0f);
  EXPECT_EQ(bfloat16ToFloat(0xc2c8), -100.0f);
  EXPECT_EQ(bfloat16ToFloat(0x0001), std::bit_cast<float>(0x00010000u));
  EXPECT_EQ(bfloat16ToFloat(0xff80), -std::numeric_limits<float>::infinity());
}

TEST(HalfTest, ReadsAtOddAddresses) {
  const std::uint16_t halves[] = {0x3c00, 0xc000, 0x0001};
  std::byte raw[7];
  std::memcpy(raw + 1, halves, 6);
  std::vector<float> floats(3);
  halvesToFloats(std::span(raw).subspan(1), floats);
  EXPECT_EQ(floats, (std::vector<float>{1.0f, -2.0f, std::ldexp(1.0f, -24)}));
  EXPECT_THROW(halvesToFloats(raw, floats), Error);
}

}  // namespace
}  // namespace headlight::io
