#include "backend/eigen/kernels/table.h"
#if defined(__AVX__)
#include <immintrin.h>
#endif

namespace headlight::HEADLIGHT_CPU_LEVEL {
namespace {

#if defined(__AVX__)
constexpr std::size_t square = 8;

/// to[i * toStride + j] = from[j * fromStride + i] for i, j < 8, after Intel's manual (AVX, 8x8 transpose): halves of
/// rows meet in one register at the load, so that no shuffle crosses lanes.
void transposeSquare(const float* from, std::size_t fromStride, float* to, std::size_t toStride) {
  __m256 row[8];
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t half = 0; half < 2; ++half)
      row[i + 4 * half] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(from + i * fromStride + 4 * half)),
                                               _mm_loadu_ps(from + (i + 4) * fromStride + 4 * half), 1);
  for (std::size_t half = 0; half < 2; ++half) {
    const __m256* r = row + 4 * half;
    const __m256 low01 = _mm256_unpacklo_ps(r[0], r[1]), high01 = _mm256_unpackhi_ps(r[0], r[1]);
    const __m256 low23 = _mm256_unpacklo_ps(r[2], r[3]), high23 = _mm256_unpackhi_ps(r[2], r[3]);
    float* out = to + 4 * half * toStride;
    _mm256_storeu_ps(out, _mm256_shuffle_ps(low01, low23, 0x44));
    _mm256_storeu_ps(out + toStride, _mm256_shuffle_ps(low01, low23, 0xEE));
    _mm256_storeu_ps(out + 2 * toStride, _mm256_shuffle_ps(high01, high23, 0x44));
    _mm256_storeu_ps(out + 3 * toStride, _mm256_shuffle_ps(high01, high23, 0xEE));
  }
}
#else
constexpr std::size_t square = 4;
using Four = float __attribute__((vector_size(16)));
using FourInt = int __attribute__((vector_size(16)));

/// to[i * toStride + j] = from[j * fromStride + i] for i, j < 4.
void transposeSquare(const float* from, std::size_t fromStride, float* to, std::size_t toStride) {
  Four row[4];
  for (std::size_t j = 0; j < 4; ++j) __builtin_memcpy(&row[j], from + j * fromStride, sizeof(Four));
  const Four low01 = __builtin_shuffle(row[0], row[1], FourInt{0, 4, 1, 5});
  const Four high01 = __builtin_shuffle(row[0], row[1], FourInt{2, 6, 3, 7});
  const Four low23 = __builtin_shuffle(row[2], row[3], FourInt{0, 4, 1, 5});
  const Four high23 = __builtin_shuffle(row[2], row[3], FourInt{2, 6, 3, 7});
  row[0] = __builtin_shuffle(low01, low23, FourInt{0, 1, 4, 5});
  row[1] = __builtin_shuffle(low01, low23, FourInt{2, 3, 6, 7});
  row[2] = __builtin_shuffle(high01, high23, FourInt{0, 1, 4, 5});
  row[3] = __builtin_shuffle(high01, high23, FourInt{2, 3, 6, 7});
  for (std::size_t i = 0; i < 4; ++i) __builtin_memcpy(to + i * toStride, &row[i], sizeof(Four));
}
#endif

/// Asks for the cache lines of a head of one key: rows of fused q|k|v are pages apart, which no prefetcher follows.
void fetch(const float* from, std::size_t floats) {
  for (std::size_t i = 0; i < floats; i += 16) __builtin_prefetch(from + i);
}

}  // namespace

/// With one query row this is most of the work, hence squares of 8 or 4 at a time.
void packKeys(const float* key, std::size_t stride, int count, int headWidth, float* to) {
  constexpr std::size_t width = tile::panelWidth;
  const auto depth = static_cast<std::size_t>(headWidth), keys = static_cast<std::size_t>(count);
  for (std::size_t k = 0; k < keys && k < 2 * square; ++k) fetch(key + k * stride, depth);
  for (std::size_t first = 0; first < keys; first += width, to += depth * width) {
    const std::size_t real = keys - first < width ? keys - first : width;
    if (real < width)
      for (std::size_t i = 0; i < depth * width; ++i) to[i] = 0.0F;
    for (std::size_t column = 0; column < real;) {
      const std::size_t at = first + column;
      const float* from = key + at * stride;
      const std::size_t columns = real - column >= square ? square : 1;
      for (std::size_t k = at + 2 * square; k < keys && k < at + 2 * square + columns; ++k)
        fetch(key + k * stride, depth);
      std::size_t i = 0;
      if (columns == square)
        for (; i + square <= depth; i += square) transposeSquare(from + i, stride, to + i * width + column, width);
      for (; i < depth; ++i)
        for (std::size_t j = 0; j < columns; ++j) to[i * width + column + j] = from[j * stride + i];
      column += columns;
    }
  }
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
