#include "vk/kernel_cache.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>

#include "base/cache_file.h"
#include "io/hash.h"
#include "vk/device.h"
#include "vk/result.h"

namespace headlight::vk {
namespace {

/// pipelines-<pipelineCacheUUID>.bin: the UUID changes with the driver's version and the device.
std::filesystem::path fileOf(VkPhysicalDevice physical) {
  VkPhysicalDeviceProperties properties;
  vkGetPhysicalDeviceProperties(physical, &properties);
  std::string name = "pipelines-";
  for (std::uint8_t byte : properties.pipelineCacheUUID) {
    char hex[3];
    std::snprintf(hex, sizeof(hex), "%02x", static_cast<unsigned>(byte));
    name += hex;
  }
  return cacheFile(name + ".bin");
}

std::string hashOf(const std::vector<char>& data) { return io::contentHash(std::as_bytes(std::span(data))); }

/// The driver's bytes of the file, after which lies their hash, when they are whole and their header is this device's:
/// Vulkan promises to ignore data of another driver, but not to survive damaged data, and drivers have crashed on it.
std::vector<char> readCache(const std::filesystem::path& file, VkPhysicalDevice physical) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> data{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::size_t hashBytes = hashOf({}).size();
  if (data.size() < hashBytes) return {};
  const std::string hash(data.end() - static_cast<std::ptrdiff_t>(hashBytes), data.end());
  data.resize(data.size() - hashBytes);
  if (hash != hashOf(data)) return {};
  VkPipelineCacheHeaderVersionOne header;
  if (data.size() < sizeof(header)) return {};
  std::memcpy(&header, data.data(), sizeof(header));
  VkPhysicalDeviceProperties properties;
  vkGetPhysicalDeviceProperties(physical, &properties);
  const bool ours = header.headerSize >= sizeof(header) && header.headerSize <= data.size() &&
                    header.headerVersion == VK_PIPELINE_CACHE_HEADER_VERSION_ONE &&
                    header.vendorID == properties.vendorID && header.deviceID == properties.deviceID &&
                    !std::memcmp(header.pipelineCacheUUID, properties.pipelineCacheUUID, VK_UUID_SIZE);
  if (!ours) data.clear();
  return data;
}

}  // namespace

KernelCache::KernelCache(Device& device) : device_(device), file_(fileOf(device.physical())) {
  const std::vector<char> data = file_.empty() ? std::vector<char>() : readCache(file_, device.physical());
  VkPipelineCacheCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
  info.initialDataSize = bytesRead_ = data.size();
  info.pInitialData = data.empty() ? nullptr : data.data();
  VkResult result = vkCreatePipelineCache(device_.handle(), &info, nullptr, &cache_);
  if (result != VK_SUCCESS && !data.empty()) {  // the driver refuses the file: start anew
    info.initialDataSize = bytesRead_ = 0;
    info.pInitialData = nullptr;
    result = vkCreatePipelineCache(device_.handle(), &info, nullptr, &cache_);
  }
  check(result, "creating the pipeline cache", device_.name());
}

KernelCache::~KernelCache() {
  if (grown_) save();
  kernels_.clear();
  vkDestroyPipelineCache(device_.handle(), cache_, nullptr);
}

const Kernel& KernelCache::get(const Shader& shader, Bindings bindings, std::size_t pushBytes,
                               const std::vector<std::uint32_t>& constants) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Kernel>& kernel = kernels_[{shader.name, constants}];
  if (!kernel) {
    kernel = std::make_unique<Kernel>(device_, cache_, shader, bindings, pushBytes, constants);
    grown_ = true;
  }
  return *kernel;
}

bool KernelCache::save() {
  if (file_.empty()) return false;
  std::size_t size = 0;
  if (vkGetPipelineCacheData(device_.handle(), cache_, &size, nullptr) != VK_SUCCESS) return false;
  std::vector<char> data(size);
  if (vkGetPipelineCacheData(device_.handle(), cache_, &size, data.data()) != VK_SUCCESS) return false;
  data.resize(size);  // the second call may have written less than the first one promised
  const std::string hash = hashOf(data);
  data.insert(data.end(), hash.begin(), hash.end());
  return writeCacheFile(file_, data);
}

}  // namespace headlight::vk
