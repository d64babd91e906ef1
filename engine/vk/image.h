#pragma once

#include <memory>

#include "vk/vulkan.h"

namespace headlight::vk {

class Device;

/// A 2-D image with its own memory and view, for drawing off screen and for textures. Retired, not destroyed, so it may
/// go while the frame that uses it still runs.
class Image {
 public:
  /// Usage for a picture that is drawn to and then copied to the host.
  static constexpr VkImageUsageFlags renderTarget =
      VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT;

  /// Throws Error on zero or too large sizes (maxImageDimension2D). Layout: undefined.
  Image(std::shared_ptr<Device> device, VkExtent2D extent, VkFormat format = VK_FORMAT_R8G8B8A8_UNORM,
        VkImageUsageFlags usage = renderTarget);
  ~Image();
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  VkImage handle() const { return image_; }
  VkImageView view() const { return view_; }
  VkExtent2D extent() const { return extent_; }
  VkFormat format() const { return format_; }

 private:
  std::shared_ptr<Device> device_;
  VkExtent2D extent_;
  VkFormat format_;
  VkImage image_ = VK_NULL_HANDLE;
  VkImageView view_ = VK_NULL_HANDLE;
  VkDeviceMemory memory_ = VK_NULL_HANDLE;
};

}  // namespace headlight::vk
