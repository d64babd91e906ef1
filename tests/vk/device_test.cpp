#include "vk/device.h"

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "backend/vulkan/vulkan_backend.h"
#include "vk/buffer.h"
#include "vk/commands.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

TEST(Device, OneDevicePerIndexIsSharedWhileHeld) {
  HEADLIGHT_VULKAN_OR_SKIP(own);
  const std::vector<DeviceInfo> listed = listVulkanDevices();
  ASSERT_FALSE(listed.empty());
  const int index = std::stoi(listed[0].selector.substr(std::strlen("vulkan:")));
  const std::shared_ptr<Device> first = openDevice(index);
  EXPECT_EQ(first, openDevice(index));
  EXPECT_NE(first, own);
  EXPECT_EQ(first->name(), listed[0].name);
}

TEST(Device, AnUnknownIndexNamesWhatIsThere) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  try {
    openDevice(77);
    FAIL() << "device 77 was opened";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("vulkan:77"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(device->name()), std::string::npos) << error.what();
  }
  EXPECT_THROW(makeVulkanBackend(-1), Error);
}

TEST(Device, TicketsGrowAndWaitingReachesThem) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Commands commands(*device);
  std::uint64_t last = 0;
  for (int i = 0; i < 5; ++i) {
    commands.begin();
    const std::uint64_t ticket = commands.submit();
    EXPECT_GT(ticket, last);
    last = ticket;
  }
  EXPECT_EQ(device->submitted(), last);
  device->wait(last);
  EXPECT_EQ(device->completed(), last);
  device->wait(1);  // long past
  EXPECT_THROW(device->wait(last + 1), Error);
}

TEST(Device, RetiredThingsGoAfterTheWorkThatWasSubmitted) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  Commands commands(*device);
  commands.begin();
  const std::uint64_t ticket = commands.submit();
  std::uint64_t completedThen = 0;
  device->retire([&] { completedThen = device->completed(); });
  device->wait(ticket);
  EXPECT_GE(completedThen, ticket);
}

TEST(Device, SubmitsFromSeveralThreadsAllRun) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t)
      threads.emplace_back([&] {
        Commands commands(*device);
        for (int i = 0; i < 20; ++i) {
          commands.begin();
          device->wait(commands.submit());
          ++done;
        }
      });
  }
  EXPECT_EQ(done, 60);
  EXPECT_EQ(device->submitted(), 60U);
}

/// On memory that the host sees, and on memory that must be staged.
void downloadFromThreads(const std::shared_ptr<Device>& device) {
  const std::shared_ptr<Backend> backend = makeVulkanBackend(device);
  std::vector<float> values(5000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  Tensor tensor = backend->allocate({5000}, DType::F32, 0);
  backend->write(tensor, std::as_bytes(std::span(values)));
  backend->wait(backend->flush());
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      float got = 0;
      tensor.buffer().download((t * 1000 + 1) * sizeof(float), std::as_writable_bytes(std::span(&got, 1)));
      EXPECT_EQ(got, values[t * 1000 + 1]);
    });
  threads.clear();
  std::vector<float> tooMuch(5001);
  EXPECT_THROW(tensor.buffer().download(0, std::as_writable_bytes(std::span(tooMuch))), Error);
}

TEST(Device, DownloadsAnyRangeFromAnyThread) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  downloadFromThreads(device);
}

TEST(Device, DownloadsThroughStagingWhereTheHostSeesNoDeviceMemory) {
  DeviceOverrides overrides;
  overrides.likeGpu = true;
  HEADLIGHT_VULKAN_OR_SKIP(device, overrides);
  EXPECT_EQ(Buffer(device, 64).mapped() == nullptr, device->type() != VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU);
  EXPECT_NE(Buffer(device, 64, MemoryUse::Staging).mapped(), nullptr);
  downloadFromThreads(device);
}

TEST(Device, ABufferOutlivesItsBackend) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  std::shared_ptr<Backend> backend = makeVulkanBackend(device);
  const std::vector<float> values{1, 2, 3};
  const Tensor tensor = backend->allocate({1, 3}, DType::F32, 0);
  backend->write(tensor, std::as_bytes(std::span(values)));
  backend->wait(backend->flush());
  backend.reset();
  EXPECT_EQ(tensor.toHost(), values);
}

}  // namespace
}  // namespace headlight::vk
