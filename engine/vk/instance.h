#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "vk/vulkan.h"

namespace headlight::vk {

/// One physical device, in the loader's order: its place is the N of "vulkan:N".
struct PhysicalDevice {
  VkPhysicalDevice handle = nullptr;
  std::string name;
  VkPhysicalDeviceType type = VK_PHYSICAL_DEVICE_TYPE_OTHER;
  std::uint32_t apiVersion = 0;
  std::string refusal;  ///< Why the engine cannot use it ("only Vulkan 1.1"); empty when it can.
};

/// The VkInstance and its devices. One per process while anybody holds it.
/// HEADLIGHT_VULKAN_VALIDATION=1 switches core and synchronization validation on; then a missing layer is an error.
class Instance {
 public:
  /// The process-wide instance. Throws Error where Vulkan has no driver at all.
  static std::shared_ptr<Instance> shared();

  Instance();
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  VkInstance handle() const { return handle_; }
  const std::vector<PhysicalDevice>& devices() const { return devices_; }
  bool validating() const { return messenger_ != VK_NULL_HANDLE; }

 private:
  VkInstance handle_ = nullptr;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
  std::vector<PhysicalDevice> devices_;
};

/// Everything that the validation layers have said since the last clearValidationMessages(). Any thread.
std::vector<std::string> validationMessages();
void clearValidationMessages();

}  // namespace headlight::vk
