#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "vk/kernel.h"
#include "vk/vulkan.h"

namespace headlight::vk {

/// Every kernel of a device, made on first use, and the VkPipelineCache behind them (also for graphics pipelines),
/// which is kept in $XDG_CACHE_HOME/headlight/pipelines-<driver>.bin. A file that is missing, damaged or of another
/// driver counts as empty.
class KernelCache {
 public:
  explicit KernelCache(Device& device);
  /// Saves the cache file where something was added.
  ~KernelCache();
  KernelCache(const KernelCache&) = delete;
  KernelCache& operator=(const KernelCache&) = delete;

  /// Thread-safe; the reference stays valid as long as the device.
  const Kernel& get(const Shader& shader, Bindings bindings, std::size_t pushBytes,
                    const std::vector<std::uint32_t>& constants = {});
  VkPipelineCache handle() const { return cache_; }
  /// Kernels made so far. Thread-safe.
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return kernels_.size();
  }
  /// Of the file, handed to the driver when the cache was made: 0 where there was none, or none to be trusted.
  std::size_t bytesRead() const { return bytesRead_; }
  /// Writes the file now; failing to write is not an error. Returns whether it was written.
  bool save();
  /// Empty where there is no home to keep it in.
  const std::filesystem::path& file() const { return file_; }

 private:
  Device& device_;
  std::filesystem::path file_;
  VkPipelineCache cache_ = VK_NULL_HANDLE;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::vector<std::uint32_t>>, std::unique_ptr<Kernel>> kernels_;
  std::size_t bytesRead_ = 0;
  bool grown_ = false;
};

}  // namespace headlight::vk
