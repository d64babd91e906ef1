#pragma once

#include <string>

#include "vk/vulkan.h"

namespace headlight::vk {

/// "VK_ERROR_DEVICE_LOST"; the number where Vulkan has no name that we know.
std::string toString(VkResult result);

/// Throws Error with a sentence that says which operation failed on which device, and what to do about the common
/// causes; DeviceLost for VK_ERROR_DEVICE_LOST (where a Device is at hand, let Device::check say it). Positive results
/// (VK_TIMEOUT, VK_SUBOPTIMAL_KHR) pass.
void check(VkResult result, const char* operation, const std::string& device = {});

}  // namespace headlight::vk
