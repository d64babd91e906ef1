#include "vk/instance.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string_view>

#include "base/error.h"
#include "vk/result.h"

namespace headlight::vk {
namespace {

constexpr const char* validationLayer = "VK_LAYER_KHRONOS_validation";

std::mutex messagesMutex;
std::vector<std::string>& messages() {
  static std::vector<std::string> all;
  return all;
}

VKAPI_ATTR VkBool32 VKAPI_CALL onMessage(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                         const VkDebugUtilsMessengerCallbackDataEXT* data, void*) {
  const std::lock_guard lock(messagesMutex);
  messages().emplace_back(data->pMessage ? data->pMessage : "(no text)");
  return VK_FALSE;
}

bool wantsValidation() {
  const char* value = std::getenv("HEADLIGHT_VULKAN_VALIDATION");
  return value && *value && std::string_view(value) != "0";
}

bool hasValidationLayer() {
  std::uint32_t count = 0;
  vkEnumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  vkEnumerateInstanceLayerProperties(&count, layers.data());
  return std::any_of(layers.begin(), layers.end(),
                     [](const VkLayerProperties& layer) { return !std::strcmp(layer.layerName, validationLayer); });
}

/// What the engine cannot do without.
std::string refusalOf(VkPhysicalDevice device, const VkPhysicalDeviceProperties& properties) {
  if (properties.apiVersion < VK_API_VERSION_1_2)
    return "has only Vulkan " + std::to_string(VK_API_VERSION_MAJOR(properties.apiVersion)) + "." +
           std::to_string(VK_API_VERSION_MINOR(properties.apiVersion)) + ", the engine needs 1.2";
  VkPhysicalDeviceVulkan12Features features12{};
  features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  VkPhysicalDeviceFeatures2 features{};
  features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  features.pNext = &features12;
  vkGetPhysicalDeviceFeatures2(device, &features);
  if (!features12.timelineSemaphore) return "has no timeline semaphores";
  std::uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
  const bool computes = std::any_of(families.begin(), families.end(), [](const VkQueueFamilyProperties& family) {
    return (family.queueFlags & VK_QUEUE_COMPUTE_BIT) != 0;
  });
  return computes ? "" : "has no compute queue";
}

}  // namespace

std::vector<std::string> validationMessages() {
  const std::lock_guard lock(messagesMutex);
  return messages();
}

void clearValidationMessages() {
  const std::lock_guard lock(messagesMutex);
  messages().clear();
}

std::shared_ptr<Instance> Instance::shared() {
  static std::mutex mutex;
  static std::weak_ptr<Instance> current;
  const std::lock_guard lock(mutex);
  std::shared_ptr<Instance> instance = current.lock();
  if (!instance) current = instance = std::make_shared<Instance>();
  return instance;
}

Instance::Instance() {
  const bool validate = wantsValidation();
  if (validate && !hasValidationLayer())
    fail("vulkan: HEADLIGHT_VULKAN_VALIDATION is set, but ", validationLayer,
         " is not installed (Debian: vulkan-validationlayers)");

  VkApplicationInfo application{};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pApplicationName = "headlight";
  application.apiVersion = VK_API_VERSION_1_2;

  VkDebugUtilsMessengerCreateInfoEXT messenger{};
  messenger.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
  messenger.messageSeverity =
      VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  messenger.messageType =
      VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;  // the loader's own remarks are no fault of ours
  messenger.pfnUserCallback = onMessage;
  const VkValidationFeatureEnableEXT enabled[] = {VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
  VkValidationFeaturesEXT validation{};
  validation.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT;
  validation.enabledValidationFeatureCount = 1;
  validation.pEnabledValidationFeatures = enabled;
  validation.pNext = &messenger;

  const char* layers[] = {validationLayer};
  const char* extensions[] = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME};
  VkInstanceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;
  if (validate) {
    info.pNext = &validation;
    info.enabledLayerCount = 1;
    info.ppEnabledLayerNames = layers;
    info.enabledExtensionCount = 1;
    info.ppEnabledExtensionNames = extensions;
  }
  check(vkCreateInstance(&info, nullptr, &handle_), "creating an instance");

  if (validate) {
    const auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(handle_, "vkCreateDebugUtilsMessengerEXT"));
    const VkResult made = create ? create(handle_, &messenger, nullptr, &messenger_) : VK_ERROR_EXTENSION_NOT_PRESENT;
    if (made != VK_SUCCESS) {
      vkDestroyInstance(handle_, nullptr);
      check(made, "creating the validation messenger");
    }
  }

  std::uint32_t count = 0;
  std::vector<VkPhysicalDevice> handles;
  if (vkEnumeratePhysicalDevices(handle_, &count, nullptr) >= 0 && count > 0) {
    handles.resize(count);
    if (vkEnumeratePhysicalDevices(handle_, &count, handles.data()) < 0) count = 0;
    handles.resize(count);
  }
  for (VkPhysicalDevice handle : handles) {
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(handle, &properties);
    devices_.push_back(
        {handle, properties.deviceName, properties.deviceType, properties.apiVersion, refusalOf(handle, properties)});
  }
}

Instance::~Instance() {
  if (messenger_) {
    const auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(handle_, "vkDestroyDebugUtilsMessengerEXT"));
    destroy(handle_, messenger_, nullptr);
  }
  vkDestroyInstance(handle_, nullptr);
}

}  // namespace headlight::vk
