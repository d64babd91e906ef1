#include "support/test_device.h"

#include <charconv>
#include <cstdlib>

#include "base/error.h"

namespace headlight::test {

std::string testDevice() {
  const char* named = std::getenv("HEADLIGHT_TEST_DEVICE");
  return named && *named ? named : "vulkan";
}

int testDeviceIndex() {
  const std::string device = testDevice(), prefix = "vulkan:";
  if (device == "vulkan") return -1;
  int index = -1;
  const char* end = device.data() + device.size();
  if (device.rfind(prefix, 0) != 0 || std::from_chars(device.data() + prefix.size(), end, index).ptr != end ||
      index < 0)
    fail("HEADLIGHT_TEST_DEVICE: expected vulkan:N as `headlight devices` has it, got \"", device, "\"");
  return index;
}

bool vulkanRequired() {
  const char* required = std::getenv("HEADLIGHT_REQUIRE_VULKAN");
  return required && std::string(required) == "1";
}

}  // namespace headlight::test
