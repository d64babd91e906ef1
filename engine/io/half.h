#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace headlight::io {

/// IEEE 754 binary16 to binary32, exact for all 65,536 patterns (subnormals, signed zero, infinities; NaN payloads
/// kept).
constexpr float halfToFloat(std::uint16_t half) {
  constexpr std::uint32_t exponentMask = 0x7c00u << 13;
  std::uint32_t bits = (half & 0x7fffu) << 13;  // exponent and mantissa in their binary32 places
  const std::uint32_t exponent = bits & exponentMask;
  bits += (127u - 15u) << 23;
  if (exponent == exponentMask) {
    bits += (128u - 16u) << 23;  // infinity or NaN: exponent 255
  } else if (exponent == 0) {
    // Zero or subnormal: read it as 2^-14 * (1 + m/1024) and take the implicit 1 off again. No binary32 subnormal
    // appears on the way, so the result does not depend on the flush-to-zero mode of the calling thread.
    bits += 1u << 23;
    bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) - std::bit_cast<float>(113u << 23));
  }
  return std::bit_cast<float>(bits | static_cast<std::uint32_t>(half & 0x8000u) << 16);
}

/// bfloat16 to binary32: its bits are the upper half of the float's.
constexpr float bfloat16ToFloat(std::uint16_t half) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16);
}

/// binary32 to binary16, round to nearest even; beyond 65,519.996 becomes infinity, NaN stays a quiet NaN.
constexpr std::uint16_t floatToHalf(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<std::uint16_t>(sign | 0x7e00u | (magnitude >> 13 & 0x3ffu));
  if (magnitude >= 0x477ff000u) return sign | 0x7c00u;  // 65520 and more round up to infinity
  std::uint32_t mantissa = magnitude;
  std::uint32_t shift = 13;
  if (magnitude < 0x38800000u) {  // below 2^-14: subnormal, in units of 2^-24
    const std::uint32_t exponent = magnitude >> 23;
    if (exponent < 102) return sign;  // below 2^-25; 2^-25 itself is a tie and goes to the even 0 below
    mantissa = (magnitude & 0x7fffffu) | 0x800000u;
    shift = 126 - exponent;
  } else {
    mantissa -= (127u - 15u) << 23;
  }
  const std::uint32_t kept = mantissa >> shift;
  const std::uint32_t rest = mantissa & ((1u << shift) - 1);
  const std::uint32_t tie = 1u << (shift - 1);
  // A carry out of the mantissa raises the exponent by one, which is the right result.
  return static_cast<std::uint16_t>(sign | (kept + (rest > tie || (rest == tie && (kept & 1)) ? 1 : 0)));
}

/// Little-endian halves, at any alignment, to floats. Sizes must agree: from.size() == 2 * to.size().
void halvesToFloats(std::span<const std::byte> from, std::span<float> to);
void bfloat16sToFloats(std::span<const std::byte> from, std::span<float> to);

}  // namespace headlight::io
