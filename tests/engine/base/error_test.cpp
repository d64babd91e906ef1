#include "base/error.h"

#include <gtest/gtest.h>

namespace headlight {
namespace {

TEST(Error, streamsItsPartsIntoOneSentence) {
  try {
    fail("linear: expected ", 4, " features, got ", 5.5, std::string("."));
    FAIL() << "fail returned";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "linear: expected 4 features, got 5.5.");
  }
}

}  // namespace
}  // namespace headlight
