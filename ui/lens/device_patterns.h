#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "tensor/tensor.h"
#include "vk/buffer.h"
#include "vk/vulkan.h"

namespace headlight::ui {

/// A pattern block as the shaders bind it.
struct DeviceBlock {
  VkBuffer buffer = VK_NULL_HANDLE;
  VkDeviceSize offset = 0, range = 0;  ///< bytes; aligned for binding
  std::uint32_t first = 0;             ///< element of the block's first weight within the binding
  std::uint32_t rowStride = 0;
};

/// Blocks of patterns on one device: bound where they lie when they are this device's, else uploaded once and kept
/// while they are on screen. Whatever a frame uses stays alive until the next but one begins.
class DevicePatterns {
 public:
  explicit DevicePatterns(std::shared_ptr<vk::Device> device) : device_(std::move(device)) {}

  void beginFrame(VkCommandBuffer commands);
  const DeviceBlock& find(const Tensor& block);
  /// True when something was copied in this frame: the shaders have to wait for the transfer.
  bool copied() const { return copied_; }
  /// Forgets what this frame did not use.
  void endFrame();

 private:
  struct Held {
    std::shared_ptr<Buffer> source;  // its address names it while it lives
    std::size_t offset = 0;
    std::shared_ptr<vk::Buffer> memory;
    DeviceBlock block;
    std::uint64_t used = 0;
  };
  void upload(Held& held, const Tensor& tensor);

  std::shared_ptr<vk::Device> device_;
  VkCommandBuffer commands_ = nullptr;
  std::uint64_t frame_ = 0;
  bool copied_ = false;
  std::list<Held> held_;
  std::vector<std::shared_ptr<vk::Buffer>> staging_;
};

}  // namespace headlight::ui
