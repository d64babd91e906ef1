#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <vector>

#include "backend/vulkan/vulkan_backend.h"
#include "support/near.h"
#include "support/random_tensor.h"
#include "vk/vulkan_device.h"

/// Devices that can bind and count less than ours: every operation in slices must give the bits of the whole.
namespace headlight::test {
namespace {

constexpr int rows = 37;
constexpr int inputs = 24;
constexpr int vocabulary = 200;

std::vector<float> hostOf(Backend& backend, const Tensor& tensor) {
  std::vector<float> values(tensor.shape().elements());
  backend.read(tensor, std::as_writable_bytes(std::span(values)));
  return values;
}

/// What every operation computes on one backend, from the same inputs at offsets that no alignment divides.
std::vector<std::vector<float>> everyOperation(Backend& backend) {
  std::vector<std::vector<float>> results;
  std::vector<float> table, x, bias;
  const Tensor plainTable = randomTensor(backend, {vocabulary, inputs}, 1, table, 3);
  const Tensor packed = backend.packLinear(table, vocabulary, inputs);
  const Tensor padded = randomTensor(backend, {rows + 1, inputs}, 2, x, 5);
  const Tensor xs = padded.rows(1, rows + 1);  // 29 floats into the buffer
  const Tensor biases = randomTensor(backend, {1, vocabulary}, 3, bias);

  std::vector<std::int32_t> ids;
  for (int r = 0; r < rows; ++r) ids.push_back(r * 83 % vocabulary);
  ids.back() = vocabulary - 1;
  for (const Tensor& from : {plainTable, packed}) {
    Tensor gathered = backend.allocate({rows, inputs}, DType::F32, 0);
    backend.gatherRows(from, ids, gathered);
    results.push_back(hostOf(backend, gathered));
  }
  Tensor sum = backend.allocate({rows, inputs}, DType::F32, 0);
  backend.elementwise(Elementwise::Add, xs, padded.rows(0, rows), sum);
  results.push_back(hostOf(backend, sum));
  backend.activate(xs, Activation::Sigmoid, sum);
  results.push_back(hostOf(backend, sum));
  Tensor normed = backend.allocate({rows, inputs}, DType::F32, 0);
  backend.layerNorm(xs, plainTable.rows(7, 8), plainTable.rows(9, 10), 1e-5F, normed);
  results.push_back(hostOf(backend, normed));
  backend.rmsNorm(xs, plainTable.rows(7, 8), 1e-5F, normed);
  results.push_back(hostOf(backend, normed));
  backend.elementwise(Elementwise::Multiply, xs, padded.rows(0, rows), sum);
  results.push_back(hostOf(backend, sum));
  Tensor turned = sum.viewAs({rows, 3, inputs / 3});
  backend.rotary(turned, plainTable.rows(11, 11 + rows).columns(5, {inputs / 3}));
  results.push_back(hostOf(backend, turned));
  for (const int count : {1, 3, 8, rows}) {
    Tensor y = backend.allocate({count, vocabulary}, DType::F32, 0);
    backend.linear(xs.rows(0, count), packed, &biases, Activation::GeluTanh, y);
    results.push_back(hostOf(backend, y));
  }
  const Tensor heads = xs.viewAs({rows, 4, inputs / 4});
  const Tensor scoreBias = plainTable.rows(13, 17).columns(1, {inputs - 1});
  const Tensor keys = plainTable.rows(5, 5 + 130).viewAs({130, 4, inputs / 4});
  const Rows apart(std::vector<Tensor>{keys.rows(64, 128), keys.rows(0, 64), keys.rows(128, 130)});
  for (const Rows& blocks : {Rows(keys), apart}) {
    Tensor pattern = backend.allocate({rows, 4, 192}, DType::F32, 4 * 192 + 16);
    backend.attentionScores(heads, blocks, 0.4F, pattern);
    backend.addScoreBias(pattern, scoreBias, 0.7F, 90, 130, 0);
    backend.softmaxRows(pattern, 90, 130, true, 0);
    results.push_back(hostOf(backend, pattern));
    Tensor mixed = backend.allocate({rows, 4, inputs / 4}, DType::F32, 0);
    backend.attentionMix(pattern, blocks, mixed);
    results.push_back(hostOf(backend, mixed));
    Tensor sums = backend.allocate({rows, 4, PatternSumCount}, DType::F32, 0);
    backend.patternStatistics(pattern, 90, 130, true, 0, sums);
    results.push_back(hostOf(backend, sums));
    backend.softmaxRows(pattern, 90, 130, true, 50);
    results.push_back(hostOf(backend, pattern));
    backend.cutKeys(pattern, 90, std::vector<KeyCut>{{-1, 95, 120, 7}, {2, 100, 101, 90}});
    results.push_back(hostOf(backend, pattern));
    backend.scaleHead(mixed, 3, 0.5F);
    Tensor copied = backend.allocate({rows, 4, inputs / 4}, DType::F32, inputs + 5);
    backend.copyRows(mixed, copied);
    results.push_back(hostOf(backend, copied));
  }
  return results;
}

TEST(Limits, SmallBindingsGiveTheSameAsLargeOnes) {
  HEADLIGHT_VULKAN_OR_SKIP(whole);
  // 64 outputs of 24 inputs are 6,144 bytes: the 200-row vocabulary is bound in four slices, patterns a few rows at a
  // time.
  vk::DeviceOverrides small;
  small.storageRange = 6400;
  HEADLIGHT_VULKAN_OR_SKIP(sliced, small);
  ASSERT_EQ(sliced->limits().storageRange, 6400U);
  const auto expected = everyOperation(*makeVulkanBackend(whole));
  const auto got = everyOperation(*makeVulkanBackend(sliced));
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(sameBits(got[i], expected[i])) << "result " << i;
}

TEST(Limits, FewWorkgroupsADimensionGiveTheSameAsMany) {
  HEADLIGHT_VULKAN_OR_SKIP(whole);
  vk::DeviceOverrides few;
  few.groupCount = 7;  // 7^3 = 343 a dispatch
  HEADLIGHT_VULKAN_OR_SKIP(spread, few);
  const auto expected = everyOperation(*makeVulkanBackend(whole));
  const auto got = everyOperation(*makeVulkanBackend(spread));
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(sameBits(got[i], expected[i])) << "result " << i;
}

TEST(Limits, ABindingThatNoSliceCanMakeFitIsAnError) {
  vk::DeviceOverrides tiny;
  tiny.storageRange = 4096;  // one panel of 64 outputs takes 6,144
  HEADLIGHT_VULKAN_OR_SKIP(device, tiny);
  const std::shared_ptr<Backend> backend = makeVulkanBackend(device);
  const std::vector<float> ones(vocabulary * inputs, 1.0F);
  const Tensor weight = backend->packLinear(ones, vocabulary, inputs);
  const Tensor x = tensorOf(*backend, std::span(ones).first(inputs), {1, inputs});
  Tensor y = backend->allocate({1, vocabulary}, DType::F32, 0);
  EXPECT_THROW(backend->linear(x, weight, nullptr, Activation::None, y), Error);
}

/// Both families of kernels on one device, run where they do not belong: the same up to the order of the sums over a
/// row.
TEST(Limits, TheVariantsForGpusAgreeWithTheOthers) {
  HEADLIGHT_VULKAN_OR_SKIP(software, kernelFamily(false));
  HEADLIGHT_VULKAN_OR_SKIP(gpu, kernelFamily(true));
  EXPECT_TRUE(software->limits().software);
  EXPECT_FALSE(gpu->limits().software);
  const auto expected = everyOperation(*makeVulkanBackend(software));
  const auto got = everyOperation(*makeVulkanBackend(gpu));
  for (std::size_t i = 0; i < got.size(); ++i)
    for (std::size_t k = 0; k < got[i].size(); ++k)
      ASSERT_NEAR(got[i][k], expected[i][k], 1e-5 * (1 + std::abs(expected[i][k])))
          << "result " << i << " element " << k;
}

/// A GPU clears no memory before it gives it out; lavapipe's is mostly zeros.
TEST(Limits, MemoryFullOfNansGivesTheSameAsMemoryOfZeros) {
  for (const bool likeGpu : {false, true}) {
    SCOPED_TRACE(likeGpu ? "the kernels of a GPU" : "those of a software device");
    HEADLIGHT_VULKAN_OR_SKIP(whole, kernelFamily(likeGpu));
    vk::DeviceOverrides poison = kernelFamily(likeGpu);
    poison.poison = true;
    HEADLIGHT_VULKAN_OR_SKIP(poisoned, poison);
    const auto backend = makeVulkanBackend(poisoned);
    if (poisoned->type() == VK_PHYSICAL_DEVICE_TYPE_CPU) {
      EXPECT_TRUE(std::isnan(hostOf(*backend, backend->allocate({1, 7}, DType::F32, 0))[6])) << "no poison was there";
    }
    const auto expected = everyOperation(*makeVulkanBackend(whole));
    const auto got = everyOperation(*backend);
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(sameBits(got[i], expected[i])) << "result " << i;
  }
}

/// Promised where the backend can: a row's outputs have the same bits however many rows are computed with it.
TEST(Limits, ARowDoesNotDependOnHowManyAreComputed) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  const std::shared_ptr<Backend> backend = makeVulkanBackend(device);
  for (const int in : {1, 33, 256, 257}) {
    std::vector<float> x;
    const Tensor xs = randomTensor(*backend, {70, in}, 1, x);
    const std::vector<float> weight = randomFloats(static_cast<std::size_t>(in) * 130, 2);
    const Tensor packed = backend->packLinear(weight, 130, in);
    Tensor whole = backend->allocate({70, 130}, DType::F32, 0);
    backend->linear(xs, packed, nullptr, Activation::GeluTanh, whole);
    const std::vector<float> expected = hostOf(*backend, whole);
    for (const int count : {1, 2, 3, 5, 8, 9, 17, 33, 64}) {
      Tensor part = backend->allocate({count, 130}, DType::F32, 0);
      backend->linear(xs.rows(70 - count, 70), packed, nullptr, Activation::GeluTanh, part);
      const std::size_t first = static_cast<std::size_t>(70 - count) * 130;
      EXPECT_TRUE(sameBits(hostOf(*backend, part), std::span(expected).subspan(first))) << count << " rows of " << in;
    }
  }
}

}  // namespace
}  // namespace headlight::test
