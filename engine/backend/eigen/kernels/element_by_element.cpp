#include "backend/eigen/kernels/simd.h"
#include "backend/eigen/kernels/table.h"

/// Loops that the compiler turns into vectors by itself: no sums, so any width gives the same bits.
namespace headlight::HEADLIGHT_CPU_LEVEL {

/// Products and sums are rounded one by one, as transformers' apply_rotary_pos_emb does.
void turn(float* head, const float* turns, std::size_t half) {
  for (std::size_t i = 0; i < half; ++i) {
    const float first = head[i], second = head[i + half], cosine = turns[i], sine = turns[i + half];
    head[i] = first * cosine - second * sine;
    head[i + half] = second * cosine + first * sine;
  }
}

// y may be a or b: reading an element and writing it at the same place is in order.
void add(const float* a, const float* b, std::size_t count, float* y) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) y[i] = a[i] + b[i];
}

void multiply(const float* a, const float* b, std::size_t count, float* y) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) y[i] = a[i] * b[i];
}

}  // namespace headlight::HEADLIGHT_CPU_LEVEL
