#include <algorithm>
#include <string>

#include "base/error.h"
#include "ops/ops.h"
#include "support/backends.h"
#include "support/random_tensor.h"

/// What the doors refuse, and that the sentence names operation, expectation and finding.
namespace headlight::test {
namespace {

class DoorsTest : public testing::Test {
 protected:
  Tensor tensor(const Shape& shape) { return tensorOf(*backend_, std::vector<float>(shape.elements(), 0.5F), shape); }
  Tensor packed(int out, int in) {
    return backend_->packLinear(std::vector<float>(static_cast<std::size_t>(out * in), 0.5F), out, in);
  }

  std::shared_ptr<Backend> backend_ = makeBackend("cpu", 1);
};

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST_F(DoorsTest, WrongShapesAreNamed) {
  EXPECT_EQ(refusal([&] { ops::add(tensor({2, 3}), tensor({3, 2})); }), "add: expected [2, 3] for b, got [3, 2]");
  EXPECT_EQ(refusal([&] { ops::linear(tensor({2, 3}), packed(5, 4)); }), "linear: expected 4 features a row, got 3");
  EXPECT_EQ(refusal([&] {
              ops::linear(tensor({2, 3}), tensor({5, 3}));
            }),
            "linear: expected a weight made by Backend::packLinear");
  const Tensor bias = tensor({1, 4});
  EXPECT_EQ(refusal([&] {
              ops::linear(tensor({2, 3}), packed(5, 3), &bias);
            }),
            "linear: expected [1, 5] for bias, got [1, 4]");
  EXPECT_EQ(refusal([&] {
              ops::layerNorm(tensor({2, 3}), tensor({1, 4}), tensor({1, 3}), 1e-5F);
            }),
            "layerNorm: expected [1, 3] for weight, got [1, 4]");
  EXPECT_EQ(refusal([&] {
              ops::layerNorm(tensor({2, 3, 1}), tensor({1, 3}), tensor({1, 3}), 1e-5F);
            }),
            "layerNorm: expected 2 dimensions for x, got [2, 3, 1]");
  EXPECT_EQ(refusal([&] {
              ops::attentionScores(tensor({2, 4, 8}), Rows(tensor({5, 3, 8})), 1.0F, 64);
            }),
            "attentionScores: expected key blocks [rows, a divisor of 4, 8], got [5, 3, 8]");
  EXPECT_EQ(refusal([&] {
              ops::attentionMix(tensor({2, 4, 64}), Rows());
            }),
            "attentionMix: there are no values to mix");
  Tensor scores = tensor({2, 4, 64});
  EXPECT_EQ(refusal([&] { ops::softmaxRows(scores, 0, 65, false); }),
            "softmaxRows: expected 0 to 64 keys, as scores has columns, got 65");
  EXPECT_EQ(refusal([&] { ops::patternStatistics(scores, -1, 64, false); }),
            "patternStatistics: expected a first row of 0 or more, got -1");
  const auto refusedBias = [&](const Shape& table, int firstRow, int keys, int side) {
    return refusal([&] { ops::addScoreBias(scores, tensor(table), 1.0F, firstRow, keys, side); });
  };
  EXPECT_EQ(refusedBias({3, 5}, 0, 64, 0), "addScoreBias: expected a table [4, an odd number], got [3, 5]");
  EXPECT_EQ(refusedBias({4, 6}, 0, 64, 0), "addScoreBias: expected a table [4, an odd number], got [4, 6]");
  EXPECT_EQ(refusedBias({4, 5}, -1, 64, 0), "addScoreBias: expected a first row of 0 or more, got -1");
  EXPECT_EQ(refusedBias({4, 5}, 0, 65, 0), "addScoreBias: expected 0 to 64 keys, as scores has columns, got 65");
  EXPECT_EQ(refusedBias({4, 5}, 0, 64, -1), "addScoreBias: expected 0 (a text) or more places a line, got -1");
  EXPECT_EQ(refusedBias({4, 27}, 0, 9, 3),
            "addScoreBias: expected (2 lines - 1) x 5 distances for a grid of 3 places a line, got 27");
  EXPECT_EQ(refusedBias({4, 25}, 0, 10, 3),
            "addScoreBias: expected at most 9 rows and keys, as the grid has places, got 2 and 10");
  EXPECT_EQ(refusedBias({4, 25}, 8, 9, 3),
            "addScoreBias: expected at most 9 rows and keys, as the grid has places, got 10 and 9");
  EXPECT_EQ(refusal([&] { ops::softmaxRows(scores, 0, 64, false, 3); }),
            "softmaxRows: a window of 3 keys needs a causal pattern");
  EXPECT_EQ(refusal([&] { ops::patternStatistics(scores, 0, 64, true, -1); }),
            "patternStatistics: expected a window of 0 (none) or more keys, got -1");
  EXPECT_EQ(refusal([&] {
              ops::rmsNorm(tensor({2, 3}), tensor({1, 4}), 1e-5F);
            }),
            "rmsNorm: expected [1, 3] for weight, got [1, 4]");
  EXPECT_EQ(refusal([&] {
              ops::multiply(tensor({2, 3}), tensor({3, 2}));
            }),
            "multiply: expected [2, 3] for b, got [3, 2]");
  EXPECT_EQ(refusal([&] {
              ops::multiply(tensor({2, 3}), tensor({1, 2}));
            }),
            "multiply: expected [1, 3] for b, got [1, 2]");
  Tensor odd = tensor({2, 4, 7});
  EXPECT_EQ(refusal([&] {
              ops::rotary(odd, tensor({2, 7}));
            }),
            "rotary: expected heads of an even width, got [2, 4, 7]");
  EXPECT_EQ(refusal([&] { ops::rotary(scores, tensor({3, 64})); }), "rotary: expected [2, 64] for turns, got [3, 64]");
  EXPECT_EQ(refusal([&] {
              ops::upload(*backend_, std::vector<float>(5), {2, 3});
            }),
            "upload: expected 6 values for [2, 3], got 5");
}

TEST_F(DoorsTest, IdsOutsideTheTableAreNamed) {
  EXPECT_EQ(refusal([&] {
              ops::gatherRows(tensor({4, 2}), std::vector<std::int32_t>{0, 4});
            }),
            "gatherRows: no row 4 in a table of 4");
  EXPECT_EQ(refusal([&] { ops::gatherRows(packed(4, 2), std::vector<std::int32_t>{-1}); }),
            "gatherRows: no row -1 in a table of 4");
}

TEST_F(DoorsTest, EmptyPackedAndForeignTensorsAreNamed) {
  EXPECT_EQ(refusal([&] { ops::add(Tensor(), tensor({2, 3})); }), "add: a is an empty tensor");
  EXPECT_EQ(refusal([&] { ops::linear(Tensor(), packed(2, 3)); }), "linear: x is an empty tensor");
  EXPECT_EQ(refusal([&] { ops::activate(Tensor(), Activation::Tanh); }), "activate: x is an empty tensor");
  EXPECT_EQ(refusal([&] { ops::activate(packed(2, 3), Activation::Tanh); }),
            "activate: x is a packed weight, which only linear and gatherRows read");
  EXPECT_EQ(refusal([&] {
              ops::add(packed(2, 3), tensor({2, 3}));
            }),
            "add: a is a packed weight, which only linear and gatherRows read");
  const std::shared_ptr<Backend> other = makeBackend("cpu", 1);
  const Tensor foreign = tensorOf(*other, std::vector<float>(6), {2, 3});
  EXPECT_EQ(refusal([&] {
              ops::add(tensor({2, 3}), foreign);
            }),
            "add: b lies on another backend than the first tensor");
  const Tensor whole = backend_->allocate({2, 3}, DType::I32);
  EXPECT_EQ(refusal([&] { ops::add(whole, tensor({2, 3})); }), "add: expected f32 for a, got i32");
  EXPECT_EQ(refusal([&] { ops::activate(whole, Activation::Tanh); }), "activate: expected f32 for x, got i32");
}

TEST_F(DoorsTest, PackedWeightsOfTheWrongSizeAreNamed) {
  EXPECT_EQ(refusal([&] { backend_->packLinear(std::vector<float>(7), 2, 3); }),
            "packLinear: expected 2 x 3 weights, got 7");
  EXPECT_EQ(refusal([&] {
              backend_->write(tensor({2, 3}), std::vector<std::byte>(23));
            }),
            "write: expected 24 bytes for [2, 3], got 23");
}

TEST(MakeBackend, TakesWhatIsThereAndNamesItOtherwise) {
  EXPECT_STREQ(makeBackend("cpu")->kind(), "cpu");
  EXPECT_NE(makeBackend("cpu", 3)->deviceName().find(", 3 threads"), std::string::npos);
  const std::vector<DeviceInfo> devices = listDevices();
  ASSERT_FALSE(devices.empty());
  EXPECT_EQ(devices.front().selector, "cpu");
  const auto automatic =
      std::count_if(devices.begin(), devices.end(), [](const DeviceInfo& device) { return device.automatic; });
  EXPECT_EQ(automatic, 1);
  for (const DeviceInfo& device : devices) {
    if (!device.automatic) continue;
    EXPECT_STREQ(makeBackend("auto")->kind(), device.selector == "cpu" ? "cpu" : "vulkan");
    EXPECT_NE(device.type, "software Vulkan") << "a CPU in Vulkan's clothes is slower than the CPU";
  }
  for (const char* selector : {"cuda", "", "vulkan:", "vulkan:x", "vulkan:99999999999", "CPU"})
    EXPECT_NE(refusal([&] { makeBackend(selector); }).find("there is cpu ("), std::string::npos) << selector;
  EXPECT_NE(refusal([&] { makeBackend("vulkan:97"); }), "nothing was refused");
  EXPECT_EQ(refusal([&] { makeBackend("cpu", -1); }), "device: expected 0 or more threads, got -1");
}

}  // namespace
}  // namespace headlight::test
