#pragma once

#include <cstddef>
#include <memory>

#include "vk/memory_pool.h"
#include "vk/vulkan.h"

namespace headlight::vk {

class Device;

/// A range of device memory, part of a larger VkBuffer with the usages storage, transfer source and destination,
/// uniform texel. Goes back to the device's pool with the last handle; the pool waits for the work submitted until
/// then.
class Buffer {
 public:
  Buffer(std::shared_ptr<Device> device, VkDeviceSize bytes, MemoryUse use = MemoryUse::Device);
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  Device& device() const { return *device_; }
  const std::shared_ptr<Device>& deviceHandle() const { return device_; }
  VkBuffer handle() const { return range_.chunk->buffer; }
  /// Of byte 0 within handle(): a multiple of every offset alignment of the device.
  VkDeviceSize offset() const { return range_.offset; }
  VkDeviceSize bytes() const { return bytes_; }
  /// Coherent host memory of byte 0, or nullptr. Read it after wait() of what wrote it.
  std::byte* mapped() const { return range_.chunk->mapped ? range_.chunk->mapped + range_.offset : nullptr; }

 private:
  std::shared_ptr<Device> device_;
  VkDeviceSize bytes_;
  MemoryPool::Range range_;
};

}  // namespace headlight::vk
