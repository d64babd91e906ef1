#include <algorithm>

#include "backend/eigen/eigen_backend.h"
#include "backend/eigen/kernels/panel.h"
#include "io/half.h"

namespace headlight {
namespace {

/// One row of a packed weight: every element lies in a line of its own.
template <class Element, class Widen>
void unpackRow(const std::byte* packed, std::size_t row, std::size_t width, const Widen& widen, float* to) {
  const auto panelWidth = static_cast<std::size_t>(panel::width);
  const Element* from =
      reinterpret_cast<const Element*>(packed) + row / panelWidth * panelWidth * width + row % panelWidth;
  for (std::size_t i = 0; i < width; ++i) to[i] = widen(from[i * panelWidth]);
}

}  // namespace

void EigenBackend::gatherRows(const Tensor& table, std::span<const std::int32_t> ids, Tensor& y) {
  const Timed timed(*this, "gatherRows");
  const std::size_t width = table.shape().rowElements();
  for (std::size_t row = 0; row < ids.size(); ++row) {
    const auto id = static_cast<std::size_t>(ids[row]);
    float* to = data(y) + row * y.rowStride();
    if (table.layout() == Layout::Rows)
      std::copy_n(data(table) + id * table.rowStride(), width, to);
    else if (table.dtype() == DType::F16)
      unpackRow<std::uint16_t>(bytes(table), id, width, io::halfToFloat, to);
    else if (table.dtype() == DType::BF16)
      unpackRow<std::uint16_t>(bytes(table), id, width, io::bfloat16ToFloat, to);
    else
      unpackRow<float>(
          bytes(table), id, width, [](float value) { return value; }, to);
  }
}

}  // namespace headlight
