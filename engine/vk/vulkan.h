#pragma once

/// The one place that includes Vulkan. Everybody includes this header, and before any Qt header: <QVulkanInstance>
/// defines VK_NO_PROTOTYPES, and whoever includes <vulkan/vulkan.h> after that gets no functions.
#include <vulkan/vulkan.h>
