#include <algorithm>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "base/error.h"
#include "shaders/linear.comp.h"

namespace headlight {
namespace {

constexpr int columnsPerGroup = 256;  // 64 invocations of 4 outputs

/// Rows per invocation for so many rows: few enough that none is wasted, many enough that a weight loaded is used
/// often.
std::uint32_t rowsEachFor(int rows) {
  for (std::uint32_t each : {1U, 2U, 4U})
    if (rows <= static_cast<int>(each)) return each;
  return 8;
}

}  // namespace

void VulkanBackend::linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation,
                           Tensor& y) {
  if (weight.layout() != Layout::Packed) fail("linear: expected a weight of packLinear");
  const int outputs = weight.dim(0);
  const auto inputs = static_cast<std::size_t>(weight.dim(1));
  const std::size_t room = static_cast<std::size_t>(device_->limits().storageRange);
  const std::size_t panelsPerBinding = std::max<std::size_t>(1, room / packed::panelBytes(inputs));
  const int step = static_cast<int>(std::min<std::size_t>(panelsPerBinding * packed::panelWidth, 1 << 30));

  encoder_.beginDisjoint();  // slices of rows and of columns
  forRowSlices({&x, &y}, [&](int begin, int end) {
    const int rows = end - begin;
    const std::uint32_t rowsEach = rowsEachFor(rows);
    const vk::Kernel& kernel = this->kernel(shaders::linear, 4, sizeof(push::Linear), {rowsEach});
    const BoundTensor boundX = bindTensor("linear", x.rows(begin, end));
    const BoundTensor boundY = bindTensor("linear", y.rows(begin, end));
    for (int first = 0; first < outputs; first += step) {
      const int last = std::min(first + step, outputs);
      const std::size_t firstPanel = static_cast<std::size_t>(first) / packed::panelWidth;
      const std::size_t panels = (static_cast<std::size_t>(last - first) + packed::panelWidth - 1) / packed::panelWidth;
      const BoundTensor boundWeight =
          bindBytes(weight, firstPanel * packed::panelBytes(inputs), panels * packed::panelBytes(inputs));
      const BoundTensor boundBias = bias ? bindTensor("linear", *bias) : boundWeight;
      const auto columnTiles = static_cast<std::uint32_t>((last - first + columnsPerGroup - 1) / columnsPerGroup);
      const std::uint32_t rowTiles = (static_cast<std::uint32_t>(rows) + rowsEach - 1) / rowsEach;
      push::Linear push{};
      push.groups = columnTiles * rowTiles;
      push.rows = static_cast<std::uint32_t>(rows);
      push.inputs = static_cast<std::uint32_t>(inputs);
      push.outputs = static_cast<std::uint32_t>(last - first);
      push.columnTiles = columnTiles;
      push.activation = static_cast<std::uint32_t>(activation);
      push.hasBias = bias ? 1 : 0;
      push.x = boundX.view;
      push.weight = boundWeight.view;
      push.bias = boundBias.view;
      push.bias.offset += static_cast<std::uint32_t>(first);
      push.y = boundY.view;
      push.y.offset += static_cast<std::uint32_t>(first);
      encoder_.read(boundX.binding)
          .read(boundWeight.binding)
          .read(boundBias.binding)
          .write(boundY.binding)
          .dispatch(kernel, push, push.groups);
    }
  });
  encoder_.endDisjoint();
  done("linear");
}

}  // namespace headlight
