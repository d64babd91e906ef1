#include "ui/lens/tensor_slice.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "support/fake_trace.h"

namespace headlight::ui {
namespace {

TEST(TensorSlice, HasTheHeadsWeightsAndTheirFigures) {
  const auto backend = makeBackend("cpu", 1);
  const test::FakeTrace fake{.tokens = 70};
  const TensorSlice slice = readSlice(test::makeTrace(*backend, fake), {StackId::Decoder, Site::Pattern, 1}, 5);
  const auto weights = test::fakeWeights(fake, 1, 5);
  ASSERT_EQ(slice.rows, 70);
  ASSERT_EQ(slice.columns, 70);
  EXPECT_EQ(slice.values, weights);
  EXPECT_EQ(slice.masked, 70u * 69u / 2) << "later tokens are no part of the figures";
  EXPECT_NEAR(slice.mean, 70.0 / (70 * 71 / 2), 1e-6) << "rows add up to 1";
  float least = 1, most = 0, counted = 0;
  for (int q = 0; q < 70; ++q)
    for (int k = 0; k <= q; ++k) {
      least = std::min(least, weights[static_cast<std::size_t>(q * 70 + k)]);
      most = std::max(most, weights[static_cast<std::size_t>(q * 70 + k)]);
    }
  EXPECT_EQ(slice.least, least);
  EXPECT_EQ(slice.most, most);
  for (const float bin : slice.histogram) counted += bin;
  EXPECT_EQ(counted, 70 * 71 / 2);
}

TEST(TensorSlice, CountsBrokenValues) {
  const auto backend = makeBackend("cpu", 1);
  const test::FakeTrace fake{.tokens = 9, .nanLayer = 0, .nanHead = 0, .nanQuery = 5, .nanKey = 2};
  const TensorSlice slice = readSlice(test::makeTrace(*backend, fake), {StackId::Decoder, Site::Pattern, 0}, 0);
  EXPECT_EQ(slice.broken, 1u);
  EXPECT_TRUE(std::isfinite(slice.mean));
}

TEST(TensorSlice, ASiteThatIsNotThereIsAnError) {
  const auto backend = makeBackend("cpu", 1);
  EXPECT_THROW(readSlice(test::makeTrace(*backend, {}), {StackId::Decoder, Site::Query, 0}, 0), Error);
}

}  // namespace
}  // namespace headlight::ui
