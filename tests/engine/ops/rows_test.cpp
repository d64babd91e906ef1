#include <cmath>

#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

/// The operations that treat each row by itself: gatherRows, add, multiply, layerNorm, rmsNorm, rotary, upload.
namespace headlight::test {
namespace {

class GatherRowsTest : public OnBackends {};
class AddTest : public OnBackends {};
class LayerNormTest : public OnBackends {};
class RmsNormTest : public OnBackends {};
class RotaryTest : public OnBackends {};
class UploadTest : public OnBackends {};

constexpr int rowCounts[] = {1, 2, 7, 64, 129};
constexpr int widths[] = {1, 3, 33, 48, 257};

TEST_P(GatherRowsTest, CopiesRowsOfPlainAndPackedTables) {
  for (const int width : widths) {
    const int entries = 77;
    std::vector<float> table;
    const Tensor plain = randomTensor(backend(), {entries, width}, 1, table, 5);
    const Tensor packed = backend().packLinear(table, entries, width);
    for (const int rows : rowCounts) {
      SCOPED_TRACE(testing::Message() << rows << " rows of " << width);
      std::vector<std::int32_t> ids;
      for (int r = 0; r < rows; ++r) ids.push_back((r * 31 + 76) % entries);
      std::vector<float> expected;
      for (const std::int32_t id : ids)
        expected.insert(expected.end(), table.begin() + id * width, table.begin() + (id + 1) * width);
      EXPECT_TRUE(sameBits(toHost(backend(), ops::gatherRows(plain, ids)), expected));
      EXPECT_TRUE(sameBits(toHost(backend(), ops::gatherRows(packed, ids)), expected));
    }
  }
}

/// One rounding of an exact sum: IEEE leaves no freedom, on a GPU neither (Vulkan: correctly rounded).
TEST_P(AddTest, IsTheRoundedSum) {
  for (const int rows : rowCounts)
    for (const int width : widths) {
      std::vector<float> a, b, expected;
      const Tensor as = randomTensor(backend(), {rows, width}, 1, a, 3);
      const Tensor bs = randomTensor(backend(), {rows, width}, 2, b);
      for (std::size_t i = 0; i < a.size(); ++i) expected.push_back(a[i] + b[i]);
      EXPECT_TRUE(sameBits(toHost(backend(), ops::add(as, bs)), expected)) << rows << " x " << width;
    }
}

/// Likewise one rounding.
TEST_P(AddTest, MultiplyIsTheRoundedProduct) {
  for (const int rows : rowCounts)
    for (const int width : widths) {
      std::vector<float> a, b, expected;
      const Tensor as = randomTensor(backend(), {rows, width}, 1, a, 3);
      const Tensor bs = randomTensor(backend(), {rows, width}, 2, b);
      for (std::size_t i = 0; i < a.size(); ++i) expected.push_back(a[i] * b[i]);
      EXPECT_TRUE(sameBits(toHost(backend(), ops::multiply(as, bs)), expected)) << rows << " x " << width;
    }
}

/// LayerScale: one row for all rows.
TEST_P(AddTest, OneRowServesAll) {
  for (const int rows : rowCounts)
    for (const int width : widths) {
      std::vector<float> a, b, sums, products;
      const Tensor as = randomTensor(backend(), {rows, width}, 1, a, 3);
      const Tensor bs = randomTensor(backend(), {1, width}, 2, b);
      for (std::size_t i = 0; i < a.size(); ++i) {
        sums.push_back(a[i] + b[i % b.size()]);
        products.push_back(a[i] * b[i % b.size()]);
      }
      EXPECT_TRUE(sameBits(toHost(backend(), ops::add(as, bs)), sums)) << rows << " x " << width;
      Tensor y = backend().allocate({rows, width}, DType::F32, static_cast<std::size_t>(width) + 5);
      ops::multiplyInto(as, bs, y);
      EXPECT_TRUE(sameBits(toHost(backend(), y), products)) << rows << " x " << width;
    }
}

TEST_P(RmsNormTest, AgreesWithDoubleAtAwkwardSizes) {
  for (const int rows : rowCounts)
    for (const int width : widths)
      for (const float scale : {1.0F, 1e-4F, 300.0F}) {  // at 1e-4 the epsilon weighs more than the row
        SCOPED_TRACE(testing::Message() << rows << " x " << width << " of " << scale);
        const std::vector<float> x = randomFloats(static_cast<std::size_t>(rows * width), 1, scale);
        std::vector<float> weight;
        const Tensor xs = tensorOf(backend(), x, {rows, width}, 7);
        const Tensor weights = randomTensor(backend(), {1, width}, 2, weight);
        const float epsilon = 1e-6F;
        std::vector<Expected> expected;
        for (int r = 0; r < rows; ++r) {
          const float* row = &x[static_cast<std::size_t>(r * width)];
          double square = 0;
          for (int i = 0; i < width; ++i) square += static_cast<double>(row[i]) * row[i] / width;
          for (int i = 0; i < width; ++i) {
            const double value = weight[static_cast<std::size_t>(i)] * row[i] / std::sqrt(square + epsilon);
            // Only positive terms are summed, so everything is relative: half of the sum's roundings under the root,
            // and a handful behind it (a GPU's root and quotient may err by 3 units).
            expected.push_back({value, unitRoundoff * (8 + width / 8.0) * std::abs(value)});
          }
        }
        ASSERT_TRUE(near(toHost(backend(), ops::rmsNorm(xs, weights, epsilon)), expected));
      }
}

/// Query and key of a fused product: some columns of wider rows, and the others must stay as they are.
TEST_P(RotaryTest, TurnsPairsOfSomeColumns) {
  for (const int rows : rowCounts)
    for (const int headWidth : {2, 6, 34, 64})
      for (const int heads : {1, 5}) {
        SCOPED_TRACE(testing::Message() << rows << " rows, " << heads << " heads of " << headWidth);
        const int half = headWidth / 2, width = heads * headWidth + 3;
        std::vector<float> x, turns;
        const Tensor xs = randomTensor(backend(), {rows, width}, 1, x, 2);
        const Tensor angles = randomTensor(backend(), {rows + 4, headWidth}, 2, turns);
        Tensor part = xs.columns(1, {heads, headWidth});
        ops::rotary(part, angles.rows(4, rows + 4));
        std::vector<Expected> expected;
        for (int r = 0; r < rows; ++r)
          for (int c = 0; c < width; ++c) {
            const auto at = static_cast<std::size_t>(r * width);
            const int i = (c - 1) % headWidth;
            const double own = x[at + static_cast<std::size_t>(c)];
            if (c < 1 || c > heads * headWidth) {
              expected.push_back({own, 0});
              continue;
            }
            const bool second = i >= half;
            const double other = x[at + static_cast<std::size_t>(second ? c - half : c + half)];
            const auto row = static_cast<std::size_t>((r + 4) * headWidth + i % half);
            const double cosine = turns[row], sine = turns[row + static_cast<std::size_t>(half)];
            // Two products and their sum, each rounded once.
            expected.push_back({own * cosine + (second ? other : -other) * sine,
                                unitRoundoff * 2 * (std::abs(own * cosine) + std::abs(other * sine)) + 1e-30});
          }
        ASSERT_TRUE(near(toHost(backend(), xs), expected));
      }
}

TEST_P(LayerNormTest, AgreesWithDoubleAtAwkwardSizes) {
  for (const int rows : rowCounts)
    for (const int width : widths)
      for (const float shift : {0.0F, 100.0F}) {  // a large mean must not eat the variance
        SCOPED_TRACE(testing::Message() << rows << " x " << width << " around " << shift);
        std::vector<float> x = randomFloats(static_cast<std::size_t>(rows * width), 1), weight, bias;
        for (float& value : x) value += shift;
        const Tensor xs = tensorOf(backend(), x, {rows, width}, 7);
        const Tensor weights = randomTensor(backend(), {1, width}, 2, weight);
        const Tensor biases = randomTensor(backend(), {1, width}, 3, bias);
        const float epsilon = 1e-5F;
        std::vector<Expected> expected;
        for (int r = 0; r < rows; ++r) {
          double mean = 0, variance = 0;
          for (int i = 0; i < width; ++i)
            mean += x[static_cast<std::size_t>(r * width + i)] / static_cast<double>(width);
          for (int i = 0; i < width; ++i)
            variance += std::pow(x[static_cast<std::size_t>(r * width + i)] - mean, 2) / width;
          const double deviation = std::sqrt(variance + epsilon);
          for (int i = 0; i < width; ++i) {
            const double normal = (x[static_cast<std::size_t>(r * width + i)] - mean) / deviation;
            const double w = weight[static_cast<std::size_t>(i)];
            // The mean is off by some roundings of the row's size, seen in units of the deviation; the rest is
            // relative.
            const double roundings = 4 + width / 8.0;
            const double tolerance =
                unitRoundoff * roundings * (std::abs(w) * ((1.0 + shift) / deviation + std::abs(normal)) + 1);
            expected.push_back({normal * w + bias[static_cast<std::size_t>(i)], tolerance});
          }
        }
        ASSERT_TRUE(near(toHost(backend(), ops::layerNorm(xs, weights, biases, epsilon)), expected));
      }
}

TEST_P(LayerNormTest, ConstantRowGivesTheBias) {
  const std::vector<float> x(2 * 48, 3.25F), weight(48, 2.0F), bias = randomFloats(48, 3);
  const Tensor y = ops::layerNorm(tensorOf(backend(), x, {2, 48}), tensorOf(backend(), weight, {1, 48}),
                                  tensorOf(backend(), bias, {1, 48}), 1e-5F);
  std::vector<double> expected;
  for (int r = 0; r < 2; ++r) expected.insert(expected.end(), bias.begin(), bias.end());
  // The sum 156 and its 48th part are exact; a device that multiplies by a rounded 1/48 errs by 3.25 * 2^-22 /
  // sqrt(1e-5) * 2.
  EXPECT_TRUE(near(toHost(backend(), y), expected, onCpu() ? 0 : 1e-3));
}

TEST_P(UploadTest, RoundTripsThroughTheDevice) {
  const std::vector<float> values = randomFloats(7 * 33, 5);
  const Tensor tensor = ops::upload(backend(), values, {7, 33});
  EXPECT_TRUE(sameBits(toHost(backend(), tensor), values));
  backend().wait(backend().flush());
  EXPECT_TRUE(sameBits(tensor.toHost(), values));
  const std::vector<float> middle(values.begin() + 2 * 33, values.begin() + 5 * 33);
  EXPECT_TRUE(sameBits(tensor.rows(2, 5).toHost(), middle));
}

TEST_P(UploadTest, ABufferOutlivesItsBackend) {
  const std::vector<float> values = randomFloats(7 * 33, 6);
  Tensor tensor;
  {
    const std::shared_ptr<Backend> shortLived = makeBackend(GetParam());
    tensor = ops::upload(*shortLived, values, {7, 33});
    shortLived->wait(shortLived->flush());
  }
  EXPECT_TRUE(sameBits(tensor.toHost(), values));
}

INSTANTIATE_TEST_SUITE_P(Backends, GatherRowsTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, AddTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, LayerNormTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, RmsNormTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, RotaryTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, UploadTest, testing::ValuesIn(availableBackends()), backendName);

}  // namespace
}  // namespace headlight::test
