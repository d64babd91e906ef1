#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include "vk/vulkan.h"

namespace headlight::vk {

class Buffer;
class Commands;
class Instance;
class KernelCache;
class MemoryPool;

/// What binds the kernels on this device; tests make some smaller than they are.
struct DeviceLimits {
  VkDeviceSize storageRange = 0;      ///< bytes of one storage binding (128 MiB at least)
  std::uint64_t texelElements = 0;    ///< of one texel binding (65,536 at least)
  VkDeviceSize storageAlignment = 0;  ///< of a binding's offset, texel bindings included
  std::array<std::uint32_t, 3> groupCount{};
  std::uint32_t groupInvocations = 0;
  std::uint32_t sharedMemory = 0;   ///< bytes a workgroup
  double timestampNanoseconds = 0;  ///< a tick; 0 where the queue has no timestamps
  std::uint64_t timestampMask = 0;  ///< its valid bits
  bool software = false;            ///< takes the kernels for a CPU: few invocations at once, barriers are dear
  bool poison = false;              ///< DeviceOverrides::poison
  bool sharesMemory = false;        ///< its memory is the host's: a mapping costs nothing and saves every copy
  bool float16 = false;             ///< f16 arithmetic and 16-bit storage
};

/// 0 keeps the device's own limit. fromEnvironment: HEADLIGHT_MAX_STORAGE_RANGE (bytes), HEADLIGHT_MAX_GROUPS,
/// HEADLIGHT_LOSE_DEVICE_AFTER, HEADLIGHT_POISON_MEMORY=1, and HEADLIGHT_VULKAN_KERNELS: gpu or software (likeGpu,
/// likeSoftware).
struct DeviceOverrides {
  std::uint64_t storageRange = 0;
  std::uint32_t groupCount = 0;
  bool likeGpu = false;  ///< on a software device: the kernel variants of a GPU, and memory that the host cannot see
  bool likeSoftware = false;  ///< on a GPU: the kernel variants of a software device; its memory stays what it is
  bool poison =
      false;  ///< memory is full of NaNs when it is given out (where the host can write it): a GPU clears none
  std::uint64_t loseAfter = 0;  ///< injected failure: this submit's work and whatever follows report a lost device
  static DeviceOverrides fromEnvironment();
};

/// Sole owner of a VkDevice and of its one queue (graphics and compute). Safe from any thread.
/// Every submit signals one timeline semaphore; its value is the ticket that wait() takes. Tickets grow.
class Device : public std::enable_shared_from_this<Device> {
 public:
  /// Use openDevice; the constructor is for tests that want a device of their own.
  Device(std::shared_ptr<Instance> instance, int index, DeviceOverrides overrides);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  VkDevice handle() const { return handle_; }
  VkPhysicalDevice physical() const { return physical_; }
  VkInstance instance() const;
  /// For ImGui's InitInfo. Never submit to it directly: use submit().
  VkQueue queue() const { return queue_; }
  /// For code that submits by itself and cannot be told otherwise (ImGui 1.90's upload of its font): nobody else
  /// submits meanwhile.
  [[nodiscard]] std::unique_lock<std::mutex> lockQueue() { return std::unique_lock(queueMutex_); }
  std::uint32_t queueFamily() const { return queueFamily_; }
  /// False on compute-only devices: no Image can be drawn to.
  bool draws() const { return draws_; }
  /// "llvmpipe (LLVM 15.0.6, 256 bits)".
  const std::string& name() const { return name_; }
  VkPhysicalDeviceType type() const { return type_; }
  const DeviceLimits& limits() const { return limits_; }
  const VkPhysicalDeviceMemoryProperties& memoryProperties() const { return memoryProperties_; }

  /// A call has reported VK_ERROR_DEVICE_LOST: nothing will run here any more, and openDevice makes a new device.
  bool lost() const { return lost_.load(); }
  /// check() of result.h that remembers a lost device.
  void check(VkResult result, const char* operation) const;

  /// Hands one ended primary command buffer to the queue; returns its ticket. Throws DeviceLost when it is.
  std::uint64_t submit(VkCommandBuffer commands);
  /// Ticket of the last submit of anybody.
  std::uint64_t submitted() const { return submitted_.load(); }
  /// Everything up to this ticket has run.
  std::uint64_t completed() const;
  /// Blocks until `ticket` has run; then runs what was retired before it. Throws DeviceLost when it never will.
  void wait(std::uint64_t ticket);
  /// Runs `destroy` when all work submitted so far is done (from a later submit or wait, or when the device goes).
  void retire(std::function<void()> destroy);

  MemoryPool& memory() { return *memory_; }
  KernelCache& kernels() { return *kernels_; }
  /// Copies bytes of a buffer to the host through a staging buffer and a submit of its own (or the mapped memory). Any
  /// thread; what wrote the buffer must have been submitted, and waited for where the memory is mapped.
  void download(const Buffer& from, VkDeviceSize offset, std::span<std::byte> to);

 private:
  void createDevice();
  void runRetired();

  std::shared_ptr<Instance> instance_;
  VkPhysicalDevice physical_ = nullptr;
  VkDevice handle_ = nullptr;
  VkQueue queue_ = nullptr;
  std::uint32_t queueFamily_ = 0;
  bool draws_ = false;
  std::string name_;
  VkPhysicalDeviceType type_ = VK_PHYSICAL_DEVICE_TYPE_OTHER;
  DeviceLimits limits_;
  VkPhysicalDeviceMemoryProperties memoryProperties_{};
  VkSemaphore timeline_ = VK_NULL_HANDLE;
  std::uint64_t loseAfter_ = 0;
  mutable std::atomic<bool> lost_{false};
  mutable std::atomic<std::uint64_t> completed_{0};
  std::atomic<std::uint64_t> submitted_{0};
  std::mutex queueMutex_;
  std::mutex retiredMutex_;
  std::deque<std::pair<std::uint64_t, std::function<void()>>> retired_;
  std::unique_ptr<MemoryPool> memory_;
  std::unique_ptr<KernelCache> kernels_;
  std::mutex downloadMutex_;  // guards download_
  std::unique_ptr<Commands> download_;
};

/// The process-wide device `index` (place in `headlight devices`), shared by the backend and the lens while anybody
/// holds it, until it is lost. Throws Error with what is there instead.
std::shared_ptr<Device> openDevice(int index);

}  // namespace headlight::vk
