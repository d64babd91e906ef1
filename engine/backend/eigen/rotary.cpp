#include <algorithm>

#include "backend/eigen/eigen_backend.h"

namespace headlight {
namespace {

/// One head of one row. Products and sums are rounded one by one, as transformers' apply_rotary_pos_emb does.
void turn(float* head, const float* turns, std::size_t half) {
  for (std::size_t i = 0; i < half; ++i) {
    const float first = head[i], second = head[i + half], cosine = turns[i], sine = turns[i + half];
    head[i] = first * cosine - second * sine;
    head[i + half] = second * cosine + first * sine;
  }
}

}  // namespace

void EigenBackend::rotary(Tensor& x, const Tensor& turns) {
  const Timed timed(*this, "rotary");
  constexpr int rowsPerTask = 8;
  const int rows = x.dim(0), heads = x.dim(1);
  const auto headWidth = static_cast<std::size_t>(x.dim(2));
  threads_.forEach((rows + rowsPerTask - 1) / rowsPerTask, 8.0 * static_cast<double>(x.shape().elements()),
                   [&](int task) {
                     for (int row = task * rowsPerTask; row < std::min(rows, (task + 1) * rowsPerTask); ++row) {
                       const auto r = static_cast<std::size_t>(row);
                       float* head = data(x) + r * x.rowStride();
                       for (int h = 0; h < heads; ++h, head += headWidth)
                         turn(head, data(turns) + r * turns.rowStride(), headWidth / 2);
                     }
                   });
}

}  // namespace headlight
