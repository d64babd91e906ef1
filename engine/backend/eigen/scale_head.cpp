#include "backend/eigen/eigen_backend.h"

namespace headlight {

void EigenBackend::scaleHead(Tensor& y, int head, float factor) {
  const Timed timed(*this, "scaleHead");
  const auto width = static_cast<std::size_t>(y.dim(2));
  for (int row = 0; row < y.dim(0); ++row) {
    float* values = data(y) + static_cast<std::size_t>(row) * y.rowStride() + static_cast<std::size_t>(head) * width;
    for (std::size_t i = 0; i < width; ++i) values[i] *= factor;
  }
}

}  // namespace headlight
