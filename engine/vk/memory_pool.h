#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "vk/vulkan.h"

namespace headlight::vk {

class Device;

/// Device: where kernels read and write (host-visible too where that costs nothing). Staging: host memory for copies.
enum class MemoryUse : std::uint8_t { Device, Staging };

/// Cuts few large VkBuffers into ranges. Thread-safe: a range may come back from any thread, with the ticket of the
/// last submit that may use it, and is given out again only after that.
class MemoryPool {
 public:
  /// Bytes after every range on a CPU's device, so that texel views may reach so far past what is bound. lavapipe
  /// compiles a kernel again for every new combination of two properties of its texel buffers: whether the VkBuffer's
  /// size is a power of two, and whether bits 8 to 15 of the view's are all 0 (it takes them for a number of mipmaps).
  /// Kernels warmed up with one combination would be compiled by the first pass that meets another; so no VkBuffer here
  /// is a power of two, and Encoder lets views end where those bits are not 0.
  static constexpr VkDeviceSize viewTail = 256;

  struct Chunk {
    VkBuffer buffer = VK_NULL_HANDLE;
    VkDeviceMemory memory = VK_NULL_HANDLE;
    VkDeviceSize bytes = 0;
    std::byte* mapped = nullptr;
    std::byte* poisoned = nullptr;  // where DeviceOverrides::poison writes its NaNs
    MemoryUse use = MemoryUse::Device;
    std::map<VkDeviceSize, VkDeviceSize> free;  // offset -> bytes, neighbours merged
  };
  struct Range {
    Chunk* chunk = nullptr;
    VkDeviceSize offset = 0;
    VkDeviceSize bytes = 0;
  };

  explicit MemoryPool(Device& device);
  ~MemoryPool();
  MemoryPool(const MemoryPool&) = delete;
  MemoryPool& operator=(const MemoryPool&) = delete;

  /// Throws Error when the device has no room, after having waited for what is in flight.
  Range allocate(VkDeviceSize bytes, MemoryUse use);
  void release(const Range& range, std::uint64_t ticket);

  /// Bytes in live ranges, and bytes taken from the driver.
  VkDeviceSize bytesInUse() const;
  VkDeviceSize bytesHeld() const;

 private:
  struct Pending {
    Range range;
    std::uint64_t ticket;
  };
  bool find(VkDeviceSize bytes, MemoryUse use, Range& found);
  void collect(std::uint64_t completed);
  VkResult addChunk(VkDeviceSize bytes, MemoryUse use);
  void destroy(Chunk& chunk);
  void freeEmptyChunks(std::size_t keep);

  Device& device_;
  VkDeviceSize granularity_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::deque<Pending> pending_;
  VkDeviceSize inUse_ = 0;
  VkDeviceSize held_ = 0;
};

}  // namespace headlight::vk
