#include <algorithm>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "base/error.h"
#include "shaders/linear.comp.h"

namespace headlight {

void VulkanBackend::linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation,
                           Tensor& y) {
  if (weight.layout() != Layout::Packed) fail("linear: expected a weight of packLinear");
  const int outputs = weight.dim(0);
  const auto inputs = static_cast<std::size_t>(weight.dim(1));
  const vk::DeviceLimits& limits = device_->limits();
  const std::size_t room = std::min<std::size_t>(limits.storageRange, limits.texelElements * 4 * sizeof(float));
  const std::size_t panelsPerBinding = std::max<std::size_t>(1, room / packed::panelBytes(inputs));
  const int step = static_cast<int>(std::min<std::size_t>(panelsPerBinding * packed::panelWidth, 1 << 30));

  const vk::Encoder::Disjoint disjoint(encoder_);  // slices of rows and of columns
  forRowSlices({&x, &y}, [&](int begin, int end) {
    const int rows = end - begin;
    const Tensor part = x.rows(begin, end);
    const BoundTensor boundX = bindTensor("linear", part);
    const BoundTensor boundY = bindTensor("linear", y.rows(begin, end));
    const std::uint32_t texels = texelWidth({&part});
    const LinearTile tile = linearTile(rows, outputs);
    const vk::Kernel& kernel =
        this->kernel(shaders::linear, {4, 0b0011}, sizeof(push::Linear), {texels, tile.rows, tile.vectors});
    for (int first = 0; first < outputs; first += step) {
      const int last = std::min(first + step, outputs);
      const std::size_t firstPanel = static_cast<std::size_t>(first) / packed::panelWidth;
      const std::size_t panels = (static_cast<std::size_t>(last - first) + packed::panelWidth - 1) / packed::panelWidth;
      const BoundTensor boundWeight =
          bindBytes(weight, firstPanel * packed::panelBytes(inputs), panels * packed::panelBytes(inputs));
      const BoundTensor boundBias = bias ? bindTensor("linear", *bias) : boundWeight;
      push::Linear push{};
      push.rows = static_cast<std::uint32_t>(rows);
      push.inputs = static_cast<std::uint32_t>(inputs);
      push.outputs = static_cast<std::uint32_t>(last - first);
      push.columnTiles = (push.outputs + tile.columns() - 1) / tile.columns();
      push.groups = push.columnTiles * ((push.rows + tile.rows - 1) / tile.rows);
      push.activation = static_cast<std::uint32_t>(activation);
      push.hasBias = bias ? 1 : 0;
      push.x = boundX.view;
      push.weight = boundWeight.view;
      push.bias = boundBias.view;
      push.bias.offset += static_cast<std::uint32_t>(first);
      push.y = boundY.view;
      push.y.offset += static_cast<std::uint32_t>(first);
      encoder_.fetch(boundX.binding, texels)
          .fetch(boundWeight.binding, 4)
          .read(boundBias.binding)
          .write(boundY.binding)
          .dispatch(kernel, push, push.groups);
    }
  });
  done("linear");
}

VulkanBackend::LinearTile VulkanBackend::linearTile(int rows, int outputs) const {
  if (rows <= 1) return {1, 1};
  if (rows <= 2) return {2, 1};
  if (rows <= 4) return {4, 1};
  // A software device runs a few invocations at a time and wants each to do much; a GPU wants many of them.
  return {8, device_->limits().software && outputs >= 512 ? 2U : 1U};
}

}  // namespace headlight
