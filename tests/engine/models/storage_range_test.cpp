#include <gtest/gtest.h>

#include <algorithm>

#include "backend/vulkan/vulkan_backend.h"
#include "base/error.h"
#include "compare.h"
#include "models/load_model.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/test_device.h"
#include "support/tiny_model.h"
#include "vk/device.h"
#include "vk/instance.h"

// GPT-2's vocabulary matrix is 154 MB and the Vulkan minimum of maxStorageBufferRange is 128 MiB: weights must be bound
// in ranges. Here the limit is made small instead of the matrix large; the encoder refuses any binding beyond it.
namespace headlight {
namespace {

/// Nothing where there is no Vulkan device and none is required.
std::shared_ptr<Backend> limitedBackend(std::uint64_t storageRange) {
  if (listVulkanDevices().empty() && !test::vulkanRequired()) return nullptr;
  vk::DeviceOverrides overrides;
  overrides.storageRange = storageRange;
  return makeVulkanBackend(
      std::make_shared<vk::Device>(vk::Instance::shared(), std::max(test::testDeviceIndex(), 0), overrides));
}

TEST(StorageRange, aVocabularyLargerThanOneBinding) {
  test::TinyModel wide;
  // 28,800 bytes of vocabulary, packed in panels of 64 outputs with 9,216 bytes each: one or two of four to a binding.
  // The MLP is narrow, so that its panels fit.
  wide.vocabulary = 200, wide.width = 36, wide.inner = 36, wide.positions = 70, wide.seed = 11;
  for (const bool tied : {true, false}) {
    wide.tied = tied;
    const test::TemporaryFolder folder;
    const reference::Weights weights = test::writeTinyModel(folder.path(), wide);
    for (const std::uint64_t range : {std::uint64_t(16) << 10, std::uint64_t(24) << 10}) {
      SCOPED_TRACE(testing::Message() << (tied ? "tied, " : "untied, ") << range << " bytes a binding");
      const auto backend = limitedBackend(range);
      if (!backend) GTEST_SKIP() << "no Vulkan device here";
      const auto model = loadModel(folder.path(), *backend);
      // The first and the last id, so that the first and the last range are looked up.
      std::vector<std::int32_t> ids = test::randomIds(14, wide.vocabulary);
      ids.front() = 199, ids.back() = 0;
      test::expectAgrees(*test::pass(*model, *backend, ids), reference::forward(weights, ids));
      test::expectAgrees(*test::pass(*model, *backend, {199}),
                         reference::forward(weights, std::vector<std::int32_t>{199}));
    }
  }
}

}  // namespace
}  // namespace headlight
