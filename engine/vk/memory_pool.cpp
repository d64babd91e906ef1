#include "vk/memory_pool.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "vk/device.h"
#include "vk/result.h"

namespace headlight::vk {
namespace {

constexpr VkDeviceSize deviceChunk = VkDeviceSize{32} << 20;
constexpr VkDeviceSize stagingChunk = VkDeviceSize{8} << 20;

constexpr VkMemoryPropertyFlags hostReadable =
    VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

/// Flags wished for, best first. On a device whose own memory is the host's (CPU, integrated GPU) a mapping costs
/// nothing and saves every copy; on a discrete GPU mapped device memory is slow to read, so there plain device memory
/// and staging.
std::vector<VkMemoryPropertyFlags> wishes(MemoryUse use, bool shared) {
  constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
  constexpr VkMemoryPropertyFlags visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  if (use == MemoryUse::Staging) return {hostReadable, visible};
  if (shared) return {local | hostReadable, local, 0};
  return {local, 0};
}

int memoryType(const VkPhysicalDeviceMemoryProperties& memory, std::uint32_t allowed, VkMemoryPropertyFlags flags) {
  for (std::uint32_t type = 0; type < memory.memoryTypeCount; ++type)
    if ((allowed >> type & 1) && (memory.memoryTypes[type].propertyFlags & flags) == flags)
      return static_cast<int>(type);
  return -1;
}

}  // namespace

MemoryPool::MemoryPool(Device& device)
    : device_(device), granularity_(std::max<VkDeviceSize>(256, device.limits().storageAlignment)) {}

MemoryPool::~MemoryPool() {
  for (auto& chunk : chunks_) destroy(*chunk);
}

MemoryPool::Range MemoryPool::allocate(VkDeviceSize bytes, MemoryUse use) {
  const VkDeviceSize tail = device_.type() == VK_PHYSICAL_DEVICE_TYPE_CPU ? viewTail : 0;
  const VkDeviceSize rounded =
      (std::max<VkDeviceSize>(bytes, 1) + tail + granularity_ - 1) / granularity_ * granularity_;
  std::unique_lock lock(mutex_);
  Range range;
  collect(device_.completed());
  if (!find(rounded, use, range)) {
    VkResult added = addChunk(rounded, use);
    if (added != VK_SUCCESS) {  // give back what is idle, then what was in flight, before giving up
      lock.unlock();            // waiting runs what was retired, which may release ranges
      try {
        device_.wait(device_.submitted());
      } catch (const Error&) {  // a lost device: the allocation's own error says enough
      }
      lock.lock();
      collect(device_.completed());
      freeEmptyChunks(0);
      if (find(rounded, use, range)) {
        inUse_ += range.bytes;
        return range;
      }
      added = addChunk(rounded, use);
    }
    if (added != VK_SUCCESS)
      check(added,
            ("allocating " + std::to_string((rounded + (1 << 20) - 1) >> 20) + " MiB beside " +
             std::to_string(held_ >> 20) + " MiB held")
                .c_str(),
            device_.name());
    find(rounded, use, range);
  }
  inUse_ += range.bytes;
  return range;
}

void MemoryPool::release(const Range& range, std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  inUse_ -= range.bytes;
  pending_.push_back({range, ticket});
}

VkDeviceSize MemoryPool::bytesInUse() const {
  const std::lock_guard lock(mutex_);
  return inUse_;
}

VkDeviceSize MemoryPool::bytesHeld() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

bool MemoryPool::find(VkDeviceSize bytes, MemoryUse use, Range& found) {
  Chunk* best = nullptr;
  std::map<VkDeviceSize, VkDeviceSize>::iterator place;
  for (auto& chunk : chunks_) {
    if (chunk->use != use) continue;
    for (auto it = chunk->free.begin(); it != chunk->free.end(); ++it) {
      if (it->second < bytes || (best && it->second >= place->second)) continue;
      best = chunk.get();
      place = it;
    }
  }
  if (!best) return false;
  found = {best, place->first, bytes};
  if (best->poisoned) std::memset(best->poisoned + found.offset, 0xff, bytes);  // four of these bytes are a NaN
  const VkDeviceSize rest = place->second - bytes;
  best->free.erase(place);
  if (rest) best->free.emplace(found.offset + bytes, rest);
  return true;
}

void MemoryPool::collect(std::uint64_t completed) {
  bool freed = false;
  while (!pending_.empty() && pending_.front().ticket <= completed) {
    const Range range = pending_.front().range;
    pending_.pop_front();
    auto& free = range.chunk->free;
    auto at = free.emplace(range.offset, range.bytes).first;
    const auto next = std::next(at);
    if (next != free.end() && at->first + at->second == next->first) {
      at->second += next->second;
      free.erase(next);
    }
    if (at != free.begin()) {
      const auto previous = std::prev(at);
      if (previous->first + previous->second == at->first) {
        previous->second += at->second;
        free.erase(at);
      }
    }
    freed = true;
  }
  if (freed) freeEmptyChunks(2);  // keep some: the next pass takes what this one gave back
}

VkResult MemoryPool::addChunk(VkDeviceSize bytes, MemoryUse use) {
  auto chunk = std::make_unique<Chunk>();
  chunk->use = use;
  chunk->bytes = std::max(bytes + granularity_, use == MemoryUse::Device ? deviceChunk : stagingChunk);
  if (std::has_single_bit(chunk->bytes)) chunk->bytes -= granularity_;  // see viewTail

  VkBufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  info.size = chunk->bytes;
  info.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |
               VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT |
               VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT;
  info.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
  VkResult result = vkCreateBuffer(device_.handle(), &info, nullptr, &chunk->buffer);
  if (result != VK_SUCCESS) return result;

  VkMemoryRequirements needs;
  vkGetBufferMemoryRequirements(device_.handle(), chunk->buffer, &needs);
  const VkPhysicalDeviceMemoryProperties& memory = device_.memoryProperties();
  result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  for (VkMemoryPropertyFlags wish : wishes(use, device_.limits().sharesMemory)) {
    const int type = memoryType(memory, needs.memoryTypeBits, wish);
    if (type < 0) continue;
    VkMemoryAllocateInfo allocate{};
    allocate.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
    allocate.allocationSize = needs.size;
    allocate.memoryTypeIndex = static_cast<std::uint32_t>(type);
    result = vkAllocateMemory(device_.handle(), &allocate, nullptr, &chunk->memory);
    if (result != VK_SUCCESS) continue;
    result = vkBindBufferMemory(device_.handle(), chunk->buffer, chunk->memory, 0);
    const VkMemoryPropertyFlags flags = memory.memoryTypes[type].propertyFlags;
    const bool readable = (flags & hostReadable) == hostReadable;
    const bool map = use == MemoryUse::Staging || (readable && device_.limits().sharesMemory);
    const bool poison = device_.limits().poison && use == MemoryUse::Device && readable;
    if (result == VK_SUCCESS && (map || poison)) {
      void* mapped = nullptr;
      result = vkMapMemory(device_.handle(), chunk->memory, 0, VK_WHOLE_SIZE, 0, &mapped);
      if (map) chunk->mapped = static_cast<std::byte*>(mapped);
      if (poison) chunk->poisoned = static_cast<std::byte*>(mapped);
    }
    break;
  }
  if (result != VK_SUCCESS) {
    vkDestroyBuffer(device_.handle(), chunk->buffer, nullptr);
    vkFreeMemory(device_.handle(), chunk->memory, nullptr);
    return result;
  }
  chunk->free.emplace(0, chunk->bytes);
  held_ += chunk->bytes;
  chunks_.push_back(std::move(chunk));
  return VK_SUCCESS;
}

void MemoryPool::destroy(Chunk& chunk) {
  vkDestroyBuffer(device_.handle(), chunk.buffer, nullptr);
  vkFreeMemory(device_.handle(), chunk.memory, nullptr);
  held_ -= chunk.bytes;
}

void MemoryPool::freeEmptyChunks(std::size_t keep) {
  std::size_t empty = 0;
  std::erase_if(chunks_, [&](std::unique_ptr<Chunk>& chunk) {
    const bool whole = chunk->free.size() == 1 && chunk->free.begin()->second == chunk->bytes;
    if (!whole || (chunk->bytes <= deviceChunk && empty++ < keep)) return false;
    destroy(*chunk);
    return true;
  });
}

}  // namespace headlight::vk
