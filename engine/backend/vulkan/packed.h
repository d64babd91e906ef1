#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "backend/backend.h"
#include "vk/vulkan.h"

namespace headlight::packed {

/// The order of shaders/include/packed.glsl: panels of 64 outputs, in each the inputs one after another.
constexpr std::size_t panelWidth = 64;
/// Inputs of one chain of a sum: segmentInputs of packed.glsl.
constexpr std::size_t segmentInputs = 64;

constexpr std::size_t weightBytes(WeightStorage storage) { return storage == WeightStorage::F32 ? 4 : 2; }

/// Four weights as a texel: what weights.glsl reads. The uniform texel formats that Vulkan promises on every device.
constexpr VkFormat texelFormat(WeightStorage storage) {
  if (storage == WeightStorage::F16) return VK_FORMAT_R16G16B16A16_SFLOAT;
  return storage == WeightStorage::BF16 ? VK_FORMAT_R16G16B16A16_UINT : VK_FORMAT_R32G32B32A32_SFLOAT;
}

constexpr std::size_t panelBytes(std::size_t inputs, WeightStorage storage) {
  return inputs * panelWidth * weightBytes(storage);
}

constexpr std::size_t index(std::size_t output, std::size_t input, std::size_t inputs) {
  return (output / panelWidth * inputs + input) * panelWidth + output % panelWidth;
}

/// Round to nearest even; NaN stays a quiet NaN.
constexpr std::uint16_t toBfloat16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffU) > 0x7f800000U) return static_cast<std::uint16_t>(bits >> 16 | 0x40U);
  return static_cast<std::uint16_t>((bits + 0x7fffU + (bits >> 16 & 1U)) >> 16);
}

}  // namespace headlight::packed
