#include "vk/result.h"

#include <sstream>

#include "base/device_lost.h"
#include "base/error.h"

namespace headlight::vk {

std::string toString(VkResult result) {
  switch (result) {
    case VK_SUCCESS:
      return "VK_SUCCESS";
    case VK_ERROR_OUT_OF_HOST_MEMORY:
      return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
      return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED:
      return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST:
      return "VK_ERROR_DEVICE_LOST";
    case VK_ERROR_MEMORY_MAP_FAILED:
      return "VK_ERROR_MEMORY_MAP_FAILED";
    case VK_ERROR_LAYER_NOT_PRESENT:
      return "VK_ERROR_LAYER_NOT_PRESENT";
    case VK_ERROR_EXTENSION_NOT_PRESENT:
      return "VK_ERROR_EXTENSION_NOT_PRESENT";
    case VK_ERROR_FEATURE_NOT_PRESENT:
      return "VK_ERROR_FEATURE_NOT_PRESENT";
    case VK_ERROR_INCOMPATIBLE_DRIVER:
      return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS:
      return "VK_ERROR_TOO_MANY_OBJECTS";
    case VK_ERROR_FORMAT_NOT_SUPPORTED:
      return "VK_ERROR_FORMAT_NOT_SUPPORTED";
    case VK_ERROR_OUT_OF_POOL_MEMORY:
      return "VK_ERROR_OUT_OF_POOL_MEMORY";
    default:
      return "VkResult " + std::to_string(static_cast<int>(result));
  }
}

void check(VkResult result, const char* operation, const std::string& device) {
  if (result >= 0) return;
  if (result == VK_ERROR_DEVICE_LOST) {
    std::ostringstream sentence;
    sentence
        << "vulkan: " << operation << (device.empty() ? "" : " on ") << device
        << " failed with VK_ERROR_DEVICE_LOST; the driver reset the device: open the model again, or use --device cpu";
    throw DeviceLost(sentence.str());
  }
  const char* advice = "";
  switch (result) {
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_HOST_MEMORY:
      advice = "; out of memory: use a smaller model or a shorter text, or --device cpu";
      break;
    case VK_ERROR_INCOMPATIBLE_DRIVER:
      advice = "; no Vulkan driver was found: install one (Debian: mesa-vulkan-drivers), or use --device cpu";
      break;
    default:
      break;
  }
  fail("vulkan: ", operation, device.empty() ? "" : " on ", device, " failed with ", toString(result), advice);
}

}  // namespace headlight::vk
