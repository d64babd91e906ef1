#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

#ifndef HEADLIGHT_CPU_LEVEL
#error "for the kernels of one level only: the width of a vector follows the flags (see cpu_kernels.h)"
#endif

/// Vectors as GCC's vector extension, as wide as the flags of this level allow. Compiled with -ffp-contract=off: a
/// product and a sum are fused exactly where `fma` is written, never elsewhere, which is what makes two paths over the
/// same row agree bit for bit. v3 and v4 give the same bits; v2 has no fused multiply-add and rounds twice.
namespace headlight::HEADLIGHT_CPU_LEVEL::simd {

#if defined(__AVX512F__)
inline constexpr int width = 16;
#elif defined(__AVX__)
inline constexpr int width = 8;
#else
inline constexpr int width = 4;
#endif

using Vec = float __attribute__((vector_size(width * 4)));
using IntVec = std::int32_t __attribute__((vector_size(width * 4)));

inline Vec splat(float value) {
#if defined(__AVX512F__)
  return reinterpret_cast<Vec>(_mm512_set1_ps(value));
#elif defined(__AVX__)
  return reinterpret_cast<Vec>(_mm256_set1_ps(value));
#else
  return Vec{value, value, value, value};
#endif
}

inline Vec load(const float* from) {
  Vec value;
  __builtin_memcpy(&value, from, sizeof value);  // an unaligned vector load
  return value;
}

inline void store(float* to, Vec value) { __builtin_memcpy(to, &value, sizeof value); }

/// a * b + c, rounded once where the machine can; on machines without FMA rounded twice, everywhere alike.
inline Vec fma(Vec a, Vec b, Vec c) {
#if defined(__AVX512F__)
  return reinterpret_cast<Vec>(
      _mm512_fmadd_ps(reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b), reinterpret_cast<__m512>(c)));
#elif defined(__AVX__) && defined(__FMA__)
  return reinterpret_cast<Vec>(
      _mm256_fmadd_ps(reinterpret_cast<__m256>(a), reinterpret_cast<__m256>(b), reinterpret_cast<__m256>(c)));
#elif defined(__ARM_NEON) && defined(__aarch64__)
  return reinterpret_cast<Vec>(
      vfmaq_f32(reinterpret_cast<float32x4_t>(c), reinterpret_cast<float32x4_t>(a), reinterpret_cast<float32x4_t>(b)));
#else
  return a * b + c;
#endif
}

inline Vec maximum(Vec a, Vec b) { return a > b ? a : b; }
inline Vec minimum(Vec a, Vec b) { return a < b ? a : b; }
inline IntVec bits(Vec value) { return reinterpret_cast<IntVec>(value); }
inline Vec fromBits(IntVec value) { return reinterpret_cast<Vec>(value); }

/// Sixteen lanes on every machine, so that the order of a row's sum is the same for each vector width: element i goes
/// to lane i % 16, ascending, and the lanes meet in one fixed tree.
struct Lanes {
  static constexpr int count = 16;
  static constexpr int vectors = count / width;
  Vec part[vectors];

  static Lanes all(float value) {
    Lanes lanes;
    for (Vec& vec : lanes.part) vec = splat(value);
    return lanes;
  }
  static Lanes load(const float* from) {
    Lanes lanes;
    for (int i = 0; i < vectors; ++i) lanes.part[i] = simd::load(from + i * width);
    return lanes;
  }
  /// The first `some` < 16 elements; the other lanes hold `fill`.
  static Lanes load(const float* from, int some, float fill) {
    alignas(64) float padded[count];
    for (int i = 0; i < count; ++i) padded[i] = i < some ? from[i] : fill;
    return load(padded);
  }
  void store(float* to) const {
    for (int i = 0; i < vectors; ++i) simd::store(to + i * width, part[i]);
  }
  void store(float* to, int some) const {
    alignas(64) float padded[count];
    store(padded);
    for (int i = 0; i < some; ++i) to[i] = padded[i];
  }
  float sum() const {
    alignas(64) float lanes[count];
    store(lanes);
    for (int step = count / 2; step > 0; step /= 2)
      for (int i = 0; i < step; ++i) lanes[i] += lanes[i + step];
    return lanes[0];
  }
  float largest() const {
    alignas(64) float lanes[count];
    store(lanes);
    float most = lanes[0];
    for (int i = 1; i < count; ++i) most = most < lanes[i] ? lanes[i] : most;
    return most;
  }
  float smallest() const {
    alignas(64) float lanes[count];
    store(lanes);
    float least = lanes[0];
    for (int i = 1; i < count; ++i) least = lanes[i] < least ? lanes[i] : least;
    return least;
  }
};

}  // namespace headlight::HEADLIGHT_CPU_LEVEL::simd
