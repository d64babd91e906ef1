#include "session/backend_check.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "support/shared_data.h"
#include "support/test_device.h"
#include "support/tiny_encoder.h"
#include "support/tiny_image.h"
#include "support/tiny_model.h"

namespace headlight {
namespace {

Loaded load(const std::filesystem::path& folder, const std::string& device,
            WeightStorage storage = WeightStorage::F32) {
  Loaded loaded{makeBackend(device, 1, storage), nullptr};
  loaded.model = loadModel(folder, *loaded.backend);
  return loaded;
}

TEST(BackendCheck, VulkanAgreesWithTheCpu) {
  const std::vector<DeviceInfo> devices = listDevices();
  if (devices.size() < 2 && !test::vulkanRequired()) GTEST_SKIP() << "no Vulkan device here";
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const Loaded loaded = load(folder.path(), test::testDevice());
  const BackendCheck check = checkBackend(loaded, makeBackend("cpu", 1));
  EXPECT_EQ(check.device, loaded.backend->deviceName());
  EXPECT_NE(check.cpu, check.device);
  EXPECT_EQ(check.tokens, 16);
  EXPECT_GT(check.largestLogit, 0);
  EXPECT_LE(check.largestDifference, 1e-5 * check.largestLogit);
  EXPECT_TRUE(check.agrees());
  EXPECT_GT(check.deviceMilliseconds, 0);
  EXPECT_GT(check.cpuMilliseconds, 0);
}

TEST(BackendCheck, SeesADeviceThatComputesSomethingElse) {
  const test::TemporaryFolder folder, other;
  test::TinyModel options;
  test::writeTinyModel(folder.path(), options);
  options.seed = 2;  // stands for wrong numbers
  test::writeTinyModel(other.path(), options);
  const Loaded right = load(folder.path(), "cpu"), wrong = load(other.path(), "cpu");
  EXPECT_FALSE(compareBackends(wrong, right).agrees());
  const BackendCheck same = compareBackends(right, right);
  EXPECT_TRUE(same.agrees());
  EXPECT_EQ(same.largestDifference, 0);
}

TEST(BackendCheck, AModelOfFewPositionsIsCheckedWithWhatItTakes) {
  const test::TemporaryFolder folder;
  test::TinyModel options;
  options.positions = 5;
  test::writeTinyModel(folder.path(), options);
  EXPECT_EQ(checkBackend(load(folder.path(), "cpu"), makeBackend("cpu", 1)).tokens, 5);
}

TEST(BackendCheck, ModelsWithoutLogitsOfEveryRow) {
  for (const char* head : {"masked", "sequence", "token", ""}) {
    SCOPED_TRACE(head);
    const test::TemporaryFolder folder, other;
    test::TinyEncoder options;
    options.head = head;
    test::writeTinyEncoder(folder.path(), options);
    options.seed = 2;
    test::writeTinyEncoder(other.path(), options);
    const Loaded right = load(folder.path(), "cpu"), wrong = load(other.path(), "cpu");
    EXPECT_TRUE(checkBackend(right, makeBackend("cpu", 1)).agrees());
    EXPECT_FALSE(compareBackends(wrong, right).agrees());
  }
}

TEST(BackendCheck, ImageModelsAreCheckedWithAPicture) {
  for (const char* family : {"vit", "dinov2_with_registers"}) {
    SCOPED_TRACE(family);
    const test::TemporaryFolder folder, other;
    test::TinyImage options;
    options.family = family;
    test::writeTinyImage(folder.path(), options);
    options.seed = 2;
    test::writeTinyImage(other.path(), options);
    const Loaded right = load(folder.path(), "cpu"), wrong = load(other.path(), "cpu");
    const BackendCheck check = checkBackend(right, makeBackend("cpu", 1));
    EXPECT_TRUE(check.agrees());
    EXPECT_EQ(check.tokens, right.model->info()->inputs.front().rows());
    EXPECT_FALSE(compareBackends(wrong, right).agrees());
  }
}

TEST(BackendCheck, AnotherModelIsRefused) {
  const test::TemporaryFolder folder, other;
  test::TinyModel options;
  test::writeTinyModel(folder.path(), options);
  options.vocabulary = 62;
  test::writeTinyModel(other.path(), options);
  EXPECT_THROW(compareBackends(load(folder.path(), "cpu"), load(other.path(), "cpu")), Error);
}

TEST(BackendCheck, StopsBetweenBlocks) {
  const test::TemporaryFolder folder;
  test::writeTinyModel(folder.path());
  const Loaded loaded = load(folder.path(), "cpu");
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(checkBackend(loaded, makeBackend("cpu", 1), source.get_token()), Cancelled);
}

}  // namespace
}  // namespace headlight
