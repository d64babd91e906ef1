#include <algorithm>
#include <string>

#include "backend/backend.h"
#include "backend/cpu_device.h"
#include "backend/eigen/cpu_level.h"
#include "backend/eigen/eigen_backend.h"
#include "base/error.h"
#ifdef HEADLIGHT_WITH_VULKAN
#include "backend/vulkan/vulkan_backend.h"
#endif

namespace headlight {
namespace {

constexpr const char* vulkanPrefix = "vulkan:";

/// The Vulkan devices; none in a build without Vulkan.
std::vector<DeviceInfo> vulkanDevices() {
#ifdef HEADLIGHT_WITH_VULKAN
  return listVulkanDevices();
#else
  return {};
#endif
}

std::shared_ptr<Backend> vulkanBackend([[maybe_unused]] int index, [[maybe_unused]] WeightStorage storage) {
#ifdef HEADLIGHT_WITH_VULKAN
  return makeVulkanBackend(index, storage);
#else
  fail("device: this build has no Vulkan; take \"cpu\", or configure with -DHEADLIGHT_VULKAN=ON");
#endif
}

/// "CPU, x86-64-v3 (AVX2)", or why the CPU backend cannot run.
std::string cpuType() {
  try {
    return "CPU, " + describe(chosenKernels());
  } catch (const Error& error) {
    return std::string("CPU, not usable: ") + error.what();
  }
}

bool isRealGpu(const DeviceInfo& device) {
  return device.type == "discrete GPU" || device.type == "integrated GPU" || device.type == "virtual GPU";
}

/// The number in "vulkan:N", -1 where the selector is none such.
int vulkanIndex(const std::string& selector) {
  const std::size_t prefix = std::char_traits<char>::length(vulkanPrefix);
  if (selector.rfind(vulkanPrefix, 0) != 0 || selector.size() == prefix || selector.size() > prefix + 4) return -1;
  if (!std::all_of(selector.begin() + static_cast<std::ptrdiff_t>(prefix), selector.end(),
                   [](char c) { return c >= '0' && c <= '9'; }))
    return -1;
  return std::stoi(selector.substr(prefix));
}

/// "cpu (AMD EPYC), vulkan:0 (llvmpipe ...)".
std::string available() {
  std::string all;
  for (const DeviceInfo& device : listDevices())
    all += (all.empty() ? "" : ", ") + device.selector + " (" + device.name + ")";
  return all;
}

}  // namespace

DeviceInfo cpuDevice() { return {"cpu", cpuModel(), cpuType(), false}; }

std::vector<DeviceInfo> listDevices() {
  std::vector<DeviceInfo> devices{cpuDevice()};
  for (DeviceInfo& device : vulkanDevices()) {
    device.automatic = device.automatic && isRealGpu(device);  // the best of the real ones
    devices.push_back(std::move(device));
  }
  const auto isAutomatic = [](const DeviceInfo& device) { return device.automatic; };
  devices.front().automatic = std::none_of(devices.begin(), devices.end(), isAutomatic);
  return devices;
}

std::shared_ptr<Backend> makeBackend(const std::string& device, int threads, WeightStorage storage) {
  if (threads < 0) fail("device: expected 0 or more threads, got ", threads);
  if (device == "cpu") return std::make_shared<EigenBackend>(threads, storage);
  if (device == "auto") {
    for (const DeviceInfo& candidate : listDevices())
      if (candidate.automatic && isRealGpu(candidate)) return vulkanBackend(vulkanIndex(candidate.selector), storage);
    return std::make_shared<EigenBackend>(threads, storage);
  }
  if (device == "vulkan" || vulkanIndex(device) >= 0) {
#ifdef HEADLIGHT_WITH_VULKAN
    const std::vector<DeviceInfo> devices = listDevices();
    const auto isWanted = [&device](const DeviceInfo& candidate) {
      return device == "vulkan" ? candidate.selector.rfind(vulkanPrefix, 0) == 0 : candidate.selector == device;
    };
    const auto isBest = [&](const DeviceInfo& candidate) { return isWanted(candidate) && candidate.automatic; };
    auto wanted = std::find_if(devices.begin(), devices.end(), isBest);
    if (wanted == devices.end()) wanted = std::find_if(devices.begin(), devices.end(), isWanted);
    if (wanted == devices.end()) fail("device: there is no ", device, " here; there is ", available());
    return vulkanBackend(vulkanIndex(wanted->selector), storage);
#else
    return vulkanBackend(0, storage);
#endif
  }
  fail("device: expected auto, cpu, vulkan or vulkan:N, got \"", device, "\"; there is ", available());
}

}  // namespace headlight
