#include "vk/kernel_cache.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include "push.h"
#include "shaders/elementwise.comp.h"
#include "support/shared_data.h"
#include "vk/vulkan_device.h"

namespace headlight::vk {
namespace {

/// XDG_CACHE_HOME of its own for one test.
class CacheHome {
 public:
  CacheHome() {
    if (const char* old = std::getenv("XDG_CACHE_HOME")) old_ = old;
    setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1);
  }
  ~CacheHome() { old_.empty() ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", old_.c_str(), 1); }

 private:
  test::TemporaryFolder folder_;
  std::string old_;
};

const Kernel& addKernel(Device& device) {
  return device.kernels().get(shaders::elementwise, {3, 0b011}, sizeof(push::Elementwise), {4, 0});
}

TEST(KernelCache, TheSameShaderAndConstantsAreOneKernel) {
  HEADLIGHT_VULKAN_OR_SKIP(device);
  EXPECT_EQ(&addKernel(*device), &addKernel(*device));
}

TEST(KernelCache, TheFileIsWrittenWholeAndReadAgain) {
  const CacheHome home;
  std::filesystem::path file;
  {
    HEADLIGHT_VULKAN_OR_SKIP(device);
    file = device->kernels().file();
    EXPECT_FALSE(std::filesystem::exists(file));
    addKernel(*device);
  }
  EXPECT_TRUE(std::filesystem::exists(file));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) files += entry.is_regular_file();
  EXPECT_EQ(files, 1) << "a temporary file was left behind";
  HEADLIGHT_VULKAN_OR_SKIP(again);
  addKernel(*again);
}

TEST(KernelCache, ADamagedFileCountsAsEmpty) {
  const CacheHome home;
  std::filesystem::path file;
  {
    HEADLIGHT_VULKAN_OR_SKIP(device);
    addKernel(*device);
    file = device->kernels().file();
  }
  ASSERT_TRUE(std::filesystem::exists(file));
  std::string whole(std::filesystem::file_size(file), '\0');
  std::ifstream(file, std::ios::binary).read(whole.data(), static_cast<std::streamsize>(whole.size()));
  std::string otherDriver = whole;
  otherDriver[20] = static_cast<char>(otherDriver[20] ^ 1);  // in the header's UUID
  std::string flipped = whole;
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);  // far behind the header
  for (const std::string& content : {std::string(), std::string("x"), std::string(4096, '\xff'), whole.substr(0, 16),
                                     whole.substr(0, whole.size() / 2), otherDriver, flipped}) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    HEADLIGHT_VULKAN_OR_SKIP(device);
    EXPECT_EQ(device->kernels().bytesRead(), 0U) << content.size() << " bytes";
    EXPECT_NO_THROW(addKernel(*device)) << content.size() << " bytes";
  }
  std::ofstream(file, std::ios::binary | std::ios::trunc) << whole;
  HEADLIGHT_VULKAN_OR_SKIP(device);
  EXPECT_GT(device->kernels().bytesRead(), 0U);
}

TEST(KernelCache, AHomeThatCannotBeWrittenIsNoError) {
  const CacheHome home;
  setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
  HEADLIGHT_VULKAN_OR_SKIP(device);
  addKernel(*device);
  EXPECT_FALSE(device->kernels().save());
}

}  // namespace
}  // namespace headlight::vk
