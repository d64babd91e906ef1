#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/tile.h"

namespace headlight {

void EigenBackend::gatherRows(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y) {
  const Timed timed(*this, "gatherRows");
  const std::size_t width = table.shape().rowElements();
  const auto panel = static_cast<std::size_t>(tile::panelWidth);
  for (std::size_t row = 0; row < ids.size(); ++row) {
    const auto id = static_cast<std::size_t>(ids[row]);
    float* to = data(y) + row * y.rowStride();
    if (table.layout() == Layout::Rows) {
      std::copy_n(data(table) + id * table.rowStride(), width, to);
    } else {
      const float* from = data(table) + id / panel * panel * width + id % panel;
      for (std::size_t i = 0; i < width; ++i) to[i] = from[i * panel];
    }
  }
}

}  // namespace headlight
