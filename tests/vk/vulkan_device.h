#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "base/error.h"
#include "support/test_device.h"
#include "vk/device.h"
#include "vk/instance.h"

namespace headlight::test {

/// The place in `instance` of the device that the tests take: testDeviceIndex(), else the first usable one, else -1.
inline int vulkanDeviceIndex(const vk::Instance& instance) {
  if (const int named = testDeviceIndex(); named >= 0) return named;
  for (std::size_t i = 0; i < instance.devices().size(); ++i)
    if (instance.devices()[i].refusal.empty()) return static_cast<int>(i);
  return -1;
}

/// A device of the test's own (lavapipe counts), or nullptr on a machine without Vulkan.
inline std::shared_ptr<vk::Device> vulkanDevice(vk::DeviceOverrides overrides = {}) {
  std::shared_ptr<vk::Instance> instance;
  try {
    instance = vk::Instance::shared();
  } catch (const Error&) {
    return nullptr;
  }
  const int index = vulkanDeviceIndex(*instance);
  return index < 0 ? nullptr : std::make_shared<vk::Device>(instance, index, overrides);
}

/// One of the two families of kernels, whatever the device is: a software device's (`likeGpu` false) or a GPU's.
inline vk::DeviceOverrides kernelFamily(bool likeGpu) {
  vk::DeviceOverrides overrides;
  overrides.likeGpu = likeGpu;
  overrides.likeSoftware = !likeGpu;
  return overrides;
}

}  // namespace headlight::test

/// Binds `name` to a device, or skips the test with the reason; with HEADLIGHT_REQUIRE_VULKAN=1 its absence fails.
#define HEADLIGHT_VULKAN_OR_SKIP(name, ...)                                                       \
  const std::shared_ptr<headlight::vk::Device> name = headlight::test::vulkanDevice(__VA_ARGS__); \
  if (!name && headlight::test::vulkanRequired()) FAIL() << "no usable Vulkan device";            \
  if (!name) GTEST_SKIP() << "no usable Vulkan device on this machine"
