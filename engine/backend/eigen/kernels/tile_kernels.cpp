#include "backend/eigen/kernels/in_register.h"
#include "backend/eigen/kernels/table.h"
#include "backend/eigen/kernels/tile.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {
namespace {

using simd::Vec;
using tile::Segment;
using tile::Step;

constexpr int vectors = tile::panelWidth / simd::width;
constexpr int chains = registers / 4 * 3;  // what stays in registers; the rest is for vectors of b and one of x
constexpr int rowsAtMost = chains / vectors < 12 ? chains / vectors : 12;
static_assert(rowsAtMost <= tile::mostRows);

constexpr int panelsOf(int rows) {
  for (int panels = 4; panels > 1; panels /= 2)
    if (rows * panels * vectors <= chains) return panels;
  return 1;
}

template <int Rows, int Panels>
void kernel(const Step& step) {
  const float* x = step.x;
  const std::size_t xStride = step.xStride, stride = step.stride, panelStride = step.panelStride;
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
  for (int s = 0; s < step.segmentCount; ++s) {
    const float* row = step.segments[s].data;
    for (int k = 0; k < step.segments[s].count; ++k, row += stride, ++x) {
#pragma GCC unroll 16
      for (int p = 0; p < Panels; ++p) {
        Vec from[vectors];
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) {
          from[v] = simd::load(row + static_cast<std::size_t>(p) * panelStride + v * simd::width);
          if constexpr (keepInRegisters) inRegister(from[v]);
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
          const Vec a = simd::splat(x[static_cast<std::size_t>(r) * xStride]);
#pragma GCC unroll 16
          for (int v = 0; v < vectors; ++v) sum[r][p][v] = simd::fma(a, from[v], sum[r][p][v]);
        }
      }
    }
  }
  const Vec scale = simd::splat(step.scale), zero{};
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    float* to = step.to + static_cast<std::size_t>(r) * step.toStride;
    if (step.columns == Panels * tile::panelWidth) {
#pragma GCC unroll 16
      for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v)
          simd::store(to + p * tile::panelWidth + v * simd::width, scale * sum[r][p][v] + zero);
    } else {
      alignas(64) float row[Panels * tile::panelWidth];
#pragma GCC unroll 16
      for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v)
          simd::store(row + p * tile::panelWidth + v * simd::width, scale * sum[r][p][v] + zero);
      for (int i = 0; i < step.columns; ++i) to[i] = row[i];
    }
  }
}

using Kernel = void (*)(const Step&);

template <int Rows>
struct ByRows {
  static constexpr void fill(Kernel* one, Kernel* many) {
    ByRows<Rows - 1>::fill(one, many);
    one[Rows - 1] = &kernel<Rows, 1>;
    many[Rows - 1] = &kernel<Rows, panelsOf(Rows)>;
  }
};
template <>
struct ByRows<0> {
  static constexpr void fill(Kernel*, Kernel*) {}
};

struct Table {
  Kernel one[rowsAtMost] = {}, many[rowsAtMost] = {};
  constexpr Table() { ByRows<rowsAtMost>::fill(one, many); }
};
constexpr Table table;

void multiply(const Step& step) { (step.panels == 1 ? table.one : table.many)[step.rows - 1](step); }

constexpr tile::Kernels make() {
  tile::Kernels made{rowsAtMost, {}, &multiply};
  for (int rows = 0; rows <= tile::mostRows; ++rows) made.panelsFor[rows] = rows > 0 ? panelsOf(rows) : 1;
  return made;
}

}  // namespace

constinit const tile::Kernels tileKernels = make();

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
