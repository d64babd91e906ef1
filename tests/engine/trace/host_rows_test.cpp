#include "trace/host_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "support/backends.h"
#include "support/random_tensor.h"

namespace headlight {
namespace {

class HostRowsTest : public test::OnBackends {};

TEST_P(HostRowsTest, givesRowsOfSeveralBlocksAndOfColumns) {
  std::vector<float> host;
  const Rows all(test::randomTensor(backend(), {130, 12}, 1, host));
  backend().wait(backend().flush());
  const HostRows whole(all), part(all.columns(3, {2, 4}));
  ASSERT_EQ(whole.rows(), 130);
  for (const int row : {0, 63, 64, 129}) {
    const auto begin = host.begin() + row * 12;
    EXPECT_TRUE(std::ranges::equal(whole.row(row), std::span(begin, 12))) << row;
    EXPECT_TRUE(std::ranges::equal(part.row(row), std::span(begin + 3, 8))) << row;
    EXPECT_TRUE(std::ranges::equal(part.head(row, 1, 4), std::span(begin + 7, 4))) << row;
  }
  EXPECT_THROW(whole.row(130), Error);
  EXPECT_THROW(whole.row(-1), Error);
}

// Keys may be more than rows or fewer, and a causal block has no room for later keys.
TEST_P(HostRowsTest, aHeadHasAsManyKeysAsAreAskedOrThere) {
  std::vector<float> first, second;
  const Rows pattern(
      {test::randomTensor(backend(), {64, 3, 64}, 1, first), test::randomTensor(backend(), {6, 3, 128}, 2, second)});
  backend().wait(backend().flush());
  const HostRows host(pattern);
  EXPECT_EQ(host.head(5, 2, 70).size(), 64u);
  EXPECT_TRUE(std::ranges::equal(host.head(5, 2, 70), std::span(first.begin() + (5 * 3 + 2) * 64, 64)));
  EXPECT_TRUE(std::ranges::equal(host.head(66, 1, 70), std::span(second.begin() + (2 * 3 + 1) * 128, 70)));
  EXPECT_TRUE(host.head(0, 0, 0).empty());
}

TEST_P(HostRowsTest, outlivesTheRowsItWasMadeOf) {
  std::vector<float> host;
  const auto reader = [&] {
    const Rows rows(test::randomTensor(backend(), {3, 4}, 1, host));
    backend().wait(backend().flush());
    return HostRows(rows);
  }();
  EXPECT_TRUE(std::ranges::equal(reader.row(2), std::span(host.begin() + 8, 4)));
}

INSTANTIATE_TEST_SUITE_P(Backends, HostRowsTest, testing::ValuesIn(test::availableBackends()), test::backendName);

}  // namespace
}  // namespace headlight
