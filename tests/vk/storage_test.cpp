#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "backend/vulkan/vulkan_backend.h"
#include "models/load_model.h"
#include "support/near.h"
#include "support/passes.h"
#include "support/shared_data.h"
#include "support/tiny_model.h"
#include "vk/vulkan_device.h"

/// A file of 16-bit weights, kept as 16 bits: nothing is rounded, so every number of the pass has the bits that it has
/// with the same weights kept in f32.
namespace headlight::test {
namespace {

TEST(Storage, WeightsOfTheFilesOwnTypeChangeNoBit) {
  for (const bool likeGpu : {false, true})
    for (const auto& [type, storage] : {std::pair{"F16", WeightStorage::F16}, {"BF16", WeightStorage::BF16}}) {
      SCOPED_TRACE(testing::Message() << type << (likeGpu ? ", like a GPU" : ""));
      TinyModel options;
      options.width = 64, options.type = type;
      const TemporaryFolder folder;
      writeTinyModel(folder.path(), options);
      HEADLIGHT_VULKAN_OR_SKIP(device, kernelFamily(likeGpu));
      const auto wide = makeVulkanBackend(device), narrow = makeVulkanBackend(device, storage);
      const auto wideModel = loadModel(folder.path(), *wide), narrowModel = loadModel(folder.path(), *narrow);
      for (const int tokens : {1, 6, 20}) {
        const std::vector<std::int32_t> ids = randomIds(tokens, options.vocabulary);
        const auto expected = pass(*wideModel, *wide, ids), got = pass(*narrowModel, *narrow, ids);
        for (const auto& [id, rows] : expected->sites()) {
          std::vector<int> shape;
          EXPECT_TRUE(sameBits(siteToHost(*got, id, shape), siteToHost(*expected, id, shape))) << toString(id);
        }
      }
    }
}

/// The other way round it is seen that 16 bits are kept: f32 weights lose digits, by no more than their rounding.
TEST(Storage, F32WeightsAreRounded) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  const TemporaryFolder folder;
  const TinyModel options;
  writeTinyModel(folder.path(), options);
  const auto wide = makeVulkanBackend(device);
  const auto wideModel = loadModel(folder.path(), *wide);
  const auto ids = randomIds(9, options.vocabulary);
  const auto expected = pass(*wideModel, *wide, ids);
  double last = 0;
  for (const WeightStorage storage : {WeightStorage::F16, WeightStorage::BF16}) {
    const auto narrow = makeVulkanBackend(device, storage);
    const auto model = loadModel(folder.path(), *narrow);
    const auto got = pass(*model, *narrow, ids);
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < expected->predictedLogits().size(); ++i) {
      largest = std::max<double>(largest, std::abs(expected->predictedLogits()[i]));
      difference = std::max<double>(difference, std::abs(got->predictedLogits()[i] - expected->predictedLogits()[i]));
    }
    // Two layers of eight products in a row (norms keep their scale): some ten roundings of 2^-11 or 2^-8, at worst.
    const double rounding = storage == WeightStorage::F16 ? 0x1p-11 : 0x1p-8;
    EXPECT_GT(difference, last) << toString(storage);
    EXPECT_LE(difference, 10 * rounding * largest) << toString(storage);
    last = difference;
  }
}

}  // namespace
}  // namespace headlight::test
