// What a Vulkan device says of itself, as far as it matters to us, as a Markdown table.
//     gpu_device_facts [N]
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "vk/device.h"
#include "vk/instance.h"

namespace headlight {
namespace {

std::string bits(std::uint32_t flags, const std::vector<std::pair<std::uint32_t, const char*>>& names) {
  std::string text;
  for (const auto& [bit, name] : names)
    if (flags & bit) text += (text.empty() ? "" : ", ") + std::string(name);
  return text.empty() ? "none" : text;
}

std::string mebibytes(VkDeviceSize bytes) { return std::to_string(bytes >> 20) + " MiB"; }

void row(const std::string& name, const std::string& value) { std::cout << "| " << name << " | " << value << " |\n"; }
void row(const std::string& name, std::uint64_t value) { row(name, std::to_string(value)); }

void properties(VkPhysicalDevice physical) {
  VkPhysicalDeviceVulkan12Properties v12{};
  v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES;
  VkPhysicalDeviceVulkan11Properties v11{};
  v11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES;
  v11.pNext = &v12;
  VkPhysicalDeviceProperties2 all{};
  all.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  all.pNext = &v11;
  vkGetPhysicalDeviceProperties2(physical, &all);
  const VkPhysicalDeviceProperties& p = all.properties;
  const VkPhysicalDeviceLimits& l = p.limits;
  row("name", p.deviceName);
  row("driver", std::string(v12.driverName) + " " + v12.driverInfo);
  row("Vulkan", std::to_string(VK_API_VERSION_MAJOR(p.apiVersion)) + "." +
                    std::to_string(VK_API_VERSION_MINOR(p.apiVersion)) + "." +
                    std::to_string(VK_API_VERSION_PATCH(p.apiVersion)));
  row("subgroup size", v11.subgroupSize);
  row("maxMemoryAllocationSize", v11.maxMemoryAllocationSize);
  row("maxMemoryAllocationCount", l.maxMemoryAllocationCount);
  row("maxStorageBufferRange", l.maxStorageBufferRange);
  row("maxTexelBufferElements", l.maxTexelBufferElements);
  row("minStorageBufferOffsetAlignment", l.minStorageBufferOffsetAlignment);
  row("minTexelBufferOffsetAlignment", l.minTexelBufferOffsetAlignment);
  row("nonCoherentAtomSize", l.nonCoherentAtomSize);
  row("maxComputeWorkGroupCount", std::to_string(l.maxComputeWorkGroupCount[0]) + ", " +
                                      std::to_string(l.maxComputeWorkGroupCount[1]) + ", " +
                                      std::to_string(l.maxComputeWorkGroupCount[2]));
  row("maxComputeWorkGroupInvocations", l.maxComputeWorkGroupInvocations);
  row("maxComputeSharedMemorySize", l.maxComputeSharedMemorySize);
  row("maxPushConstantsSize", l.maxPushConstantsSize);
  row("maxImageDimension2D", l.maxImageDimension2D);
  row("timestampPeriod (ns)", std::to_string(l.timestampPeriod));
  row("f32: denormals preserved, flushed",
      std::to_string(v12.shaderDenormPreserveFloat32) + ", " + std::to_string(v12.shaderDenormFlushToZeroFloat32));
  row("f32: signed zero, inf and NaN preserved", v12.shaderSignedZeroInfNanPreserveFloat32);
  row("f32: round to even, to zero",
      std::to_string(v12.shaderRoundingModeRTEFloat32) + ", " + std::to_string(v12.shaderRoundingModeRTZFloat32));
}

void families(VkPhysicalDevice physical) {
  std::uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, nullptr);
  std::vector<VkQueueFamilyProperties> all(count);
  vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, all.data());
  for (std::uint32_t i = 0; i < count; ++i)
    row("queue family " + std::to_string(i), std::to_string(all[i].queueCount) + " queues: " +
                                                 bits(all[i].queueFlags, {{VK_QUEUE_GRAPHICS_BIT, "graphics"},
                                                                          {VK_QUEUE_COMPUTE_BIT, "compute"},
                                                                          {VK_QUEUE_TRANSFER_BIT, "transfer"}}) +
                                                 "; " + std::to_string(all[i].timestampValidBits) +
                                                 " bits of time stamps");
}

void memory(const VkPhysicalDeviceMemoryProperties& all) {
  for (std::uint32_t i = 0; i < all.memoryHeapCount; ++i)
    row("heap " + std::to_string(i),
        mebibytes(all.memoryHeaps[i].size) + ": " +
            bits(all.memoryHeaps[i].flags, {{VK_MEMORY_HEAP_DEVICE_LOCAL_BIT, "device-local"}}));
  for (std::uint32_t i = 0; i < all.memoryTypeCount; ++i)
    row("memory type " + std::to_string(i) + ", heap " + std::to_string(all.memoryTypes[i].heapIndex),
        bits(all.memoryTypes[i].propertyFlags, {{VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, "device-local"},
                                                {VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT, "host-visible"},
                                                {VK_MEMORY_PROPERTY_HOST_COHERENT_BIT, "coherent"},
                                                {VK_MEMORY_PROPERTY_HOST_CACHED_BIT, "cached"},
                                                {VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT, "lazily allocated"}}));
}

/// What our Device made of it.
void ours(const vk::Device& device) {
  const vk::DeviceLimits& limits = device.limits();
  row("ours: queue family, draws", std::to_string(device.queueFamily()) + ", " + (device.draws() ? "yes" : "no"));
  row("ours: kernels", limits.software ? "those of a software device" : "those of a GPU");
  row("ours: memory", limits.sharesMemory ? "the host's" : "its own, staged");
  row("ours: offset alignment", limits.storageAlignment);
  row("ours: 16-bit storage and arithmetic", limits.float16 ? "yes" : "no");
}

}  // namespace
}  // namespace headlight

int main(int argc, char** argv) {
  using namespace headlight;
  try {
    const auto device = vk::openDevice(argc > 1 ? std::atoi(argv[1]) : 0);
    std::cout << "| device | |\n|---|---|\n";
    properties(device->physical());
    families(device->physical());
    memory(device->memoryProperties());
    ours(*device);
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
