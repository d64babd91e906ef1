#pragma once

#include <cstdint>
#include <memory>

#include "vk/vulkan.h"

namespace headlight::vk {

class Device;

/// One primary command buffer with a pool of its own, used again and again by one thread (the lens's frame, a
/// download).
class Commands {
 public:
  /// `device` must outlive it.
  explicit Commands(Device& device);
  ~Commands();
  Commands(const Commands&) = delete;
  Commands& operator=(const Commands&) = delete;

  /// Waits until its last submit has run, then begins recording.
  VkCommandBuffer begin();
  /// Ends and submits; returns the ticket.
  std::uint64_t submit();
  /// Waits for the last submit.
  void wait();

 private:
  Device& device_;
  VkCommandPool pool_ = VK_NULL_HANDLE;
  VkCommandBuffer commands_ = nullptr;
  std::uint64_t ticket_ = 0;
};

}  // namespace headlight::vk
