#include <algorithm>
#include <atomic>
#include <cmath>

#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"
#include "tensor/spaced_stride.h"

namespace headlight::test {
namespace {

class LinearTest : public OnBackends {};

double activate(double x, Activation activation) {
  switch (activation) {
    case Activation::None:
      return x;
    case Activation::GeluTanh:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Activation::GeluErf:
      return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
    case Activation::Relu:
      return x > 0 ? x : 0;
    case Activation::Silu:
      return x / (1 + std::exp(-x));
    case Activation::Tanh:
      return std::tanh(x);
    case Activation::GeluClipped:
      return std::clamp(0.5 * x * std::erfc(-x / std::sqrt(2.0)), -10.0, 10.0);
    case Activation::QuickGelu:
      return x / (1 + std::exp(-1.702 * x));
    case Activation::HardSwish:
      return x * std::clamp(x + 3, 0.0, 6.0) / 6;
    case Activation::Laplace:
      return 0.5 * std::erfc(-(x - 0.707107) / (0.282095 * std::sqrt(2.0)));
    case Activation::LeakyRelu:
      return x < 0 ? 0.01 * x : x;
    case Activation::Mish:
      return x > 40 ? x : x * std::tanh(std::log1p(std::exp(x)));
    case Activation::ReluSquared:
      return x > 0 ? x * x : 0;
    case Activation::Relu6:
      return std::clamp(x, 0.0, 6.0);
    case Activation::Sigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::SqrtSoftplus:
      return std::sqrt(x > 40 ? x : std::log1p(std::exp(x)));
  }
  return x;
}

/// How much an activation stretches an error of its argument x at most.
double stretch(double x, Activation activation) {
  if (activation == Activation::ReluSquared) return 2 * std::abs(x) + 1;
  return 1.5;  // HardSwish at 3; Laplace 1.42, GELU 1.13
}

/// The sum in double. Any order of n float products and sums errs by at most (n + 1) roundings of the sum of the
/// magnitudes (Higham 2002, section 3.1), which the activation stretches.
std::vector<Expected> linearInDouble(const std::vector<float>& x, const std::vector<float>& weight,
                                     const std::vector<float>* bias, int rows, int in, int out, Activation activation,
                                     double activationError) {
  std::vector<Expected> y;
  for (int r = 0; r < rows; ++r)
    for (int o = 0; o < out; ++o) {
      double sum = bias ? bias->at(static_cast<std::size_t>(o)) : 0.0, magnitude = std::abs(sum);
      for (int k = 0; k < in; ++k) {
        const double product =
            static_cast<double>(x[static_cast<std::size_t>(r * in + k)]) * weight[static_cast<std::size_t>(o * in + k)];
        sum += product;
        magnitude += std::abs(product);
      }
      const double rounding = unitRoundoff * (in + 2) * magnitude;
      const double value = activate(sum, activation);
      const double size = std::max({1.0, std::abs(sum), std::abs(value)});
      y.push_back({value, activation == Activation::None
                              ? rounding
                              : stretch(sum, activation) * rounding + activationError * size});
    }
  return y;
}

TEST_P(LinearTest, AgreesWithDoubleAtAwkwardSizes) {
  for (const int rows : {1, 2, 7, 64, 129})
    for (const int in : {1, 3, 33, 48, 257})
      for (const int out : {1, 3, 33, 48, 257}) {
        SCOPED_TRACE(testing::Message() << rows << " x " << in << " -> " << out);
        std::vector<float> x, bias;
        const Tensor xs = randomTensor(backend(), {rows, in}, 1, x);
        const Tensor biases = randomTensor(backend(), {1, out}, 2, bias);
        const std::vector<float> weight = randomFloats(static_cast<std::size_t>(in * out), 3);
        const Tensor y = ops::linear(xs, backend().packLinear(weight, out, in), &biases);
        ASSERT_EQ(y.shape(), (Shape{rows, out}));
        ASSERT_TRUE(near(toHost(backend(), y), linearInDouble(x, weight, &bias, rows, in, out, Activation::None, 0)));
      }
}

TEST_P(LinearTest, NoBiasMeansNone) {
  std::vector<float> x;
  const Tensor xs = randomTensor(backend(), {5, 33}, 1, x);
  const std::vector<float> weight = randomFloats(33 * 47, 3);
  const Tensor y = ops::linear(xs, backend().packLinear(weight, 47, 33));
  EXPECT_TRUE(near(toHost(backend(), y), linearInDouble(x, weight, nullptr, 5, 33, 47, Activation::None, 0)));
}

/// A weight that is read piece by piece packs to the same bits, at widths of several pieces and panels.
TEST_P(LinearTest, AWeightFromASourceIsTheSame) {
  for (const auto& [out, in] : {std::pair{1, 1}, {33, 47}, {130, 1030}, {5, 9000}}) {
    SCOPED_TRACE(testing::Message() << in << " -> " << out);
    std::vector<float> x;
    const Tensor xs = randomTensor(backend(), {2, in}, 1, x);
    const std::vector<float> weight = randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3);
    std::atomic<int> given = 0;
    const auto source = [&, in = in](int row, int rows, int column, int columns, std::span<float> to) {
      for (int r = 0; r < rows; ++r)
        std::copy_n(weight.data() + static_cast<std::ptrdiff_t>(row + r) * in + column, columns,
                    to.data() + std::ptrdiff_t{r} * columns);
      given += rows * columns;
      return true;
    };
    const Tensor packed = backend().packLinearFrom(source, out, in);
    EXPECT_EQ(given, in * out) << "something was read twice or never";
    EXPECT_EQ(toHost(backend(), ops::linear(xs, packed)),
              toHost(backend(), ops::linear(xs, backend().packLinear(weight, out, in))));
  }
  EXPECT_NO_THROW(backend().packLinearFrom([](int, int, int, int, std::span<float>) { return false; }, 70, 5));
}

/// x = identity input: each output is activation(weight), so the whole range of arguments is met.
TEST_P(LinearTest, ActivationsAreAccurateOverTheirRange) {
  // Our polynomials err by some 1e-7 of max(1, |x|); a GPU's exp may be off by some units in the last place more.
  const double error = onCpu() ? 3e-7 : 4e-6;
  std::vector<float> arguments;
  for (int i = -3000; i <= 3000; ++i) arguments.push_back(static_cast<float>(i) / 200.0F);  // -15 to 15
  for (const float big : {-1e4F, -100.0F, -40.0F, 40.0F, 100.0F, 1e4F, 0.0F, -0.0F, 1e-30F, -1e-30F})
    arguments.push_back(big);
  const int count = static_cast<int>(arguments.size());
  const std::vector<float> one{1.0F};
  const Tensor x = tensorOf(backend(), one, {1, 1});
  const Tensor weight = backend().packLinear(arguments, count, 1);
  for (const Activation activation : everyActivation) {
    SCOPED_TRACE(static_cast<int>(activation));
    const Tensor y = ops::linear(x, weight, nullptr, activation);
    EXPECT_TRUE(near(toHost(backend(), y), linearInDouble(one, arguments, nullptr, 1, 1, count, activation, error)));
  }
}

TEST_P(LinearTest, ActivationsFollowSumAndBias) {
  for (const Activation activation : everyActivation)
    for (const int rows : {1, 7, 64}) {
      std::vector<float> x, bias;
      const Tensor xs = randomTensor(backend(), {rows, 48}, 4, x);
      const Tensor biases = randomTensor(backend(), {1, 33}, 5, bias);
      const std::vector<float> weight = randomFloats(48 * 33, 6);
      const Tensor y = ops::linear(xs, backend().packLinear(weight, 33, 48), &biases, activation);
      EXPECT_TRUE(near(toHost(backend(), y), linearInDouble(x, weight, &bias, rows, 48, 33, activation, 4e-6)));
    }
}

// An activation by itself: of rows with gaps, at widths that no vector divides, and of three dimensions.
TEST_P(LinearTest, ActivationsStandByThemselvesToo) {
  const double error = onCpu() ? 3e-7 : 4e-6;  // as above
  for (const Activation activation : everyActivation)
    for (const auto& [rows, width] : {std::pair{1, 1}, {2, 33}, {7, 48}, {64, 3}, {129, 257}}) {
      SCOPED_TRACE(testing::Message() << static_cast<int>(activation) << ", " << rows << " rows of " << width);
      const std::vector<float> x =
          randomFloats(static_cast<std::size_t>(rows) * static_cast<std::size_t>(width), 9, 12.0F);
      const Tensor all = tensorOf(backend(), x, {rows, width}, 3);
      std::vector<Expected> expected;
      for (const double value : x) {
        const double y = activate(value, activation);
        expected.push_back(
            {y, activation == Activation::None ? 0 : error * std::max({1.0, std::abs(value), std::abs(y)})});
      }
      EXPECT_TRUE(near(toHost(backend(), ops::activate(all, activation)), expected));
      if (rows == 1) continue;
      EXPECT_TRUE(near(toHost(backend(), ops::activate(all.rows(1, rows).viewAs({rows - 1, 1, width}), activation)),
                       std::span<const Expected>(expected).subspan(static_cast<std::size_t>(width))));
    }
}

TEST_P(LinearTest, ReadsViewsWithGaps) {
  std::vector<float> all;
  const Tensor wide = randomTensor(backend(), {9, 40}, 7, all, 11);
  const Tensor view = wide.rows(2, 8);
  const std::vector<float> weight = randomFloats(40 * 50, 8);
  const Tensor y = ops::linear(view, backend().packLinear(weight, 50, 40));
  const std::vector<float> x(all.begin() + 2 * 40, all.begin() + 8 * 40);
  EXPECT_TRUE(near(toHost(backend(), y), linearInDouble(x, weight, nullptr, 6, 40, 50, Activation::None, 0)));
}

// Rows of 4 KiB are spaced (spacedStride), which must change nothing but where they lie.
TEST_P(LinearTest, RowsOfSpacedRowsAreThoseOfPackedOnes) {
  std::vector<float> all;
  const Tensor x = randomTensor(backend(), {9, 32}, 1, all);
  const Tensor back = backend().packLinear(randomFloats(48 * 1024, 3), 48, 1024);
  const Tensor spaced = ops::linear(x, backend().packLinear(randomFloats(1024 * 32, 2), 1024, 32));
  EXPECT_EQ(spaced.rowStride(), spacedStride(1024));
  EXPECT_GT(spaced.rowStride(), std::size_t{1024});
  const Tensor dense = ops::upload(backend(), toHost(backend(), spaced), {9, 1024});
  EXPECT_EQ(dense.rowStride(), std::size_t{1024});
  const std::vector<float> y = toHost(backend(), ops::linear(spaced, back));
  EXPECT_EQ(y, toHost(backend(), ops::linear(dense, back)));
  EXPECT_GT(std::ranges::count_if(y, [](float value) { return value != 0; }), 400) << "something was computed";
}

TEST_P(LinearTest, VocabularySizedOutput) {
  std::vector<float> x;
  const int in = 32, out = 4099;  // a prime: no chunk, panel or workgroup divides it
  const Tensor xs = randomTensor(backend(), {3, in}, 9, x);
  const std::vector<float> weight = randomFloats(static_cast<std::size_t>(in * out), 10);
  const Tensor y = ops::linear(xs, backend().packLinear(weight, out, in));
  EXPECT_TRUE(near(toHost(backend(), y), linearInDouble(x, weight, nullptr, 3, in, out, Activation::None, 0)));
}

INSTANTIATE_TEST_SUITE_P(Backends, LinearTest, testing::ValuesIn(availableBackends()), backendName);

}  // namespace
}  // namespace headlight::test
