#include "vk/device.h"

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "backend/vulkan/vulkan_backend.h"
#include "backend/vulkan/vulkan_buffer.h"
#include "base/device_lost.h"
#include "vk/buffer.h"
#include "vk/commands.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

TEST(Device, OneDevicePerIndexIsSharedWhileHeld) {
  HEADLIGHT_VULKAN_OR_SKIP(own);
  const int index = test::vulkanDeviceIndex(*Instance::shared());
  const std::shared_ptr<Device> first = openDevice(index);
  EXPECT_EQ(first, openDevice(index));
  EXPECT_NE(first, own);
  for (const DeviceInfo& listed : listVulkanDevices()) {
    if (listed.selector == "vulkan:" + std::to_string(index)) {
      EXPECT_EQ(first->name(), listed.name);
    }
  }
  EXPECT_EQ(first->name(), own->name());
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

TEST(Device, TheEnvironmentChoosesTheKernelsAndLeavesTheMemory) {
  HEADLIGHT_VULKAN_OR_SKIP(plain);
  const int index = test::vulkanDeviceIndex(*Instance::shared());
  const auto with = [&](const char* kernels) {
    setenv("HEADLIGHT_VULKAN_KERNELS", kernels, 1);
    const DeviceOverrides overrides = DeviceOverrides::fromEnvironment();
    unsetenv("HEADLIGHT_VULKAN_KERNELS");
    return std::make_shared<Device>(Instance::shared(), index, overrides);
  };
  EXPECT_FALSE(with("gpu")->limits().software);
  EXPECT_TRUE(with("software")->limits().software);
  EXPECT_EQ(with("software")->limits().sharesMemory, plain->limits().sharesMemory);
  EXPECT_EQ(with("")->limits().software, plain->limits().software);
  try {
    with("lavapipe");
    FAIL() << "kernels of nobody were taken";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("gpu or software"), std::string::npos) << error.what();
  }
  unsetenv("HEADLIGHT_VULKAN_KERNELS");
}

/// A device that is lost `after` submits behind what making a backend takes.
std::shared_ptr<Device> losingDevice(std::uint64_t after) {
  const std::shared_ptr<Device> counted = test::vulkanDevice();
  if (!counted) return nullptr;
  makeVulkanBackend(counted);
  DeviceOverrides overrides;
  overrides.loseAfter = counted->submitted() + after;
  return test::vulkanDevice(overrides);
}

TEST(Device, ALostOneIsOneClearErrorEverywhere) {
  HEADLIGHT_VULKAN_OR_SKIP(any);
  const std::shared_ptr<Device> device = losingDevice(2);
  const std::shared_ptr<Backend> backend = makeVulkanBackend(device);
  const std::vector<float> values{1, 2, 3, 4};
  const Tensor before = backend->allocate({1, 4}, DType::F32, 0);
  backend->write(before, std::as_bytes(std::span(values)));
  Tensor sum = backend->allocate({1, 4}, DType::F32, 0);
  backend->elementwise(Elementwise::Add, before, before, sum);
  backend->wait(backend->flush());  // the last that works
  EXPECT_FALSE(device->lost());
  const auto expectLost = [&](const auto& work) {
    try {
      work();
      FAIL() << "a lost device was used without an error";
    } catch (const DeviceLost& error) {
      const std::string text = error.what();
      EXPECT_NE(text.find("VK_ERROR_DEVICE_LOST"), std::string::npos) << text;
      EXPECT_NE(text.find(device->name()), std::string::npos) << text;
      EXPECT_NE(text.find("open the model again"), std::string::npos) << text;
    }
  };
  backend->elementwise(Elementwise::Add, before, sum, sum);
  const std::uint64_t ticket = backend->flush();  // taken by the queue, never done
  expectLost([&] { backend->wait(ticket); });
  EXPECT_TRUE(device->lost());
  for (int again = 0; again < 2; ++again)
    expectLost([&] {
      backend->elementwise(Elementwise::Add, before, before, sum);
      backend->flush();
    });
  std::vector<float> host(4);
  expectLost([&] {
    backend->elementwise(Elementwise::Add, before, before, sum);
    backend->read(sum, std::as_writable_bytes(std::span(host)));
  });
  Commands commands(*device);
  commands.begin();
  expectLost([&] { commands.submit(); });
  // What a picture shows of earlier passes stays readable where the host sees the memory.
  if (dynamic_cast<const VulkanBuffer&>(before.buffer()).memory()->mapped()) {
    EXPECT_EQ(before.toHost(), values);
  }
}

TEST(Device, ALostOneIsNotHandedOutAgain) {
  HEADLIGHT_VULKAN_OR_SKIP(any);
  const int index = test::vulkanDeviceIndex(*Instance::shared());
  setenv("HEADLIGHT_LOSE_DEVICE_AFTER", "1", 1);
  const std::shared_ptr<Device> lost = openDevice(index);
  unsetenv("HEADLIGHT_LOSE_DEVICE_AFTER");
  EXPECT_EQ(openDevice(index), lost);  // nobody knows yet
  Commands commands(*lost);
  commands.begin();
  EXPECT_THROW(lost->wait(commands.submit()), DeviceLost);
  EXPECT_TRUE(lost->lost());
  const std::shared_ptr<Device> fresh = openDevice(index);  // while the lost one is still held, by a trace perhaps
  EXPECT_NE(fresh, lost);
  EXPECT_EQ(openDevice(index), fresh);
  Commands work(*fresh);
  work.begin();
  EXPECT_NO_THROW(fresh->wait(work.submit()));
  EXPECT_FALSE(fresh->lost());
}

}  // namespace
}  // namespace headlight::vk
