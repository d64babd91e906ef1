#pragma once

#include "backend/eigen/kernels/simd.h"

namespace headlight::HEADLIGHT_CPU_LEVEL {

/// How many vectors the processor holds.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int registers = 32;
#else
inline constexpr int registers = 16;
#endif

/// Keeps GCC from loading `value` anew for each row as a memory operand: two loads a cycle would then be the limit
/// (4 rows: 59 against 88 GFLOP/s on Zen 3).
inline void inRegister([[maybe_unused]] simd::Vec& value) {
#if defined(__x86_64__)
  asm("" : "+v"(value));
#elif defined(__aarch64__)
  asm("" : "+w"(value));
#endif
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
