#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace headlight::test {

/// Selectors of the backends to test: "cpu", and testDevice() ("vulkan") when it was compiled in and a device (lavapipe
/// counts) is there. With HEADLIGHT_REQUIRE_VULKAN=1 it is in the list in any case, so that its absence fails instead
/// of passing unseen.
std::vector<std::string> availableBackends();

/// The name of a parameterised test: "cpu", "vulkan", "vulkan_1".
std::string backendName(const testing::TestParamInfo<std::string>& info);

/// All elements of an f32 tensor, row gaps dropped; waits for the device.
std::vector<float> toHost(Backend& backend, const Tensor& tensor);

/// Tests that every backend answers to: INSTANTIATE_TEST_SUITE_P(Backends, ThisTest, ValuesIn(availableBackends()),
/// backendName). One backend serves all tests of a suite.
class OnBackends : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  static void TearDownTestSuite();
  Backend& backend() { return *backend_; }
  bool onCpu() const { return GetParam() == "cpu"; }

 private:
  std::shared_ptr<Backend> backend_;
};

}  // namespace headlight::test
