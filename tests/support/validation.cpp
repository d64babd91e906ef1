#include "support/validation.h"

#include <gtest/gtest.h>

#include "vk/instance.h"

namespace {

class FailOnMessages : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo&) override { headlight::vk::clearValidationMessages(); }
  void OnTestEnd(const testing::TestInfo&) override { report(); }
  void OnTestProgramEnd(const testing::UnitTest&) override { report(); }

  static void report() {
    for (const std::string& message : headlight::vk::validationMessages()) ADD_FAILURE() << message;
    headlight::vk::clearValidationMessages();
  }
};

const bool listening = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new FailOnMessages);  // googletest owns it
  return true;
}();

}  // namespace
