#include "support/backends.h"

#include <algorithm>
#include <map>
#include <span>

#include "support/test_device.h"

namespace headlight::test {
namespace {

std::map<std::string, std::shared_ptr<Backend>>& kept() {
  static std::map<std::string, std::shared_ptr<Backend>> backends;
  return backends;
}

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
