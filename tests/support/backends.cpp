#include "support/backends.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <span>

#include "base/error.h"
#include "support/test_device.h"

namespace headlight::test {
namespace {

std::map<std::string, std::shared_ptr<Backend>>& kept() {
  static std::map<std::string, std::shared_ptr<Backend>> backends;
  return backends;
}

/// A level of kernels that HEADLIGHT_CPU names and this processor lacks skips every test, with the reason.
class NamedLevel : public testing::Environment {
  void SetUp() override {
    if (!std::getenv("HEADLIGHT_CPU")) return;
    try {
      makeBackend("cpu", 1);
    } catch (const Error& error) {
      // What CTest looks for (tests/CMakeLists.txt); gtest's own words stand for single tests too.
      std::cout << "[  SKIPPED ] every test\n";
      GTEST_SKIP() << error.what();
    }
  }
};
[[maybe_unused]] const testing::Environment* const namedLevel = testing::AddGlobalTestEnvironment(new NamedLevel);

}  // namespace

std::vector<std::string> availableBackends() {
  std::vector<std::string> selectors{"cpu"};
  const std::vector<DeviceInfo> devices = listDevices();
  const bool found = std::any_of(devices.begin(), devices.end(),
                                 [](const DeviceInfo& device) { return device.selector.rfind("vulkan:", 0) == 0; });
  if (found || vulkanRequired()) selectors.push_back(testDevice());
  return selectors;
}

std::string backendName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), ':', '_');
  return name;
}

std::vector<float> toHost(Backend& backend, const Tensor& tensor) {
  std::vector<float> values(tensor.shape().elements());
  backend.read(tensor, std::as_writable_bytes(std::span(values)));
  return values;
}

void OnBackends::SetUp() {
  std::shared_ptr<Backend>& known = kept()[GetParam()];
  if (!known) known = makeBackend(GetParam());
  backend_ = known;
}

void OnBackends::TearDownTestSuite() { kept().clear(); }

}  // namespace headlight::test
