#include "backend/eigen/panel_kernel.h"

#include <array>
#include <utility>

#include "backend/eigen/widen.h"

namespace headlight::panel {
namespace {

using simd::Vec;

#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int registers = 32;
#else
constexpr int registers = 16;
#endif
constexpr int vectors = 2;
constexpr int columns = vectors * simd::width;
constexpr int rowsAtMost = registers / 4 * 3 / vectors;  // the rest is for two vectors of b and one of x

/// Keeps GCC from loading b anew for each row as a memory operand: two loads a cycle would then be the limit (4 rows:
/// 59 against 88 GFLOP/s on Zen 3).
inline void inRegister([[maybe_unused]] Vec& value) {
#if defined(__x86_64__)
  asm("" : "+v"(value));
#elif defined(__aarch64__)
  asm("" : "+w"(value));
#endif
}

template <class Stored, int Rows, int Panels>
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
  const auto one = [&](std::size_t k) {
#pragma GCC unroll 16
    for (int p = 0; p < Panels; ++p) {
      const std::byte* at = b + static_cast<std::size_t>(p) * bStride + k * columns * Stored::bytes;
      Vec b0 = Stored::load(at), b1 = Stored::load(at + simd::width * Stored::bytes);
      if constexpr (Rows > 1 && Panels == 1) {
        inRegister(b0);
        inRegister(b1);
      }
#pragma GCC unroll 16
      for (int r = 0; r < Rows; ++r) {
        const Vec a = simd::splat(x[static_cast<std::size_t>(r) * xStride + k]);
        sum[p][r][0] = simd::fma(a, b0, sum[p][r][0]);
        sum[p][r][1] = simd::fma(a, b1, sum[p][r][1]);
      }
    }
  };
  int pairs = step.depth / 2;
  for (; pairs > 0; --pairs) {
    if constexpr (Panels == 1) {
      __builtin_prefetch(ahead);
      __builtin_prefetch(ahead + aheadStride);
      ahead += aheadStep;
    }
    one(0);
    one(1);
    x += 2;
    b += 2 * columns * Stored::bytes;
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

template <class Stored, int... Rows>
constexpr std::array<Kernel, sizeof...(Rows)> tall(std::integer_sequence<int, Rows...>) {
  return {kernel<Stored, Rows + 1, 1>...};
}
template <class Stored, int... Rows>
constexpr std::array<Kernel, sizeof...(Rows)> wide(std::integer_sequence<int, Rows...>) {
  return {kernel<Stored, Rows + 1, 2>...};
}

struct Families {
  std::array<Kernel, rowsAtMost> tall;
  std::array<Kernel, rowsAtMost / 2> wide;
};
template <class Stored>
constexpr Families families{tall<Stored>(std::make_integer_sequence<int, rowsAtMost>()),
                            wide<Stored>(std::make_integer_sequence<int, rowsAtMost / 2>())};

const Families& familiesOf(DType storage) {
  if (storage == DType::F16) return families<simd::StoredF16>;
  if (storage == DType::BF16) return families<simd::StoredBf16>;
  return families<simd::StoredF32>;
}

}  // namespace

const int width = columns;
const int maxRows = rowsAtMost;

Kernel tallKernel(DType storage, int rows) { return familiesOf(storage).tall[static_cast<std::size_t>(rows - 1)]; }
Kernel wideKernel(DType storage, int rows) { return familiesOf(storage).wide[static_cast<std::size_t>(rows - 1)]; }

}  // namespace headlight::panel
