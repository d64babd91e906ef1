#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "vk/buffer.h"
#include "vk/commands.h"
#include "vk/device.h"
#include "vk/instance.h"
#include "vk/result.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

/// HEADLIGHT_VULKAN_VALIDATION=1 for one test.
class WithValidation {
 public:
  WithValidation() {
    if (const char* old = std::getenv("HEADLIGHT_VULKAN_VALIDATION")) old_ = old;
    setenv("HEADLIGHT_VULKAN_VALIDATION", "1", 1);
  }
  ~WithValidation() {
    old_.empty() ? unsetenv("HEADLIGHT_VULKAN_VALIDATION") : setenv("HEADLIGHT_VULKAN_VALIDATION", old_.c_str(), 1);
  }

 private:
  std::string old_;
};

std::shared_ptr<Device> validatedDevice(std::string& reason) {
  try {
    auto instance = std::make_shared<Instance>();
    if (const int index = test::vulkanDeviceIndex(*instance); index >= 0)
      return std::make_shared<Device>(instance, index, DeviceOverrides{});
    reason = "no usable Vulkan device";
  } catch (const Error& error) {
    reason = error.what();
  }
  return nullptr;
}

TEST(Validation, AFaultLeavesAMessage) {
  const WithValidation on;
  std::string reason;
  const std::shared_ptr<Device> device = validatedDevice(reason);
  if (!device) GTEST_SKIP() << reason;
  ASSERT_TRUE(validationMessages().empty());
  VkBufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  info.size = 64;
  info.usage = 0;  // the fault
  VkBuffer buffer = VK_NULL_HANDLE;
  vkCreateBuffer(device->handle(), &info, nullptr, &buffer);
  vkDestroyBuffer(device->handle(), buffer, nullptr);
  ASSERT_EQ(validationMessages().size(), 1U);
  EXPECT_NE(validationMessages()[0].find("VkBufferCreateInfo"), std::string::npos) << validationMessages()[0];
  clearValidationMessages();
  EXPECT_TRUE(validationMessages().empty());
}

/// A missing barrier is what synchronization validation is there for: two copies into one range with nothing between
/// them.
TEST(Validation, AMissingBarrierLeavesAMessage) {
  const WithValidation on;
  std::string reason;
  const std::shared_ptr<Device> device = validatedDevice(reason);
  if (!device) GTEST_SKIP() << reason;
  {
    const Buffer a(device, 256);
    const Buffer b(device, 256);
    Commands commands(*device);
    VkCommandBuffer recording = commands.begin();
    const VkBufferCopy region{a.offset(), b.offset(), 256};
    vkCmdCopyBuffer(recording, a.handle(), b.handle(), 1, &region);
    vkCmdCopyBuffer(recording, a.handle(), b.handle(), 1, &region);
    commands.submit();
  }
  ASSERT_FALSE(validationMessages().empty());
  EXPECT_NE(validationMessages()[0].find("WRITE_AFTER_WRITE"), std::string::npos) << validationMessages()[0];
  clearValidationMessages();
}

TEST(Validation, ResultsBecomeSentences) {
  EXPECT_NO_THROW(check(VK_SUCCESS, "anything"));
  EXPECT_NO_THROW(check(VK_TIMEOUT, "anything"));
  try {
    check(VK_ERROR_DEVICE_LOST, "submitting work", "Some GPU");
    FAIL();
  } catch (const Error& error) {
    const std::string text = error.what();
    for (const char* part : {"submitting work", "Some GPU", "VK_ERROR_DEVICE_LOST", "--device cpu"})
      EXPECT_NE(text.find(part), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace headlight::vk
