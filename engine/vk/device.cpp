#include "vk/device.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

#include "base/error.h"
#include "vk/buffer.h"
#include "vk/commands.h"
#include "vk/instance.h"
#include "vk/kernel_cache.h"
#include "vk/memory_pool.h"
#include "vk/result.h"

namespace headlight::vk {
namespace {

constexpr VkDeviceSize downloadSlice = VkDeviceSize{8} << 20;

std::uint64_t numberFromEnvironment(const char* name) {
  const char* text = std::getenv(name);
  if (!text || !*text) return 0;
  std::uint64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, value);
  if (error != std::errc() || stop != end) fail("vulkan: ", name, " must be a whole number, got \"", text, "\"");
  return value;
}

std::string namesOf(const std::vector<PhysicalDevice>& devices) {
  if (devices.empty()) return "there is no Vulkan device at all";
  std::string text = "there is";
  for (std::size_t i = 0; i < devices.size(); ++i)
    text += (i ? ", vulkan:" : " vulkan:") + std::to_string(i) + " (" + devices[i].name + ")";
  return text;
}

}  // namespace

DeviceOverrides DeviceOverrides::fromEnvironment() {
  const char* given = std::getenv("HEADLIGHT_VULKAN_KERNELS");
  const std::string kernels = given ? given : "";
  if (!kernels.empty() && kernels != "gpu" && kernels != "software")
    fail("vulkan: HEADLIGHT_VULKAN_KERNELS must be gpu or software, got \"", kernels, "\"");
  DeviceOverrides overrides;
  overrides.storageRange = numberFromEnvironment("HEADLIGHT_MAX_STORAGE_RANGE");
  overrides.groupCount = static_cast<std::uint32_t>(numberFromEnvironment("HEADLIGHT_MAX_GROUPS"));
  overrides.likeGpu = kernels == "gpu";
  overrides.likeSoftware = kernels == "software";
  overrides.poison = numberFromEnvironment("HEADLIGHT_POISON_MEMORY") != 0;
  overrides.loseAfter = numberFromEnvironment("HEADLIGHT_LOSE_DEVICE_AFTER");
  return overrides;
}

Device::Device(std::shared_ptr<Instance> instance, int index, DeviceOverrides overrides)
    : instance_(std::move(instance)), loseAfter_(overrides.loseAfter) {
  const std::vector<PhysicalDevice>& devices = instance_->devices();
  if (index < 0 || static_cast<std::size_t>(index) >= devices.size())
    fail("vulkan: no device vulkan:", index, "; ", namesOf(devices));
  const PhysicalDevice& chosen = devices[static_cast<std::size_t>(index)];
  if (!chosen.refusal.empty()) fail("vulkan: vulkan:", index, " (", chosen.name, ") ", chosen.refusal);
  physical_ = chosen.handle;
  name_ = chosen.name;
  type_ = chosen.type;
  vkGetPhysicalDeviceMemoryProperties(physical_, &memoryProperties_);

  VkPhysicalDeviceProperties properties;
  vkGetPhysicalDeviceProperties(physical_, &properties);
  limits_.storageRange = properties.limits.maxStorageBufferRange;
  const bool plainCpu = type_ == VK_PHYSICAL_DEVICE_TYPE_CPU && !overrides.likeGpu;
  limits_.poison = overrides.poison;
  limits_.software = plainCpu || overrides.likeSoftware;
  limits_.sharesMemory = plainCpu || type_ == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU;
  limits_.texelElements = properties.limits.maxTexelBufferElements;
  limits_.storageAlignment = std::max<VkDeviceSize>(
      16, std::max(properties.limits.minStorageBufferOffsetAlignment, properties.limits.minTexelBufferOffsetAlignment));
  limits_.groupInvocations = properties.limits.maxComputeWorkGroupInvocations;
  limits_.sharedMemory = properties.limits.maxComputeSharedMemorySize;
  std::copy_n(properties.limits.maxComputeWorkGroupCount, 3, limits_.groupCount.begin());
  if (overrides.storageRange) limits_.storageRange = std::min(limits_.storageRange, overrides.storageRange);
  for (std::uint32_t& count : limits_.groupCount)
    if (overrides.groupCount) count = std::min(count, overrides.groupCount);

  createDevice();
  // From here on the destructor does not run when something throws; what was made is destroyed by hand.
  try {
    VkSemaphoreTypeCreateInfo timeline{};
    timeline.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO;
    timeline.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    VkSemaphoreCreateInfo semaphore{};
    semaphore.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO;
    semaphore.pNext = &timeline;
    check(vkCreateSemaphore(handle_, &semaphore, nullptr, &timeline_), "creating the timeline semaphore");
    memory_ = std::make_unique<MemoryPool>(*this);
    kernels_ = std::make_unique<KernelCache>(*this);
    download_ = std::make_unique<Commands>(*this);
  } catch (...) {
    kernels_.reset();
    memory_.reset();
    vkDestroySemaphore(handle_, timeline_, nullptr);
    vkDestroyDevice(handle_, nullptr);
    throw;
  }
}

void Device::createDevice() {
  std::uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(physical_, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(physical_, &count, families.data());
  int family = -1;
  for (VkQueueFlags wanted : {VK_QUEUE_COMPUTE_BIT | VK_QUEUE_GRAPHICS_BIT, +VK_QUEUE_COMPUTE_BIT}) {
    for (std::uint32_t i = 0; i < count && family < 0; ++i)
      if ((families[i].queueFlags & wanted) == wanted) family = static_cast<int>(i);
  }
  queueFamily_ = static_cast<std::uint32_t>(family);  // Instance refused devices without a compute queue
  const VkQueueFamilyProperties& chosen = families[queueFamily_];
  draws_ = (chosen.queueFlags & VK_QUEUE_GRAPHICS_BIT) != 0;
  if (chosen.timestampValidBits > 0) {
    VkPhysicalDeviceProperties properties;
    vkGetPhysicalDeviceProperties(physical_, &properties);
    limits_.timestampNanoseconds = static_cast<double>(properties.limits.timestampPeriod);
    limits_.timestampMask =
        chosen.timestampValidBits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << chosen.timestampValidBits) - 1;
  }

  VkPhysicalDeviceVulkan12Features has12{};
  has12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  VkPhysicalDeviceVulkan11Features has11{};
  has11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
  has11.pNext = &has12;
  VkPhysicalDeviceFeatures2 has{};
  has.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  has.pNext = &has11;
  vkGetPhysicalDeviceFeatures2(physical_, &has);
  limits_.float16 = has12.shaderFloat16 && has11.storageBuffer16BitAccess;

  VkPhysicalDeviceVulkan12Features want12{};
  want12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  want12.timelineSemaphore = VK_TRUE;
  want12.shaderFloat16 = limits_.float16;
  VkPhysicalDeviceVulkan11Features want11{};
  want11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
  want11.pNext = &want12;
  want11.storageBuffer16BitAccess = limits_.float16;

  const float priority = 1;
  VkDeviceQueueCreateInfo queue{};
  queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queue.queueFamilyIndex = queueFamily_;
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.pNext = &want11;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  check(vkCreateDevice(physical_, &info, nullptr, &handle_), "opening the device");
  vkGetDeviceQueue(handle_, queueFamily_, 0, &queue_);
}

Device::~Device() {
  vkDeviceWaitIdle(handle_);
  for (auto& [ticket, destroy] : retired_) destroy();
  download_.reset();
  kernels_.reset();
  memory_.reset();
  vkDestroySemaphore(handle_, timeline_, nullptr);
  vkDestroyDevice(handle_, nullptr);
}

VkInstance Device::instance() const { return instance_->handle(); }

std::uint64_t Device::submit(VkCommandBuffer commands) {
  std::uint64_t ticket;
  {
    const std::lock_guard lock(queueMutex_);
    ticket = submitted_.load() + 1;
    VkTimelineSemaphoreSubmitInfo timeline{};
    timeline.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO;
    timeline.signalSemaphoreValueCount = 1;
    timeline.pSignalSemaphoreValues = &ticket;
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.pNext = &timeline;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &commands;
    info.signalSemaphoreCount = 1;
    info.pSignalSemaphores = &timeline_;
    const bool losing = lost_ || (loseAfter_ && ticket > loseAfter_);
    check(losing ? VK_ERROR_DEVICE_LOST : vkQueueSubmit(queue_, 1, &info, VK_NULL_HANDLE), "submitting work");
    submitted_.store(ticket);
  }
  runRetired();
  return ticket;
}

void Device::check(VkResult result, const char* operation) const {
  if (result == VK_ERROR_DEVICE_LOST) lost_ = true;
  vk::check(result, operation, name_);
}

std::uint64_t Device::completed() const {
  if (completed_.load() == submitted_.load()) return completed_.load();
  std::uint64_t value = 0;
  const VkResult result = vkGetSemaphoreCounterValue(handle_, timeline_, &value);
  if (result == VK_ERROR_DEVICE_LOST) lost_ = true;
  if (result != VK_SUCCESS) return completed_.load();
  std::uint64_t known = completed_.load();
  while (known < value && !completed_.compare_exchange_weak(known, value)) {
  }
  return completed_.load();
}

void Device::wait(std::uint64_t ticket) {
  if (completed_.load() < ticket) {
    if (ticket > submitted_.load())
      fail("vulkan: ticket ", ticket, " was never submitted; the last one is ", submitted_.load());
    VkSemaphoreWaitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO;
    info.semaphoreCount = 1;
    info.pSemaphores = &timeline_;
    info.pValues = &ticket;
    VkResult result = vkWaitSemaphores(handle_, &info, UINT64_MAX);
    if (loseAfter_ && ticket >= loseAfter_) result = VK_ERROR_DEVICE_LOST;
    check(result, "waiting for work");
    completed();
  }
  runRetired();
}

void Device::retire(std::function<void()> destroy) {
  const std::lock_guard lock(retiredMutex_);
  retired_.emplace_back(submitted_.load(), std::move(destroy));
}

void Device::runRetired() {
  std::vector<std::function<void()>> due;
  {
    const std::lock_guard lock(retiredMutex_);
    if (retired_.empty()) return;
    const std::uint64_t done = completed();
    while (!retired_.empty() && retired_.front().first <= done) {
      due.push_back(std::move(retired_.front().second));
      retired_.pop_front();
    }
  }
  for (auto& destroy : due) destroy();
}

void Device::download(const Buffer& from, VkDeviceSize offset, std::span<std::byte> to) {
  if (offset + to.size() > from.bytes())
    fail("vulkan: cannot read ", to.size(), " bytes at ", offset, " of a buffer of ", from.bytes());
  if (to.empty()) return;
  if (from.mapped()) {
    std::memcpy(to.data(), from.mapped() + offset, to.size());
    return;
  }
  const std::lock_guard lock(downloadMutex_);
  const Buffer staging(shared_from_this(), std::min<VkDeviceSize>(to.size(), downloadSlice), MemoryUse::Staging);
  for (std::size_t done = 0; done < to.size();) {
    const VkDeviceSize bytes = std::min<VkDeviceSize>(to.size() - done, staging.bytes());
    VkCommandBuffer commands = download_->begin();
    // What wrote the buffer ended with a barrier to everything (Encoder); only the copy itself must reach the host.
    const VkBufferCopy region{from.offset() + offset + done, staging.offset(), bytes};
    vkCmdCopyBuffer(commands, from.handle(), staging.handle(), 1, &region);
    VkMemoryBarrier barrier{};
    barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0,
                         nullptr, 0, nullptr);
    download_->submit();
    download_->wait();
    std::memcpy(to.data() + done, staging.mapped(), bytes);
    done += bytes;
  }
}

std::shared_ptr<Device> openDevice(int index) {
  static std::mutex mutex;
  static std::map<int, std::weak_ptr<Device>> open;
  const std::lock_guard lock(mutex);
  std::shared_ptr<Device> device = open[index].lock();
  if (!device || device->lost())
    open[index] = device = std::make_shared<Device>(Instance::shared(), index, DeviceOverrides::fromEnvironment());
  return device;
}

}  // namespace headlight::vk
