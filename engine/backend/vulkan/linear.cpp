#include <algorithm>
#include <bit>

#include "backend/vulkan/bindings.h"
#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "base/error.h"
#include "shaders/linear.comp.h"
#include "shaders/linear_bfloat16.comp.h"
#include "shaders/linear_tiled.comp.h"
#include "shaders/linear_tiled_bfloat16.comp.h"

namespace headlight {

void VulkanBackend::linear(const Tensor& x, const Tensor& weight, const Tensor* bias, Activation activation,
                           Tensor& y) {
  if (weight.layout() != Layout::Packed) fail("linear: expected a weight of packLinear");
  const int outputs = weight.dim(0);
  const auto inputs = static_cast<std::size_t>(weight.dim(1));
  const std::size_t panelBytes = packed::panelBytes(inputs, storage_);
  const vk::DeviceLimits& limits = device_->limits();
  const std::size_t room =
      std::min<std::size_t>(limits.storageRange, limits.texelElements * 4 * packed::weightBytes(storage_));
  // Half a panel's bytes may not be a multiple of the alignment: then the binding begins before it.
  const std::size_t slack = panelBytes % limits.storageAlignment ? limits.storageAlignment : 0;
  const std::size_t panelsPerBinding =
      std::max<std::size_t>(1, (room > slack ? room - slack : 0) / std::max<std::size_t>(1, panelBytes));
  const int step = static_cast<int>(std::min<std::size_t>(panelsPerBinding * packed::panelWidth, 1 << 30));

  const vk::Encoder::Disjoint disjoint(encoder_);  // slices of rows and of columns
  forRowSlices({&x, &y}, [&](int begin, int end) {
    const int rows = end - begin;
    const Tensor part = x.rows(begin, end);
    const BoundTensor boundX = bindTensor("linear", part);
    const BoundTensor boundY = bindTensor("linear", y.rows(begin, end));
    const std::uint32_t texels = texelWidth({&part});
    const LinearTile tile = linearTile(rows, outputs, weight.dim(1));
    const vk::Kernel& kernel = linearKernel(tile, texels);
    for (int first = 0; first < outputs; first += step) {
      const int last = std::min(first + step, outputs);
      const std::size_t firstPanel = static_cast<std::size_t>(first) / packed::panelWidth;
      const std::size_t panels = (static_cast<std::size_t>(last - first) + packed::panelWidth - 1) / packed::panelWidth;
      const BoundTensor boundWeight =
          bindBytes(weight, firstPanel * panelBytes, panels * panelBytes, packed::weightBytes(storage_));
      const BoundTensor boundBias = bias ? bindTensor("linear", *bias) : boundWeight;
      push::Linear push{};
      push.rows = static_cast<std::uint32_t>(rows);
      push.inputs = static_cast<std::uint32_t>(inputs);
      push.outputs = static_cast<std::uint32_t>(last - first);
      push.columnTiles = (push.outputs + tile.columns - 1) / tile.columns;
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
          .fetch(boundWeight.binding, packed::texelFormat(storage_))
          .read(boundBias.binding)
          .write(boundY.binding)
          .dispatch(kernel, push, push.groups);
    }
  });
  done("linear");
}

const vk::Kernel& VulkanBackend::linearKernel(const LinearTile& tile, std::uint32_t texels) {
  const bool bfloat16 = storage_ == WeightStorage::BF16;
  constexpr vk::Bindings bindings{4, 0b0011};
  if (tile.tiled())
    return kernel(bfloat16 ? shaders::linearTiledBfloat16 : shaders::linearTiled, bindings, sizeof(push::Linear),
                  {texels, tile.rows, tile.columns, tile.rowsEach, tile.group});
  return kernel(bfloat16 ? shaders::linearBfloat16 : shaders::linear, bindings, sizeof(push::Linear),
                {texels, tile.rowsEach, tile.vectorsEach, tile.group, tile.lanes});
}

VulkanBackend::LinearTile VulkanBackend::linearTile(int rows, int outputs, int inputs) const {
  // A software device runs a few invocations at a time and wants each to do much; barriers cost it more than they save.
  const bool software = device_->limits().software;
  const auto direct = [](std::uint32_t rowsEach, std::uint32_t vectorsEach, std::uint32_t group, std::uint32_t lanes) {
    return LinearTile{rowsEach, group / lanes * 4 * vectorsEach, rowsEach, vectorsEach, group, lanes};
  };
  const std::uint32_t rowsEach = rows <= 1 ? 1 : rows <= 2 ? 2 : rows <= 4 ? 4 : 8;
  if (software) return direct(rowsEach, rowsEach == 8 && outputs >= 512 ? 2 : 1, 64, 1);
  if (rows <= 8) {
    // From so many outputs on, a quarter as many invocations keep any GPU's memory busy; below, the inputs are shared.
    constexpr int wide = 16384;
    if (outputs >= wide) return direct(rowsEach, 1, 64, 1);
    const auto segments =
        static_cast<unsigned>((static_cast<std::size_t>(inputs) + packed::segmentInputs - 1) / packed::segmentInputs);
    const std::uint32_t lanes = std::clamp(std::bit_ceil(segments), 4U, 16U);
    return direct(rowsEach, 1, lanes == 16 ? 128 : lanes * 16, lanes);
  }
  // The largest tile that still gives every one of some dozens of multiprocessors something to do.
  constexpr std::size_t enough = 64;
  const auto tiled = [](std::uint32_t tileRows, std::uint32_t columns, std::uint32_t each) {
    return LinearTile{tileRows, columns, each, 0, tileRows / each * columns / 4, 1};
  };
  for (const LinearTile& tile : {tiled(64, 64, 8), tiled(32, 64, 4)}) {
    const std::size_t down = (static_cast<std::size_t>(rows) + tile.rows - 1) / tile.rows;
    const std::size_t across = (static_cast<std::size_t>(outputs) + tile.columns - 1) / tile.columns;
    if (static_cast<std::uint32_t>(rows) > tile.rows / 2 && down * across >= enough) return tile;
  }
  return tiled(16, 32, 2);
}

}  // namespace headlight
