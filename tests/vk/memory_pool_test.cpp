#include "vk/memory_pool.h"

#include <set>
#include <thread>
#include <tuple>
#include <vector>

#include "vk/buffer.h"
#include "vk/commands.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

TEST(MemoryPool, LiveRangesNeverOverlap) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  std::vector<std::unique_ptr<Buffer>> live;
  std::uint32_t state = 1;
  for (int i = 0; i < 2000; ++i) {
    state = state * 1664525 + 1013904223;
    if (live.size() > 50 && state >> 31) {
      live.erase(live.begin() + static_cast<std::ptrdiff_t>((state >> 8) % live.size()));
    } else {
      live.push_back(std::make_unique<Buffer>(device, 1 + (state >> 8) % 300000));
    }
  }
  std::set<std::tuple<VkBuffer, VkDeviceSize, VkDeviceSize>> ranges;
  VkDeviceSize sum = 0;
  for (const auto& buffer : live) {
    EXPECT_EQ(buffer->offset() % device->limits().storageAlignment, 0U);
    ranges.emplace(buffer->handle(), buffer->offset(), buffer->offset() + buffer->bytes());
    sum += buffer->bytes();
  }
  const std::tuple<VkBuffer, VkDeviceSize, VkDeviceSize>* before = nullptr;
  for (const auto& range : ranges) {
    if (before && std::get<0>(*before) == std::get<0>(range)) {
      EXPECT_LE(std::get<2>(*before), std::get<1>(range));
    }
    before = &range;
  }
  EXPECT_GE(device->memory().bytesInUse(), sum);
  EXPECT_GE(device->memory().bytesHeld(), device->memory().bytesInUse());
  live.clear();
  EXPECT_EQ(device->memory().bytesInUse(), 0U);
}

TEST(MemoryPool, WhatWasReturnedIsGivenOutAgain) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  VkDeviceSize held = 0;
  for (int i = 0; i < 100; ++i) {
    const Buffer buffer(device, VkDeviceSize{20} << 20);
    if (i == 0) held = device->memory().bytesHeld();
    EXPECT_EQ(device->memory().bytesHeld(), held);
  }
}

/// The pool is told the ticket, so a range is held back while that ticket is outstanding. A ticket that nobody
/// submitted stands for work that has not ended.
TEST(MemoryPool, MemoryInFlightIsNotGivenOutAgain) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  MemoryPool& pool = device->memory();
  const MemoryPool::Range first = pool.allocate(1 << 20, MemoryUse::Device);
  const std::uint64_t next = device->submitted() + 1;
  pool.release(first, next);
  const MemoryPool::Range second = pool.allocate(1 << 20, MemoryUse::Device);
  EXPECT_FALSE(second.chunk == first.chunk && second.offset == first.offset);
  Commands commands(*device);
  commands.begin();
  EXPECT_EQ(commands.submit(), next);
  commands.wait();
  const MemoryPool::Range third = pool.allocate(1 << 20, MemoryUse::Device);
  EXPECT_TRUE(third.chunk == first.chunk && third.offset == first.offset);
  pool.release(second, 0);
  pool.release(third, 0);
}

TEST(MemoryPool, BuffersComeBackFromAnyThread) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (VkDeviceSize i = 1; i < 200; ++i) {
          auto buffer = std::make_shared<Buffer>(device, i * 1000);
          std::jthread([moved = std::move(buffer)]() mutable { moved.reset(); });
        }
      });
  }
  EXPECT_EQ(device->memory().bytesInUse(), 0U);
}

TEST(MemoryPool, AnImpossibleSizeIsAnErrorThatNamesTheDevice) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  try {
    const Buffer buffer(device, VkDeviceSize{1} << 60);
    FAIL() << "an exbibyte was allocated";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(device->name()), std::string::npos) << error.what();
  }
  clearValidationMessages();  // the request breaks a limit on purpose
  const Buffer still(device, 1024);
  EXPECT_EQ(still.bytes(), 1024U);
}

}  // namespace
}  // namespace headlight::vk
