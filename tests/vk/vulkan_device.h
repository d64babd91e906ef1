#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "base/error.h"
#include "vk/device.h"
#include "vk/instance.h"

namespace headlight::test {

/// A device of the test's own (lavapipe counts), or nullptr on a machine without Vulkan.
inline std::shared_ptr<vk::Device> vulkanDevice(vk::DeviceOverrides overrides = {}) {
  std::shared_ptr<vk::Instance> instance;
  try {
    instance = vk::Instance::shared();
  } catch (const Error&) {
    return nullptr;
  }
  for (std::size_t i = 0; i < instance->devices().size(); ++i)
    if (instance->devices()[i].refusal.empty())
      return std::make_shared<vk::Device>(instance, static_cast<int>(i), overrides);
  return nullptr;
}

inline bool vulkanRequired() {
  const char* required = std::getenv("HEADLIGHT_REQUIRE_VULKAN");
  return required && std::string(required) == "1";
}

}  // namespace headlight::test

/// Binds `name` to a device, or skips the test with the reason; with HEADLIGHT_REQUIRE_VULKAN=1 its absence fails.
#define HEADLIGHT_VULKAN_OR_SKIP(name, ...)                                                       \
  const std::shared_ptr<headlight::vk::Device> name = headlight::test::vulkanDevice(__VA_ARGS__); \
  if (!name && headlight::test::vulkanRequired()) FAIL() << "no usable Vulkan device";            \
  if (!name) GTEST_SKIP() << "no usable Vulkan device on this machine"
