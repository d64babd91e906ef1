#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

namespace headlight::test {

/// `../shared/data` beside the project's root, or nothing on a machine without it. HEADLIGHT_SHARED_DATA overrides the
/// place.
std::optional<std::filesystem::path> sharedData();

/// tests/vectors of this checkout, and assets/. HEADLIGHT_TEST_VECTORS and HEADLIGHT_ASSETS override the places, for
/// test binaries that run where there is no checkout (tests/gpu).
std::filesystem::path vectorsFolder();
std::filesystem::path bundledAssets();

/// A folder of its own for one test; removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace headlight::test

/// Binds `name` to ../shared/data, or skips the test with the reason.
#define HEADLIGHT_SHARED_DATA_OR_SKIP(name)                                       \
  const auto name##Found = headlight::test::sharedData();                         \
  if (!name##Found) GTEST_SKIP() << "../shared/data is not beside this checkout"; \
  const std::filesystem::path& name = *name##Found
