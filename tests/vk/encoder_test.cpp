#include "vk/encoder.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "push.h"
#include "shaders/elementwise.comp.h"
#include "vk/buffer.h"
#include "vk/kernel_cache.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

constexpr std::uint32_t width = 1000;
constexpr VkDeviceSize rowBytes = 4096;  // a multiple of every alignment

/// Rows of one buffer, one row per value, so that all hazards are within one VkBuffer.
class Rows {
 public:
  Rows(const std::shared_ptr<Device>& device, int count)
      : device_(device), buffer_(std::make_shared<Buffer>(device, rowBytes * static_cast<VkDeviceSize>(count))) {}

  Binding row(int index) const { return {buffer_, rowBytes * static_cast<VkDeviceSize>(index), width * 4}; }

  void fill(Encoder& encoder, int index, float value) const {
    const auto staging = std::make_shared<Buffer>(device_, VkDeviceSize{width * 4}, MemoryUse::Staging);
    std::vector<float> values(width, value);
    std::memcpy(staging->mapped(), values.data(), width * 4);
    encoder.copy({staging, 0, width * 4}, row(index));
  }

  void add(Encoder& encoder, int a, int b, int y) const {
    const Kernel& kernel = device_->kernels().get(shaders::elementwise, {3, 0b011}, sizeof(push::Elementwise), {4, 0});
    const push::Elementwise push{1, width, width / 4, {0, width}, {0, width}, {0, width}};
    encoder.fetch(row(a), 4).fetch(row(b), 4).write(row(y)).dispatch(kernel, push, (width / 4 + 63) / 64);
  }

  /// Every element of the row, which must be one value.
  float value(int index) const {
    std::vector<float> values(width);
    device_->download(*buffer_, rowBytes * static_cast<VkDeviceSize>(index), std::as_writable_bytes(std::span(values)));
    for (float value : values) EXPECT_EQ(value, values[0]);
    return values[0];
  }

 private:
  std::shared_ptr<Device> device_;
  std::shared_ptr<Buffer> buffer_;
};

TEST(Encoder, PutsABarrierExactlyWhereMemoryIsSharedWithAWriter) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Encoder encoder(device);
  const Rows rows(device, 8);
  rows.fill(encoder, 0, 1);
  rows.fill(encoder, 1, 2);
  EXPECT_EQ(encoder.barriers(), 0U);
  rows.add(encoder, 0, 1, 2);  // read after write (the copies)
  EXPECT_EQ(encoder.barriers(), 1U);
  rows.add(encoder, 0, 1, 3);  // reads what others read, writes what nobody touched
  EXPECT_EQ(encoder.barriers(), 1U);
  rows.add(encoder, 0, 0, 1);  // write after read
  EXPECT_EQ(encoder.barriers(), 2U);
  rows.add(encoder, 0, 0, 1);  // write after write
  EXPECT_EQ(encoder.barriers(), 3U);
  rows.add(encoder, 1, 3, 4);  // read after write
  EXPECT_EQ(encoder.barriers(), 4U);
  device->wait(encoder.submit());
  EXPECT_EQ(rows.value(2), 3);
  EXPECT_EQ(rows.value(3), 3);
  EXPECT_EQ(rows.value(1), 2);
  EXPECT_EQ(rows.value(4), 5);
}

TEST(Encoder, DisjointWritesAreNotOrderedAmongThemselvesButAgainstTheRest) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Encoder encoder(device);
  const Rows rows(device, 4);
  rows.fill(encoder, 0, 1);
  rows.fill(encoder, 1, 5);
  {
    const Encoder::Disjoint disjoint(encoder);
    rows.add(encoder, 0, 1, 2);  // after the copies
    rows.add(encoder, 0, 1, 2);  // declared to be other elements: no barrier
  }
  EXPECT_EQ(encoder.barriers(), 1U);
  rows.add(encoder, 2, 2, 3);
  EXPECT_EQ(encoder.barriers(), 2U);
  device->wait(encoder.submit());
  EXPECT_EQ(rows.value(3), 12);
}

TEST(Encoder, AChainOfDependentOperationsOverManySubmitsIsInOrder) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Encoder encoder(device);
  const Rows rows(device, 3);
  rows.fill(encoder, 0, 1);
  rows.fill(encoder, 1, 0);
  // 2000 dispatches: several descriptor pools, and more submits than frames in flight.
  for (int i = 0; i < 1000; ++i) {
    rows.add(encoder, 0, 1, 2);
    rows.add(encoder, 2, 1, 2 - 2);  // row 0 = row 2 + row 1
    rows.add(encoder, 0, 0, 1);      // overwritten below
    rows.fill(encoder, 1, 1);
    if (i % 50 == 0) encoder.submit();
  }
  device->wait(encoder.submit());
  EXPECT_EQ(rows.value(0), 1 + 2 * 999);
}

TEST(Encoder, KeepsBoundBuffersAliveUntilTheirWorkIsSubmitted) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Encoder encoder(device);
  const Rows result(device, 1);
  std::weak_ptr<const Buffer> watched;
  {
    const auto staging = std::make_shared<Buffer>(device, VkDeviceSize{width * 4}, MemoryUse::Staging);
    const std::vector<float> values(width, 7.0F);
    std::memcpy(staging->mapped(), values.data(), width * 4);
    encoder.copy({staging, 0, width * 4}, result.row(0));
    watched = staging;
  }
  EXPECT_FALSE(watched.expired());
  const std::uint64_t ticket = encoder.submit();
  EXPECT_TRUE(watched.expired());  // its memory goes back with this ticket
  device->wait(ticket);
  EXPECT_EQ(result.value(0), 7);
}

TEST(Encoder, RefusesWrongBindingsWithASentence) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Encoder encoder(device);
  const auto buffer = std::make_shared<Buffer>(device, VkDeviceSize{256});
  const Kernel& kernel = device->kernels().get(shaders::elementwise, {3, 0b011}, sizeof(push::Elementwise), {4, 0});
  EXPECT_THROW(encoder.read({buffer, 0, 512}), Error);
  encoder.read({buffer, 0, 256});
  EXPECT_THROW(encoder.dispatch(kernel, push::Elementwise{}, 1), Error);
  encoder.read({buffer, 0, 256});
  EXPECT_THROW(encoder.read({buffer, 128, 256}), Error);
  // What was refused leaves nothing behind for the next operation.
  const Rows rows(device, 2);
  rows.fill(encoder, 0, 1);
  rows.add(encoder, 0, 0, 1);
  device->wait(encoder.submit());
  EXPECT_EQ(rows.value(1), 2);
  EXPECT_THROW(encoder.copy({buffer, 0, 256}, {buffer, 128, 256}), Error);
}

TEST(Encoder, TimesEveryOperationInOrderWhereTheDeviceCan) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Encoder encoder(device);
  const Rows rows(device, 3);
  const auto section = std::make_shared<const std::string>("blocks.3");
  rows.fill(encoder, 0, 1);
  encoder.stamp(section, "copy");
  rows.add(encoder, 0, 0, 1);
  encoder.stamp(section, "add");
  encoder.submit();
  rows.add(encoder, 1, 1, 2);
  encoder.stamp(section, "again");
  const std::vector<Encoder::Timing> timings = encoder.takeTimings();
  if (device->limits().timestampNanoseconds == 0) {
    EXPECT_TRUE(timings.empty());
    return;
  }
  ASSERT_EQ(timings.size(), 3U);
  EXPECT_STREQ(timings[0].operation, "copy");
  EXPECT_STREQ(timings[1].operation, "add");
  EXPECT_STREQ(timings[2].operation, "again");
  for (const Encoder::Timing& timing : timings) {
    EXPECT_EQ(*timing.section, "blocks.3");
    EXPECT_GE(timing.milliseconds, 0);
    EXPECT_LT(timing.milliseconds, 10000);
  }
  EXPECT_TRUE(encoder.takeTimings().empty());
}

}  // namespace
}  // namespace headlight::vk
