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

/// Products and sums are rounded one by one, so that all levels agree.
void addBias(const float* table, int entries, int first, float scale, int count, float* scores) {
  const int before = first < 0 ? (-first < count ? -first : count) : 0;
  const int left = entries - first < count ? entries - first : count, inside = left > before ? left : before;
  for (int i = 0; i < before; ++i) scores[i] += scale * table[0];
#pragma GCC ivdep
  for (int i = before; i < inside; ++i) scores[i] += scale * table[first + i];
  for (int i = inside; i < count; ++i) scores[i] += scale * table[entries - 1];
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
