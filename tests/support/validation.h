#pragma once

/// Linking headlight_test_validation makes every test of the binary fail that leaves a message of the Vulkan validation
/// layers behind (with HEADLIGHT_VULKAN_VALIDATION=1; without it there are none). Nothing to call.
