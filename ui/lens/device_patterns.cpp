#include "ui/lens/device_patterns.h"

#include <cstring>
#include <span>

#include "backend/vulkan/vulkan_buffer.h"
#include "vk/device.h"

namespace headlight::ui {

void DevicePatterns::beginFrame(VkCommandBuffer commands) {
  commands_ = commands;
  copied_ = false;
  ++frame_;
  staging_.clear();
}

void DevicePatterns::endFrame() {
  held_.remove_if([this](const Held& held) { return held.used != frame_; });
}

const DeviceBlock& DevicePatterns::find(const Tensor& block) {
  for (Held& held : held_) {
    if (held.source == block.bufferHandle() && held.offset == block.offset()) {
      held.used = frame_;
      return held.block;
    }
  }
  Held& held = held_.emplace_back();
  held.source = block.bufferHandle();
  held.offset = block.offset();
  held.used = frame_;
  const auto* ours = dynamic_cast<const VulkanBuffer*>(&block.buffer());
  VkDeviceSize start = 0;
  if (ours != nullptr && ours->device() == device_) {
    held.memory = ours->memory();
    held.block.buffer = ours->handle();
    held.block.rowStride = static_cast<std::uint32_t>(block.rowStride());
    start = ours->offset() + block.offset() * sizeof(float);
    held.block.range = block.spanBytes();
  } else {
    upload(held, block);
    start = held.memory->offset();
  }
  // A binding begins at a multiple of the device's alignment; the rest is counted in elements.
  const VkDeviceSize aligned = start - start % device_->limits().storageAlignment;
  held.block.offset = aligned;
  held.block.first = static_cast<std::uint32_t>((start - aligned) / sizeof(float));
  held.block.range += start - aligned;
  return held.block;
}

void DevicePatterns::upload(Held& held, const Tensor& tensor) {
  const std::vector<float> host = tensor.toHost();
  const auto bytes = std::as_bytes(std::span(host));
  held.memory = std::make_shared<vk::Buffer>(device_, bytes.size());
  held.block.buffer = held.memory->handle();
  held.block.range = bytes.size();
  held.block.rowStride = static_cast<std::uint32_t>(tensor.shape().rowElements());
  if (held.memory->mapped() != nullptr) {
    std::memcpy(held.memory->mapped(), bytes.data(), bytes.size());
    return;
  }
  auto staging = std::make_shared<vk::Buffer>(device_, bytes.size(), vk::MemoryUse::Staging);
  std::memcpy(staging->mapped(), bytes.data(), bytes.size());
  const VkBufferCopy region{staging->offset(), held.memory->offset(), bytes.size()};
  vkCmdCopyBuffer(commands_, staging->handle(), held.memory->handle(), 1, &region);
  staging_.push_back(std::move(staging));
  copied_ = true;
}

}  // namespace headlight::ui
