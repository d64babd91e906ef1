#include "backend/vulkan/vulkan_backend.h"

#include <utility>

#include "base/error.h"
#include "vk/instance.h"

namespace headlight {
namespace {

const char* typeName(VkPhysicalDeviceType type) {
  switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return "discrete GPU";
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return "integrated GPU";
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return "virtual GPU";
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
      return "software Vulkan";
    default:
      return "other Vulkan device";
  }
}

}  // namespace

VulkanBackend::VulkanBackend(std::shared_ptr<vk::Device> device, WeightStorage storage)
    : device_(std::move(device)),
      storage_(storage),
      encoder_(device_),
      section_(std::make_shared<const std::string>()) {}

std::string VulkanBackend::deviceName() const {
  if (storage_ == WeightStorage::F32) return device_->name();
  return device_->name() + ", " + toString(storage_) + " weights";
}

std::uint64_t VulkanBackend::flush() { return encoder_.submit(); }

void VulkanBackend::wait(std::uint64_t ticket) { device_->wait(ticket); }

void VulkanBackend::section(std::string name) { section_ = std::make_shared<const std::string>(std::move(name)); }

std::vector<OpTiming> VulkanBackend::takeTimings() {
  std::vector<OpTiming> timings;
  for (vk::Encoder::Timing& timing : encoder_.takeTimings())
    timings.push_back({*timing.section, timing.operation, timing.milliseconds});
  return timings;
}

std::shared_ptr<Backend> makeVulkanBackend(int deviceIndex, WeightStorage storage) {
  return makeVulkanBackend(vk::openDevice(deviceIndex), storage);
}

std::shared_ptr<Backend> makeVulkanBackend(std::shared_ptr<vk::Device> device, WeightStorage storage) {
  auto backend = std::make_shared<VulkanBackend>(std::move(device), storage);
  backend->prewarm();
  return backend;
}

std::vector<DeviceInfo> listVulkanDevices() {
  std::vector<DeviceInfo> list;
  std::shared_ptr<vk::Instance> instance;
  try {
    instance = vk::Instance::shared();
  } catch (const Error&) {  // no loader, no driver: an ordinary state
    return list;
  }
  const std::vector<vk::PhysicalDevice>& devices = instance->devices();
  int best = -1;
  for (int i = 0; i < static_cast<int>(devices.size()); ++i) {
    const vk::PhysicalDevice& device = devices[static_cast<std::size_t>(i)];
    if (!device.refusal.empty()) continue;
    list.push_back({"vulkan:" + std::to_string(i), device.name, typeName(device.type), false});
    const int place = static_cast<int>(list.size()) - 1;
    const bool discrete = device.type == VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
    const bool real = discrete || device.type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU ||
                      device.type == VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU;
    if (real && (best < 0 || (discrete && list[static_cast<std::size_t>(best)].type != "discrete GPU"))) best = place;
  }
  if (best >= 0) list[static_cast<std::size_t>(best)].automatic = true;
  return list;
}

}  // namespace headlight
