#include "vk/image.h"

#include <utility>

#include "base/error.h"
#include "vk/device.h"
#include "vk/result.h"

namespace headlight::vk {
namespace {

std::uint32_t memoryType(const VkPhysicalDeviceMemoryProperties& memory, std::uint32_t allowed) {
  for (const VkMemoryPropertyFlags wish : {+VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0})
    for (std::uint32_t type = 0; type < memory.memoryTypeCount; ++type)
      if ((allowed >> type & 1) &&
          (memory.memoryTypes[type].propertyFlags & static_cast<VkMemoryPropertyFlags>(wish)) ==
              static_cast<VkMemoryPropertyFlags>(wish))
        return type;
  return 0;
}

}  // namespace

Image::Image(std::shared_ptr<Device> device, VkExtent2D extent, VkFormat format, VkImageUsageFlags usage)
    : device_(std::move(device)), extent_(extent), format_(format) {
  VkPhysicalDeviceProperties properties;
  vkGetPhysicalDeviceProperties(device_->physical(), &properties);
  const std::uint32_t most = properties.limits.maxImageDimension2D;
  if (extent.width < 1 || extent.height < 1 || extent.width > most || extent.height > most)
    fail("vulkan: an image must be 1 to ", most, " pixels wide and high, got ", extent.width, " x ", extent.height);

  const auto made = [&](VkResult result, const char* what) {
    if (result == VK_SUCCESS) return;
    vkDestroyImageView(device_->handle(), view_, nullptr);
    vkDestroyImage(device_->handle(), image_, nullptr);
    vkFreeMemory(device_->handle(), memory_, nullptr);
    check(result, what, device_->name());
  };
  VkImageCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO;
  info.imageType = VK_IMAGE_TYPE_2D;
  info.format = format;
  info.extent = {extent.width, extent.height, 1};
  info.mipLevels = 1;
  info.arrayLayers = 1;
  info.samples = VK_SAMPLE_COUNT_1_BIT;
  info.tiling = VK_IMAGE_TILING_OPTIMAL;
  info.usage = usage;
  made(vkCreateImage(device_->handle(), &info, nullptr, &image_), "creating an image");

  VkMemoryRequirements needs;
  vkGetImageMemoryRequirements(device_->handle(), image_, &needs);
  VkMemoryAllocateInfo allocate{};
  allocate.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  allocate.allocationSize = needs.size;
  allocate.memoryTypeIndex = memoryType(device_->memoryProperties(), needs.memoryTypeBits);
  made(vkAllocateMemory(device_->handle(), &allocate, nullptr, &memory_), "allocating an image");
  made(vkBindImageMemory(device_->handle(), image_, memory_, 0), "binding an image");

  VkImageViewCreateInfo view{};
  view.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO;
  view.image = image_;
  view.viewType = VK_IMAGE_VIEW_TYPE_2D;
  view.format = format;
  view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
  made(vkCreateImageView(device_->handle(), &view, nullptr, &view_), "viewing an image");
}

Image::~Image() {
  device_->retire([device = device_->handle(), view = view_, image = image_, memory = memory_] {
    vkDestroyImageView(device, view, nullptr);
    vkDestroyImage(device, image, nullptr);
    vkFreeMemory(device, memory, nullptr);
  });
}

}  // namespace headlight::vk
