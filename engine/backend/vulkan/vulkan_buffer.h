#pragma once

#include <memory>

#include "tensor/buffer.h"
#include "vk/buffer.h"
#include "vk/device.h"
#include "vk/vulkan.h"

namespace headlight {

/// A Vulkan backend's memory. Who draws a published trace binds handle() at offset() + tensor.offset() * sizeOf(dtype),
/// and keeps the Tensor until its frame has run.
class VulkanBuffer : public Buffer {
 public:
  VulkanBuffer(Backend& backend, std::shared_ptr<vk::Buffer> memory) : Buffer(backend), memory_(std::move(memory)) {}

  std::size_t bytes() const override { return static_cast<std::size_t>(memory_->bytes()); }
  const std::byte* hostData() const override { return memory_->mapped(); }
  void download(std::size_t offset, std::span<std::byte> to) const override;

  const std::shared_ptr<vk::Device>& device() const { return memory_->deviceHandle(); }
  VkBuffer handle() const { return memory_->handle(); }
  /// Of this buffer's byte 0 within handle().
  VkDeviceSize offset() const { return memory_->offset(); }
  const std::shared_ptr<vk::Buffer>& memory() const { return memory_; }

  /// Whether a command was recorded that uses it: until then the host may write mapped memory directly. Worker thread.
  bool recorded() const { return recorded_; }
  void setRecorded() { recorded_ = true; }

 private:
  std::shared_ptr<vk::Buffer> memory_;
  bool recorded_ = false;
};

}  // namespace headlight
