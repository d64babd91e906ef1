#pragma once

#include <cstddef>
#include <cstdint>

#include "backend/eigen/kernels/simd.h"

/// Weights as they are stored, widened exactly to f32 in registers.
namespace headlight::HEADLIGHT_CPU_LEVEL::simd {

using HalfBits = std::uint16_t __attribute__((vector_size(width * 2)));
using WordVec = std::uint32_t __attribute__((vector_size(width * 4)));

inline WordVec loadHalfBits(const std::byte* from) {
  HalfBits value;
  __builtin_memcpy(&value, from, sizeof value);
  return __builtin_convertvector(value, WordVec);
}

struct F32 {
  static constexpr std::size_t bytes = 4;
  static Vec load(const std::byte* from) {
    Vec value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
  }
};

/// The upper half of a float.
struct Bf16 {
  static constexpr std::size_t bytes = 2;
  static Vec load(const std::byte* from) {
#if defined(__AVX512F__)
    // Masked forms: GCC 12 warns of what the plain ones leave undefined (GCC bug 105593).
    return reinterpret_cast<Vec>(_mm512_maskz_slli_epi32(
        0xFFFF, _mm512_maskz_cvtepu16_epi32(0xFFFF, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))), 16));
#elif defined(__AVX2__)
    return reinterpret_cast<Vec>(
        _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))), 16));
#else
    return reinterpret_cast<Vec>(loadHalfBits(from) << 16);
#endif
  }
};

/// IEEE binary16; finite values only, which packLinear sees to.
struct F16 {
  static constexpr std::size_t bytes = 2;
  static Vec load(const std::byte* from) {
#if defined(__AVX512F__)
    return reinterpret_cast<Vec>(
        _mm512_maskz_cvtph_ps(0xFFFF, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
#elif defined(__F16C__)
    return reinterpret_cast<Vec>(_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#else
    // Exponent and mantissa to their binary32 places, bias corrected. Below 2^-14 there is no implicit 1: it is added
    // and taken off again, so that no binary32 subnormal appears on the way.
    const WordVec half = loadHalfBits(from), magnitude = (half & 0x7FFFU) << 13;
    const WordVec normal = magnitude + (112U << 23);
    const WordVec small =
        reinterpret_cast<WordVec>(reinterpret_cast<Vec>(magnitude + (113U << 23)) - splat(6.103515625e-05F));  // 2^-14
    const auto subnormal = magnitude < (1U << 23);
    return reinterpret_cast<Vec>((subnormal ? small : normal) | (half & 0x8000U) << 16);
#endif
  }
};

}  // namespace headlight::HEADLIGHT_CPU_LEVEL::simd
