#pragma once

#include <string>

namespace headlight::test {

/// Which Vulkan device the tests take, as a selector of makeBackend: HEADLIGHT_TEST_DEVICE ("vulkan:1"), else "vulkan".
std::string testDevice();
/// Its N; -1 where the variable leaves the choice to us. Throws Error where it names no device.
int testDeviceIndex();
/// HEADLIGHT_REQUIRE_VULKAN=1: no device is a failure, not a skip.
bool vulkanRequired();

}  // namespace headlight::test
