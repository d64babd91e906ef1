#include "backend/eigen/tile.h"

#include <array>
#include <utility>

#include "backend/eigen/simd.h"

namespace headlight::tile {
namespace {

using simd::Vec;

// With 32 vector registers 24 sums stay in them, with 16 (AVX2, SSE) 12; two vectors of b and one of x beside them.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int rowsAtMost = 12;
#else
constexpr int rowsAtMost = 6;
#endif
constexpr int sums = 2 * rowsAtMost;
constexpr int panelsAtMost = 4;
constexpr int vectors = 2;
constexpr int columns = vectors * simd::width;
static_assert(rowsAtMost * panelsAtMost * columns <= resultCapacity);

constexpr int panelsOf(int rows) {
  for (int panels = panelsAtMost; panels > 1; panels /= 2)
    if (rows * panels * vectors <= sums) return panels;
  return 1;
}

template <int Rows, int Panels>
void kernel(const float* x, std::size_t xStride, std::span<const Segment> b, std::size_t stride,
            std::size_t panelStride, float* to) {
  Vec sum[Rows][Panels][vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
    for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) sum[r][p][v] = Vec{};
  for (const Segment& segment : b) {
    const float* row = segment.data;
    for (int k = 0; k < segment.count; ++k, row += stride, ++x) {
#pragma GCC unroll 16
      for (int p = 0; p < Panels; ++p) {
        const Vec b0 = simd::load(row + static_cast<std::size_t>(p) * panelStride);
        const Vec b1 = simd::load(row + static_cast<std::size_t>(p) * panelStride + simd::width);
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
          const Vec a = simd::splat(x[static_cast<std::size_t>(r) * xStride]);
          sum[r][p][0] = simd::fma(a, b0, sum[r][p][0]);
          sum[r][p][1] = simd::fma(a, b1, sum[r][p][1]);
        }
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
    for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) simd::store(to + ((r * Panels + p) * vectors + v) * simd::width, sum[r][p][v]);
}

using Kernel = void (*)(const float*, std::size_t, std::span<const Segment>, std::size_t, std::size_t, float*);

template <int... Rows>
constexpr std::array<Kernel, sizeof...(Rows)> onePanel(std::integer_sequence<int, Rows...>) {
  return {kernel<Rows + 1, 1>...};
}
template <int... Rows>
constexpr std::array<Kernel, sizeof...(Rows)> manyPanels(std::integer_sequence<int, Rows...>) {
  return {kernel<Rows + 1, panelsOf(Rows + 1)>...};
}
constexpr auto one = onePanel(std::make_integer_sequence<int, rowsAtMost>());
constexpr auto many = manyPanels(std::make_integer_sequence<int, rowsAtMost>());

}  // namespace

const int panelWidth = columns;
const int maxRows = rowsAtMost;
const int maxPanels = panelsAtMost;

int panelsFor(int rows) { return panelsOf(rows); }

void multiply(int rows, int panels, const float* x, std::size_t xStride, std::span<const Segment> b, std::size_t stride,
              std::size_t panelStride, float* to) {
  const Kernel run = (panels == 1 ? one : many)[static_cast<std::size_t>(rows - 1)];
  run(x, xStride, b, stride, panelStride, to);
}

}  // namespace headlight::tile
