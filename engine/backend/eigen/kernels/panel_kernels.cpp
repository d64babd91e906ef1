#include "backend/eigen/kernels/in_register.h"
#include "backend/eigen/kernels/panel.h"
#include "backend/eigen/kernels/table.h"
#include "backend/eigen/kernels/widen.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {
namespace {

using panel::Fetch;
using panel::Kernel;
using panel::Shape;
using panel::Step;
using simd::Vec;

constexpr int vectors = panel::width / simd::width;  // of one panel
constexpr int chains = registers / 4 * 3;            // the rest is for vectors of b and one of x

/// The most rows of one call whose chains stay in registers.
constexpr int rowsFor(int panels) {
  const int rows = chains / (panels * vectors);
  return rows < panel::mostRows ? rows : panel::mostRows;
}

template <class Stored, int Rows, int Panels, Fetch fetches>
void kernel(const Step& step) {
  const float* x = step.x;  // copies: what step points to is not known to be apart from step
  float* sums = step.sums;
  const std::byte *b = step.b, *ahead = step.ahead;
  const std::size_t xStride = step.xStride, bStride = step.bStride, sumStride = step.sumStride,
                    aheadStep = step.aheadStep, aheadStride = step.aheadStride;
  Vec sum[Panels][Rows][vectors];
#pragma GCC unroll 16
  for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v)
        sum[p][r][v] =
            step.begin ? Vec{}
                       : simd::load(sums + static_cast<std::size_t>(p) * sumStride + (r * vectors + v) * simd::width);
  // Inlined by force: with the sums captured by a call that is not, all of them live in memory (a quarter of the
  // speed).
  constexpr int level = fetches == Fetch::First ? 3 : 2;
  const auto fetch = [&]() __attribute__((always_inline)) {
    __builtin_prefetch(ahead, 0, level);
    __builtin_prefetch(ahead + aheadStride, 0, level);
    ahead += aheadStep;
  };
  const auto one = [&](std::size_t k) __attribute__((always_inline)) {
    if constexpr (fetches != Fetch::None && Panels > 1) fetch();
    Vec from[Panels][vectors];
#pragma GCC unroll 16
    for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v) {
        from[p][v] = Stored::load(b + static_cast<std::size_t>(p) * bStride +
                                  (k * vectors + static_cast<std::size_t>(v)) * simd::width * Stored::bytes);
        if constexpr (Rows > 1 && (Rows + 1) * Panels * vectors < registers) inRegister(from[p][v]);
      }
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      const Vec a = simd::splat(x[static_cast<std::size_t>(r) * xStride + k]);
#pragma GCC unroll 16
      for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) sum[p][r][v] = simd::fma(a, from[p][v], sum[p][r][v]);
    }
  };
  int pairs = step.depth / 2;
  for (; pairs > 0; --pairs) {
    if constexpr (fetches != Fetch::None && Panels == 1) fetch();
    one(0);
    one(1);
    x += 2;
    b += 2 * panel::width * Stored::bytes;
  }
  if (step.depth % 2) one(0);
#pragma GCC unroll 16
  for (int p = 0; p < Panels; ++p)
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 16
      for (int v = 0; v < vectors; ++v)
        simd::store(sums + static_cast<std::size_t>(p) * sumStride + (r * vectors + v) * simd::width, sum[p][r][v]);
}

template <class Stored, int Panels, Fetch fetches, int Rows>
struct ByRows {
  static constexpr void fill(Kernel* to) {
    ByRows<Stored, Panels, fetches, Rows - 1>::fill(to);
    to[Rows - 1] = &kernel<Stored, Rows, Panels, fetches>;
  }
};
template <class Stored, int Panels, Fetch fetches>
struct ByRows<Stored, Panels, fetches, 0> {
  static constexpr void fill(Kernel*) {}
};

template <class Stored, int Panels, Fetch fetches>
struct Table {
  Kernel kernels[rowsFor(Panels)] = {};
  constexpr Table() { ByRows<Stored, Panels, fetches, rowsFor(Panels)>::fill(kernels); }
};
template <class Stored, int Panels, Fetch fetches>
constexpr Table<Stored, Panels, fetches> table{};

template <int Panels, Fetch fetches>
constexpr Shape shapeOf() {
  return {Panels,
          rowsFor(Panels),
          fetches,
          {table<simd::F32, Panels, fetches>.kernels, table<simd::F16, Panels, fetches>.kernels,
           table<simd::Bf16, Panels, fetches>.kernels}};
}

constexpr Shape shapes[] = {
    shapeOf<1, Fetch::First>(),  // first: what is left over at the end of a row of panels goes to it
    shapeOf<1, Fetch::Second>(),
    shapeOf<2, Fetch::None>(),
#if defined(__AVX512F__)
    // Wide vectors need more panels for as many chains.
    shapeOf<2, Fetch::Second>(),
    shapeOf<4, Fetch::None>(),
#endif
};

}  // namespace

constinit const panel::Kernels panelKernels{shapes, sizeof shapes / sizeof shapes[0]};

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
