// What a Vulkan device can do at best, whatever our kernels make of it: how fast it reads its memory (the floor of an
// edit: the weights, once), what a dispatch costs that waits for the one before, and what a submit costs.
//     gpu_device_speed [N [MEBIBYTES]]        one JSON object on standard output; 1 where the numbers read are wrong
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "base/error.h"
#include "push.h"
#include "shaders/elementwise.comp.h"
#include "shaders/read_bandwidth.comp.h"
#include "vk/buffer.h"
#include "vk/device.h"
#include "vk/encoder.h"
#include "vk/kernel_cache.h"

namespace headlight {
namespace {

using Clock = std::chrono::steady_clock;
double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

constexpr VkDeviceSize fillBytes = VkDeviceSize{8} << 20;
constexpr std::uint32_t groupSize = 256, vectorsEach = 64;

/// One buffer of the device's own memory a slice, each as large as one binding may be.
class Memory {
 public:
  Memory(const std::shared_ptr<vk::Device>& device, VkDeviceSize bytes) : device_(device), encoder_(device) {
    const auto staging = std::make_shared<vk::Buffer>(device, fillBytes, vk::MemoryUse::Staging);
    std::vector<float> numbers(fillBytes / sizeof(float));
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i % 13);
    for (const float number : numbers) sumOfFill_ += number;
    std::memcpy(staging->mapped(), numbers.data(), fillBytes);
    const VkDeviceSize most = std::min<VkDeviceSize>(
        {device->limits().storageRange, device->limits().texelElements * 16, VkDeviceSize{512} << 20});
    const VkDeviceSize slice = std::min(most, bytes) / fillBytes * fillBytes;
    if (slice == 0) fail("device speed: a binding of this device holds less than ", fillBytes, " bytes");
    for (VkDeviceSize at = 0; at + slice <= bytes; at += slice) {
      slices_.push_back(std::make_shared<vk::Buffer>(device, slice));
      for (VkDeviceSize part = 0; part < slice; part += fillBytes) {
        encoder_.copy({staging, 0, fillBytes}, {slices_.back(), part, fillBytes});
        expected_ += sumOfFill_;
      }
      vectors_ = static_cast<std::uint32_t>(slice / 16);
      groups_ = std::max(vectors_ / (groupSize * vectorsEach), 1U);
      sums_.push_back(std::make_shared<vk::Buffer>(device, VkDeviceSize{groups_} * groupSize * sizeof(float)));
    }
    device->wait(encoder_.submit());
  }

  VkDeviceSize bytes() const { return slices_.size() * VkDeviceSize{vectors_} * 16; }

  /// Reads everything once: {milliseconds by the device's clock, by the host's}. 0 by a device's that has none.
  std::pair<double, double> read(bool throughTexels) {
    const vk::Kernel& kernel = device_->kernels().get(shaders::readBandwidth, {3, 0b001}, sizeof(push::ReadBandwidth),
                                                      {throughTexels ? 1U : 0U});
    encoder_.takeTimings();
    const auto section = std::make_shared<const std::string>();
    const Clock::time_point start = Clock::now();
    for (std::size_t i = 0; i < slices_.size(); ++i) {
      const vk::Binding all{slices_[i], 0, slices_[i]->bytes()};
      encoder_.fetch(all, 4).read(all).write({sums_[i], 0, sums_[i]->bytes()});
      encoder_.dispatch(kernel, push::ReadBandwidth{groups_, vectors_}, groups_);
    }
    encoder_.stamp(section, "read");
    device_->wait(encoder_.submit());
    const double host = millisecondsSince(start);
    double device = 0;
    for (const vk::Encoder::Timing& timing : encoder_.takeTimings()) device += timing.milliseconds;
    return {device, host};
  }

  /// Whether every number was read: the sums of the last read(), which are whole numbers below 2^24 and so exact.
  bool isRight() {
    double sum = 0;
    std::vector<float> got(sums_.front()->bytes() / sizeof(float));
    for (const auto& sums : sums_) {
      device_->download(*sums, 0, std::as_writable_bytes(std::span(got)));
      for (const float number : got) sum += number;
    }
    return sum == expected_;
  }

 private:
  std::shared_ptr<vk::Device> device_;
  vk::Encoder encoder_;
  std::vector<std::shared_ptr<vk::Buffer>> slices_, sums_;
  std::uint32_t vectors_ = 0, groups_ = 0;
  double sumOfFill_ = 0, expected_ = 0;
};

/// Microseconds a dispatch, of many tiny ones that each wait for the one before: what a short operation costs at least.
double dispatchMicroseconds(const std::shared_ptr<vk::Device>& device) {
  constexpr int count = 400;
  vk::Encoder encoder(device);
  const auto rows = std::make_shared<vk::Buffer>(device, VkDeviceSize{8192});
  const vk::Kernel& kernel = device->kernels().get(shaders::elementwise, {3, 0b011}, sizeof(push::Elementwise), {4, 0});
  const push::Elementwise push{1, 256, 64, {0, 256}, {0, 256}, {0, 256}};
  double best = std::numeric_limits<double>::max();
  for (int round = 0; round < 5; ++round) {
    const Clock::time_point start = Clock::now();
    for (VkDeviceSize i = 0; i < count; ++i)
      encoder.fetch({rows, i % 2 * 4096, 1024}, 4)
          .fetch({rows, i % 2 * 4096, 1024}, 4)
          .write({rows, (i + 1) % 2 * 4096, 1024})
          .dispatch(kernel, push, 1);
    device->wait(encoder.submit());
    best = std::min(best, 1e3 * millisecondsSince(start) / count);
  }
  return best;
}

/// Microseconds from handing over one tiny dispatch to knowing that it has run.
double submitMicroseconds(const std::shared_ptr<vk::Device>& device) {
  vk::Encoder encoder(device);
  const auto rows = std::make_shared<vk::Buffer>(device, VkDeviceSize{8192});
  const vk::Kernel& kernel = device->kernels().get(shaders::elementwise, {3, 0b011}, sizeof(push::Elementwise), {4, 0});
  const push::Elementwise push{1, 256, 64, {0, 256}, {0, 256}, {0, 256}};
  std::vector<double> all;
  for (int round = 0; round < 200; ++round) {
    const Clock::time_point start = Clock::now();
    encoder.fetch({rows, 0, 1024}, 4).fetch({rows, 0, 1024}, 4).write({rows, 4096, 1024}).dispatch(kernel, push, 1);
    device->wait(encoder.submit());
    all.push_back(1e3 * millisecondsSince(start));
  }
  std::nth_element(all.begin(), all.begin() + 100, all.end());
  return all[100];
}

int measure(int index, VkDeviceSize bytes) {
  const std::shared_ptr<vk::Device> device = vk::openDevice(index);
  nlohmann::ordered_json report{{"device", device->name()}};
  Memory memory(device, bytes);
  report["bytes"] = memory.bytes();
  bool right = true;
  for (const bool texels : {false, true}) {
    double byDevice = std::numeric_limits<double>::max(), byHost = byDevice;
    for (int round = 0; round < 7; ++round) {
      const auto [deviceTime, hostTime] = memory.read(texels);
      if (round == 0) continue;  // warms up
      byDevice = std::min(byDevice, deviceTime);
      byHost = std::min(byHost, hostTime);
    }
    right = right && memory.isRight();
    const auto perSecond = [&](double milliseconds) {
      return milliseconds > 0 ? static_cast<double>(memory.bytes()) / milliseconds / 1e6 : 0.0;
    };
    report[texels ? "texelGBs" : "storageGBs"] = perSecond(byDevice);
    report[texels ? "texelGBsWall" : "storageGBsWall"] = perSecond(byHost);
  }
  report["right"] = right;
  report["dispatchMicroseconds"] = dispatchMicroseconds(device);
  report["submitMicroseconds"] = submitMicroseconds(device);
  std::cout << report.dump() << '\n';
  if (!right) std::cerr << "device speed: the numbers read are not those that were written\n";
  return right ? 0 : 1;
}

}  // namespace
}  // namespace headlight

int main(int argc, char** argv) {
  try {
    return headlight::measure(argc > 1 ? std::atoi(argv[1]) : 0,
                              static_cast<VkDeviceSize>(argc > 2 ? std::atoi(argv[2]) : 1024) << 20);
  } catch (const headlight::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
