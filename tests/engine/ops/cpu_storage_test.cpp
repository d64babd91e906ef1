#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "base/error.h"
#include "io/half.h"
#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

/// Weights stored as f16 or bf16: what is computed is exactly the f32 product with the rounded weights.
namespace headlight::test {
namespace {

/// Round to nearest even: half an ulp of bf16 and the lowest kept bit are added, the lower half is dropped.
float roundToBf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return std::bit_cast<float>((bits + 0x7FFFU + (bits >> 16 & 1U)) & 0xFFFF0000U);
}

std::vector<float> rounded(std::vector<float> weights, WeightStorage storage) {
  for (float& weight : weights)
    weight = storage == WeightStorage::F16 ? io::halfToFloat(io::floatToHalf(weight)) : roundToBf16(weight);
  return weights;
}

/// Random weights with what is hard to store among them: zeros of both signs, ties, f16's subnormals and its limits.
std::vector<float> awkwardWeights(std::size_t count) {
  std::vector<float> weights = randomFloats(count, 3);
  const std::vector<float> hard{0.0F,  -0.0F,  1.00048828125F, 1.00390625F, 6e-8F,   -5.96e-8F,
                                1e-5F, -3e-5F, 1e-10F,         6.1e-5F,     1024.5F, -1234.5F};
  for (std::size_t i = 0; i < std::min(hard.size(), count / 2); ++i) weights[2 * i] = hard[i];
  return weights;
}

class CpuStorage : public testing::TestWithParam<WeightStorage> {
 protected:
  std::shared_ptr<Backend> halves(int threads = 1) const { return makeBackend("cpu", threads, GetParam()); }
  /// Unit roundoff of the storage: 11 or 8 bits of mantissa.
  double roundoff() const { return GetParam() == WeightStorage::F16 ? 0x1p-11 : 0x1p-8; }
};

TEST_P(CpuStorage, LinearHasTheBitsOfTheRoundedWeights) {
  const std::shared_ptr<Backend> full = makeBackend("cpu", 1), half = halves(2);
  for (const int in : {1, 33, 256, 1031})
    for (const int out : {1, 33, 97, 512}) {
      const std::vector<float> weight = awkwardWeights(static_cast<std::size_t>(in * out));
      const Tensor expectedWeight = full->packLinear(rounded(weight, GetParam()), out, in);
      const Tensor storedWeight = half->packLinear(weight, out, in);
      for (const int rows : {1, 2, 3, 4, 6, 7, 12, 13, 25, 97, 200}) {
        SCOPED_TRACE(testing::Message() << rows << " x " << in << " -> " << out);
        const std::vector<float> x = randomFloats(static_cast<std::size_t>(rows * in), 1);
        const Tensor expected = ops::linear(tensorOf(*full, x, {rows, in}), expectedWeight);
        const Tensor got = ops::linear(tensorOf(*half, x, {rows, in}), storedWeight);
        ASSERT_TRUE(sameBits(toHost(*half, got), toHost(*full, expected)));
      }
    }
}

/// Against the unrounded weights in double: each weight is off by its storage's roundoff (and f16's spacing near 0),
/// each of the sums by f32's (Higham 2002, section 3.1).
TEST_P(CpuStorage, LinearIsAsNearAsTheStorageAllows) {
  const int rows = 7, in = 300, out = 40;
  const std::shared_ptr<Backend> half = halves();
  const std::vector<float> weight = randomFloats(in * out, 5, 0.05F), x = randomFloats(rows * in, 6);
  const std::vector<float> got =
      toHost(*half, ops::linear(tensorOf(*half, x, {rows, in}), half->packLinear(weight, out, in)));
  std::vector<Expected> expected;
  double furthest = 0;
  for (int r = 0; r < rows; ++r)
    for (int o = 0; o < out; ++o) {
      double sum = 0, magnitude = 0, ofX = 0;
      for (int k = 0; k < in; ++k) {
        const double product =
            static_cast<double>(x[static_cast<std::size_t>(r * in + k)]) * weight[static_cast<std::size_t>(o * in + k)];
        sum += product;
        magnitude += std::abs(product);
        ofX += std::abs(x[static_cast<std::size_t>(r * in + k)]);
      }
      furthest = std::max(furthest, std::abs(got[expected.size()] - sum));
      expected.push_back({sum, (roundoff() + unitRoundoff * (in + 2)) * magnitude + 0x1p-25 * ofX});
    }
  EXPECT_TRUE(near(got, expected));
  EXPECT_GT(furthest, 1e-6) << "no rounding at all: the weights are not stored as they should be";
}

TEST_P(CpuStorage, RowsDoNotDependOnTheirCompanyOrThreads) {
  const int rows = 100, in = 1031, out = 97;
  const std::vector<float> weight = randomFloats(static_cast<std::size_t>(in * out), 3),
                           x = randomFloats(static_cast<std::size_t>(rows * in), 4);
  std::vector<std::vector<float>> all;
  for (const int threads : {1, 2, 3}) {
    const std::shared_ptr<Backend> half = halves(threads);
    const Tensor xs = tensorOf(*half, x, {rows, in}), packed = half->packLinear(weight, out, in);
    all.push_back(toHost(*half, ops::linear(xs, packed, nullptr, Activation::GeluErf)));
    EXPECT_TRUE(sameBits(all.front(), all.back())) << threads << " threads";
    for (int count = 1; count <= 14; ++count)
      for (const int begin : {0, 50, rows - count}) {
        const std::vector<float> part =
            toHost(*half, ops::linear(xs.rows(begin, begin + count), packed, nullptr, Activation::GeluErf));
        ASSERT_TRUE(sameBits(part, std::span(all[0]).subspan(static_cast<std::size_t>(begin * out), part.size())));
      }
  }
}

TEST_P(CpuStorage, GatherRowsReadsPackedTables) {
  const int entries = 77, width = 33;
  const std::shared_ptr<Backend> half = halves();
  const std::vector<float> table = awkwardWeights(static_cast<std::size_t>(entries * width)),
                           expected = rounded(table, GetParam());
  const Tensor packed = half->packLinear(table, entries, width);
  EXPECT_EQ(packed.dtype(), GetParam() == WeightStorage::F16 ? DType::F16 : DType::BF16);
  const std::vector<std::int32_t> ids{0, 76, 16, 15, 31, 0};
  const std::vector<float> got = toHost(*half, ops::gatherRows(packed, ids));
  for (std::size_t row = 0; row < ids.size(); ++row)
    EXPECT_TRUE(sameBits(std::span(got).subspan(row * width, width),
                         std::span(expected).subspan(static_cast<std::size_t>(ids[row] * width), width)));
}

TEST_P(CpuStorage, TheDeviceSaysWhatItStores) {
  const std::string name = toString(GetParam());
  EXPECT_EQ(halves()->weightStorage(), GetParam());
  EXPECT_NE(halves()->deviceName().find(name + " weights"), std::string::npos) << halves()->deviceName();
  EXPECT_EQ(makeBackend("cpu", 1)->weightStorage(), WeightStorage::F32);
  EXPECT_EQ(makeBackend("cpu", 1)->deviceName().find("weights"), std::string::npos);
}

TEST_P(CpuStorage, WeightsBeyondTheStorageAreRefused) {
  const float tooLarge = GetParam() == WeightStorage::F16 ? 65520.0F : 3.4e38F;  // the first that round to infinity
  const float largest = GetParam() == WeightStorage::F16 ? 65519.0F : 3.38e38F;
  const std::shared_ptr<Backend> half = halves();
  EXPECT_NO_THROW(half->packLinear(std::vector<float>{1, largest, -largest, 0}, 2, 2));
  try {
    half->packLinear(std::vector<float>{1, 2, -tooLarge, 0}, 2, 2);
    FAIL() << "stored " << tooLarge;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), std::string("packLinear: a weight of a 2 x 2 matrix is too large for ") +
                                             toString(GetParam()) + "; load the model with f32 weights");
  }
}

INSTANTIATE_TEST_SUITE_P(Storages, CpuStorage, testing::Values(WeightStorage::F16, WeightStorage::BF16),
                         [](const auto& info) { return std::string(toString(info.param)); });

}  // namespace
}  // namespace headlight::test
