#include "backend/eigen/tile.h"

#include <array>
#include <utility>

#include "backend/eigen/simd.h"

namespace headlight::tile {
namespace {

using simd::Vec;

#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int registers = 32;
#else
constexpr int registers = 16;
#endif
constexpr int sums = registers / 4 * 3;  // what stays in registers; the rest is for two vectors of b and one of x
constexpr int rowsAtMost = sums / 2;
constexpr int panelsAtMost = 4;
constexpr int vectors = 2;
constexpr int columns = vectors * simd::width;
static_assert(rowsAtMost * panelsAtMost * columns <= resultCapacity);

constexpr int panelsOf(int rows) {
  for (int panels = panelsAtMost; panels > 1; panels /= 2)
    if (rows * panels * vectors <= sums) return panels;
  return 1;
}

/// Keeps GCC from loading b anew for each row as a memory operand: two loads a cycle would then be the limit (4 rows:
/// 59 against 88 GFLOP/s on Zen 3).
inline void inRegister([[maybe_unused]] Vec& value) {
#if defined(__x86_64__)
  asm("" : "+v"(value));
#elif defined(__aarch64__)
  asm("" : "+w"(value));
#endif
}

template <int Rows, int Panels>
void kernel(const float* x, std::size_t xStride, std::span<const Segment> b, std::size_t stride,
            std::size_t panelStride, float* to) {
  // Several panels share the values of x, which then stay in registers as well; one panel needs one of them at a time.
  constexpr int needed = (Rows + 1) * Panels * vectors + (Panels > 1 ? Rows : 1);
  constexpr bool keepInRegisters = Rows > 1 && needed <= registers;
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
        Vec b0 = simd::load(row + static_cast<std::size_t>(p) * panelStride);
        Vec b1 = simd::load(row + static_cast<std::size_t>(p) * panelStride + simd::width);
        if constexpr (keepInRegisters) {
          inRegister(b0);
          inRegister(b1);
        }
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
