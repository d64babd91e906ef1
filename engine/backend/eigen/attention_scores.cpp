#include <algorithm>
#include <cstring>
#include <vector>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/tile.h"
#if defined(__AVX__)
#include <immintrin.h>
#endif

namespace headlight {
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
  for (std::size_t j = 0; j < 4; ++j) std::memcpy(&row[j], from + j * fromStride, sizeof(Four));
  const Four low01 = __builtin_shuffle(row[0], row[1], FourInt{0, 4, 1, 5});
  const Four high01 = __builtin_shuffle(row[0], row[1], FourInt{2, 6, 3, 7});
  const Four low23 = __builtin_shuffle(row[2], row[3], FourInt{0, 4, 1, 5});
  const Four high23 = __builtin_shuffle(row[2], row[3], FourInt{2, 6, 3, 7});
  row[0] = __builtin_shuffle(low01, low23, FourInt{0, 1, 4, 5});
  row[1] = __builtin_shuffle(low01, low23, FourInt{2, 3, 6, 7});
  row[2] = __builtin_shuffle(high01, high23, FourInt{0, 1, 4, 5});
  row[3] = __builtin_shuffle(high01, high23, FourInt{2, 3, 6, 7});
  for (std::size_t i = 0; i < 4; ++i) std::memcpy(to + i * toStride, &row[i], sizeof(Four));
}
#endif

/// Asks for the cache lines of a head of one key: rows of fused q|k|v are pages apart, which no prefetcher follows.
void fetch(const float* from, std::size_t floats) {
  for (std::size_t i = 0; i < floats; i += 16) __builtin_prefetch(from + i);
}

/// Keys [0, count) of one head as panels [headWidth][panelWidth], filled up with zeros: the order of a packed weight.
/// With one query row this is most of the work, hence squares of 8 or 4 at a time.
void packKeys(const float* key, std::size_t stride, int count, int headWidth, float* to) {
  const auto width = static_cast<std::size_t>(tile::panelWidth), depth = static_cast<std::size_t>(headWidth),
             keys = static_cast<std::size_t>(count);
  for (std::size_t k = 0; k < std::min(keys, 2 * square); ++k) fetch(key + k * stride, depth);
  for (std::size_t first = 0; first < keys; first += width, to += depth * width) {
    const std::size_t real = std::min(width, keys - first);
    if (real < width) std::fill_n(to, depth * width, 0.0F);
    for (std::size_t column = 0; column < real;) {
      const std::size_t at = first + column;
      const float* from = key + at * stride;
      const std::size_t columns = real - column >= square ? square : 1;
      for (std::size_t k = at + 2 * square; k < std::min(keys, at + 2 * square + columns); ++k)
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

}  // namespace

void EigenBackend::attentionScores(const Tensor& query, const Rows& key, float scale, Tensor& scores) {
  const Timed timed(*this, "attentionScores");
  const int rows = query.dim(0), heads = query.dim(1), headWidth = query.dim(2), capacity = scores.dim(2);
  const int keys = std::min(key.rows(), capacity);
  if (rows == 0 || keys == 0) return;
  const int kvHeads = key.blocks()[0].dim(1), group = heads / kvHeads, width = tile::panelWidth;
  const auto panelFloats = static_cast<std::size_t>(headWidth) * static_cast<std::size_t>(width);
  const double work = 2.0 * (rows + 4) * heads * headWidth * keys;
  // Few rows only read the keys: one panel of them for all heads, so that each key is read from end to end. Many rows
  // compute: a whole block for one head, which stays in the cache with its queries.
  const bool fewRows = rows <= tile::maxRows;
  const int stretch = fewRows ? width : Rows::blockRows, stretches = (keys + stretch - 1) / stretch;
  const auto oneHead = [&](int kvHead, int firstKey) {
    const int count = std::min(stretch, keys - firstKey), panels = (count + width - 1) / width;
    thread_local std::vector<float> packed;
    packed.resize(static_cast<std::size_t>(panels) * panelFloats);
    const Tensor& block = key.blockOf(firstKey);
    const float* from =
        data(block) + static_cast<std::size_t>(firstKey % Rows::blockRows) * block.rowStride() + kvHead * headWidth;
    packKeys(from, block.rowStride(), count, headWidth, packed.data());

    alignas(64) float sums[tile::resultCapacity];
    for (int head = kvHead * group; head < (kvHead + 1) * group; ++head)
      tile::forPanelGroups(0, panels, std::min(rows, tile::maxRows), [&](int panel, int panelCount) {
        tile::forRowGroups(rows, [&](int row, int rowCount) {
          const tile::Segment segment{packed.data() + static_cast<std::size_t>(panel) * panelFloats, headWidth};
          tile::multiply(rowCount, panelCount,
                         data(query) + static_cast<std::size_t>(row) * query.rowStride() + head * headWidth,
                         query.rowStride(), {&segment, 1}, static_cast<std::size_t>(width), panelFloats, sums);
          const int column = panel * width, columns = panelCount * width, real = std::min(columns, count - column);
          for (int r = 0; r < rowCount; ++r) {
            float* to = data(scores) + static_cast<std::size_t>(row + r) * scores.rowStride() +
                        static_cast<std::size_t>(head) * static_cast<std::size_t>(capacity) + firstKey + column;
            for (int i = 0; i < real; ++i) to[i] = scale * sums[r * columns + i];
          }
        });
      });
  };
  if (fewRows)
    threads_.forEach(stretches, work, [&](int task) {
      for (int kvHead = 0; kvHead < kvHeads; ++kvHead) oneHead(kvHead, task * stretch);
    });
  else
    threads_.forEach(kvHeads * stretches, work, [&](int task) { oneHead(task % kvHeads, task / kvHeads * stretch); });
}

}  // namespace headlight
