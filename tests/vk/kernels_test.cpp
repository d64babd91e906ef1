#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "backend/vulkan/packed.h"
#include "backend/vulkan/vulkan_backend.h"
#include "io/half.h"
#include "support/near.h"
#include "support/random_tensor.h"
#include "vk/vulkan_device.h"

/// What the kernels promise beyond the operations' tests: in every variant (what this device takes, and what a GPU
/// takes) and for every way to keep weights, right values, and rows that do not depend on their company.
namespace headlight::test {
namespace {

constexpr float cut = -1e30F;  // what stands where a key may not be seen

std::vector<float> hostOf(Backend& backend, const Tensor& tensor) {
  std::vector<float> values(tensor.shape().elements());
  backend.read(tensor, std::as_writable_bytes(std::span(values)));
  return values;
}

/// A weight as the device keeps it. For bfloat16 checked against the definition of rounding.
float kept(float weight, WeightStorage storage) {
  if (storage == WeightStorage::F16) return io::halfToFloat(io::floatToHalf(weight));
  if (storage == WeightStorage::F32) return weight;
  const float rounded = io::bfloat16ToFloat(packed::toBfloat16(weight));
  EXPECT_LE(std::abs(rounded - weight), 0x1p-8F * std::abs(weight));  // 8 bits of significand
  return rounded;
}

/// The variants for a GPU, or those for a software device.
std::shared_ptr<vk::Device> deviceLike(bool likeGpu) { return vulkanDevice(kernelFamily(likeGpu)); }

/// With and without likeGpu, every storage.
class Weights : public testing::TestWithParam<std::tuple<bool, WeightStorage>> {
 protected:
  void SetUp() override {
    const std::shared_ptr<vk::Device> device = deviceLike(likeGpu());
    if (!device && vulkanRequired()) FAIL() << "no usable Vulkan device";
    if (!device) GTEST_SKIP() << "no usable Vulkan device on this machine";
    backend_ = makeVulkanBackend(device, storage());
  }
  bool likeGpu() const { return std::get<0>(GetParam()); }
  WeightStorage storage() const { return std::get<1>(GetParam()); }
  Backend& backend() { return *backend_; }

 private:
  std::shared_ptr<Backend> backend_;
};

/// With and without likeGpu.
class Variants : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    const std::shared_ptr<vk::Device> device = deviceLike(GetParam());
    if (!device && vulkanRequired()) FAIL() << "no usable Vulkan device";
    if (!device) GTEST_SKIP() << "no usable Vulkan device on this machine";
    backend_ = makeVulkanBackend(device);
  }
  Backend& backend() { return *backend_; }

 private:
  std::shared_ptr<Backend> backend_;
};

/// Every tile, every number of lanes, whole and broken segments, texels of one and of four, both kinds of outputs.
/// Against double with the weights as they are kept, so that only the sums may err (Higham 2002, section 3.1), and each
/// row alone and in smaller company bit for bit.
TEST_P(Weights, LinearIsRightAndARowDoesNotDependOnItsCompany) {
  constexpr int most = 140;
  for (const auto& [in, out] : {std::pair{1, 33}, {33, 130}, {64, 64}, {130, 70}, {1030, 20}, {8, 1500}, {8, 16500}}) {
    std::vector<float> x, bias;
    const int rows = in > 1000 || out > 10000 ? 20 : most;
    const Tensor xs = randomTensor(backend(), {rows, in}, 1, x, in == 64 ? 128 : 0);
    const Tensor biases = randomTensor(backend(), {1, out}, 2, bias);
    std::vector<float> weight = randomFloats(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 3);
    const Tensor packed = backend().packLinear(weight, out, in);
    for (float& value : weight) value = kept(value, storage());
    Tensor whole = backend().allocate({rows, out}, DType::F32, 0);
    backend().linear(xs, packed, &biases, Activation::None, whole);
    const std::vector<float> got = hostOf(backend(), whole);
    std::vector<Expected> expected;
    for (int r = 0; r < rows; ++r)
      for (int o = 0; o < out; ++o) {
        double sum = bias[static_cast<std::size_t>(o)], magnitude = std::abs(sum);
        for (int k = 0; k < in; ++k) {
          const double product =
              static_cast<double>(x[static_cast<std::size_t>(r * in + k)]) *
              weight[static_cast<std::size_t>(o) * static_cast<std::size_t>(in) + static_cast<std::size_t>(k)];
          sum += product;
          magnitude += std::abs(product);
        }
        expected.push_back({sum, unitRoundoff * (in + 2) * magnitude});
      }
    ASSERT_TRUE(near(got, expected)) << in << " -> " << out;
    for (const int count : {1, 2, 3, 8, 9, 17, 33, 64, 100}) {
      if (count > rows) continue;
      Tensor part = backend().allocate({count, out}, DType::F32, 0);
      backend().linear(xs.rows(rows - count, rows), packed, &biases, Activation::None, part);
      const std::size_t first = static_cast<std::size_t>(rows - count) * static_cast<std::size_t>(out);
      ASSERT_TRUE(sameBits(hostOf(backend(), part), std::span(got).subspan(first)))
          << count << " rows, " << in << " -> " << out;
    }
  }
}

TEST_P(Weights, GatherRowsUnpacksWhatIsKept) {
  for (const int width : {1, 33, 64}) {
    const std::vector<float> table = randomFloats(static_cast<std::size_t>(77 * width), 4);
    const Tensor packed = backend().packLinear(table, 77, width);
    const std::vector<std::int32_t> ids{76, 0, 63, 64, 5};
    std::vector<float> expected;
    for (const std::int32_t id : ids)
      for (int i = 0; i < width; ++i)
        expected.push_back(kept(table[static_cast<std::size_t>(id * width + i)], storage()));
    Tensor y = backend().allocate({5, width}, DType::F32, 0);
    backend().gatherRows(packed, ids, y);
    EXPECT_TRUE(sameBits(hostOf(backend(), y), expected)) << width;
  }
}

/// Attention of rows [first, rows) over the queries, keys and values that one fused product left side by side.
struct Attended {
  std::vector<float> pattern, mixed;
};
Attended attend(Backend& backend, const Tensor& fused, int heads, int headWidth, int first, int columns) {
  const int rows = fused.dim(0);
  const auto part = [&](int which) {
    return Tensor(fused.bufferHandle(), {rows, heads, headWidth}, DType::F32,
                  fused.offset() + static_cast<std::size_t>(which * heads * headWidth), fused.rowStride());
  };
  Tensor pattern = backend.allocate({rows - first, heads, columns}, DType::F32, 0);
  backend.attentionScores(part(0).rows(first, rows), Rows(part(1)), 0.3F, pattern);
  backend.softmaxRows(pattern, first, rows, true, 0);
  Tensor mixed = backend.allocate({rows - first, heads, headWidth}, DType::F32, 0);
  backend.attentionMix(pattern, Rows(part(2)), mixed);
  return {hostOf(backend, pattern), hostOf(backend, mixed)};
}

TEST_P(Variants, AttentionReadsTheFusedProductWhereItLies) {
  for (const auto& [heads, headWidth] : {std::pair{3, 8}, {2, 5}}) {
    const int rows = 70, columns = 128, width = heads * headWidth;
    std::vector<float> values;
    const Tensor fused = randomTensor(backend(), {rows, 3 * width}, 5, values);
    const Attended whole = attend(backend(), fused, heads, headWidth, 0, columns);
    const auto at = [&](int row, int which, int head, int i) {
      return static_cast<double>(
          values[static_cast<std::size_t>(row * 3 * width + which * width + head * headWidth + i)]);
    };
    for (const int row : {0, 1, 37, 69})
      for (int head = 0; head < heads; ++head) {
        std::vector<double> weights;
        double total = 0;
        for (int key = 0; key <= row; ++key) {
          double score = 0;
          for (int i = 0; i < headWidth; ++i) score += at(row, 0, head, i) * at(key, 1, head, i);
          weights.push_back(std::exp(0.3 * score));
          total += weights.back();
        }
        for (int key = 0; key < columns; ++key) {
          const float got = whole.pattern[static_cast<std::size_t>((row * heads + head) * columns + key)];
          if (key > row) {
            ASSERT_EQ(got, 0.0F);
          } else {
            ASSERT_NEAR(got, weights[static_cast<std::size_t>(key)] / total, 2e-6);
          }
        }
        for (int i = 0; i < headWidth; ++i) {
          double mixed = 0;
          for (int key = 0; key <= row; ++key)
            mixed += weights[static_cast<std::size_t>(key)] / total * at(key, 2, head, i);
          ASSERT_NEAR(whole.mixed[static_cast<std::size_t>((row * heads + head) * headWidth + i)], mixed, 2e-6);
        }
      }
    // Recomputing the last rows only, as an edit does, gives their bits again.
    for (const int first : {69, 68, 66, 62, 33, 1}) {
      const Attended part = attend(backend(), fused, heads, headWidth, first, columns);
      EXPECT_TRUE(
          sameBits(part.pattern, std::span(whole.pattern).subspan(static_cast<std::size_t>(first * heads * columns))))
          << "from row " << first;
      EXPECT_TRUE(
          sameBits(part.mixed, std::span(whole.mixed).subspan(static_cast<std::size_t>(first * heads * headWidth))))
          << "from row " << first;
    }
  }
}

TEST_P(Variants, LayerNormOfARowDoesNotDependOnItsCompany) {
  for (const int width : {33, 64, 300}) {
    std::vector<float> x, weight;
    const Tensor xs = randomTensor(backend(), {20, width}, 6, x),
                 weights = randomTensor(backend(), {1, width}, 7, weight);
    Tensor whole = backend().allocate({20, width}, DType::F32, 0);
    backend().layerNorm(xs, weights, weights, 1e-5F, whole);
    const std::vector<float> expected = hostOf(backend(), whole);
    for (const int first : {19, 17, 12, 3}) {
      Tensor part = backend().allocate({20 - first, width}, DType::F32, 0);
      backend().layerNorm(xs.rows(first, 20), weights, weights, 1e-5F, part);
      EXPECT_TRUE(
          sameBits(hostOf(backend(), part), std::span(expected).subspan(static_cast<std::size_t>(first * width))));
    }
  }
}

TEST_P(Variants, RmsNormIsRightAndARowDoesNotDependOnItsCompany) {
  for (const int width : {1, 33, 64, 300, 2048}) {
    std::vector<float> x, weight;
    const Tensor xs = randomTensor(backend(), {20, width}, 6, x),
                 weights = randomTensor(backend(), {1, width}, 7, weight);
    Tensor whole = backend().allocate({20, width}, DType::F32, 0);
    backend().rmsNorm(xs, weights, 1e-5F, whole);
    const std::vector<float> got = hostOf(backend(), whole);
    for (std::size_t row = 0; row < 20; ++row) {
      const auto w = static_cast<std::size_t>(width);
      double square = 0;
      for (std::size_t i = 0; i < w; ++i) square += static_cast<double>(x[row * w + i]) * x[row * w + i] / width;
      for (std::size_t i = 0; i < w; ++i) {
        const double value = weight[i] * x[row * w + i] / std::sqrt(square + 1e-5);
        ASSERT_NEAR(got[row * w + i], value, unitRoundoff * (8 + width / 8.0) * std::abs(value)) << "row " << row;
      }
    }
    for (const int first : {19, 17, 12, 3}) {
      Tensor part = backend().allocate({20 - first, width}, DType::F32, 0);
      backend().rmsNorm(xs.rows(first, 20), weights, 1e-5F, part);
      EXPECT_TRUE(sameBits(hostOf(backend(), part), std::span(got).subspan(static_cast<std::size_t>(first * width))));
    }
  }
}

TEST_P(Variants, AWindowHidesAllButTheLastKeysAndIsTheRowsOwn) {
  const int rows = 40, heads = 2, keys = 200, firstRow = 150;
  const std::vector<float> scores = randomFloats(static_cast<std::size_t>(rows * heads * keys), 8, 4.0F);
  for (const int window : {1, 7, 64, 100, 180}) {
    SCOPED_TRACE(window);
    Tensor pattern = tensorOf(backend(), scores, {rows, heads, keys});
    backend().softmaxRows(pattern, firstRow, keys, true, window);
    const std::vector<float> got = hostOf(backend(), pattern);
    for (int r = 0; r < rows; ++r)
      for (int h = 0; h < heads; ++h) {
        const auto at = static_cast<std::size_t>((r * heads + h) * keys);
        const int end = firstRow + r + 1, begin = std::max(end - window, 0);
        double total = 0;
        for (int k = begin; k < end; ++k)
          total += std::exp(static_cast<double>(scores[at + static_cast<std::size_t>(k)]));
        for (int k = 0; k < keys; ++k) {
          const std::size_t i = at + static_cast<std::size_t>(k);
          const double weight = k >= begin && k < end ? std::exp(static_cast<double>(scores[i])) / total : 0;
          ASSERT_NEAR(got[i], weight, 1e-5 * weight) << "row " << r << " key " << k;
        }
      }
    Tensor sums = backend().allocate({rows, heads, PatternSumCount}, DType::F32, 0);
    backend().patternStatistics(pattern, firstRow, keys, true, window, sums);
    const std::vector<float> numbers = hostOf(backend(), sums);
    Tensor last =
        tensorOf(backend(), std::span(scores).subspan(static_cast<std::size_t>(39 * heads * keys)), {1, heads, keys});
    backend().softmaxRows(last, firstRow + 39, keys, true, window);
    EXPECT_TRUE(sameBits(hostOf(backend(), last), std::span(got).subspan(static_cast<std::size_t>(39 * heads * keys))));
    Tensor lastSums = backend().allocate({1, heads, PatternSumCount}, DType::F32, 0);
    backend().patternStatistics(last, firstRow + 39, keys, true, window, lastSums);
    EXPECT_TRUE(sameBits(hostOf(backend(), lastSums),
                         std::span(numbers).subspan(static_cast<std::size_t>(39 * heads * PatternSumCount))));
    EXPECT_GT(numbers[PatternMin], 0.0F) << "only seen keys count";
  }
}

TEST_P(Variants, ACutKeyGetsExactlyZeroAndTheOthersShareItsWeight) {
  const int heads = 3, keys = 130;
  std::vector<float> scores = randomFloats(static_cast<std::size_t>(2 * heads * keys), 8, 4.0F);
  const auto isCut = [&](std::size_t i) { return i % 3 == 1; };
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (isCut(i)) scores[i] = cut;
  Tensor pattern = tensorOf(backend(), scores, {2, heads, keys});
  backend().softmaxRows(pattern, 0, keys, false, 0);
  const std::vector<float> got = hostOf(backend(), pattern);
  for (std::size_t row = 0; row < 2 * heads; ++row) {
    double total = 0;
    for (std::size_t k = 0; k < keys; ++k)
      if (!isCut(row * keys + k)) total += std::exp(static_cast<double>(scores[row * keys + k]));
    for (std::size_t k = 0; k < keys; ++k) {
      const std::size_t i = row * keys + k;
      if (isCut(i)) {
        ASSERT_EQ(got[i], 0.0F) << i;
      } else {
        const double weight = std::exp(static_cast<double>(scores[i])) / total;
        ASSERT_NEAR(got[i], weight, 1e-5 * weight) << i;
      }
    }
  }
}

std::string nameOf(const testing::TestParamInfo<std::tuple<bool, WeightStorage>>& info) {
  const char* storages[] = {"F32", "F16", "BF16"};
  return std::string(std::get<0>(info.param) ? "likeGpu" : "likeSoftware") +
         storages[static_cast<int>(std::get<1>(info.param))];
}
std::string variantName(const testing::TestParamInfo<bool>& info) { return info.param ? "likeGpu" : "likeSoftware"; }
INSTANTIATE_TEST_SUITE_P(All, Variants, testing::Bool(), variantName);
INSTANTIATE_TEST_SUITE_P(All, Weights,
                         testing::Combine(testing::Bool(),
                                          testing::Values(WeightStorage::F32, WeightStorage::F16, WeightStorage::BF16)),
                         nameOf);

/// Narrow bindings cut 16-bit weights where 32-bit ones are not cut: the same bits as uncut.
TEST(Kernels, SixteenBitWeightsInSlices) {
  vk::DeviceOverrides small;
  small.storageRange = 6400;  // two panels of 24 inputs, 3,072 bytes each
  HEADLIGHT_VULKAN_OR_SKIP(whole);
  HEADLIGHT_VULKAN_OR_SKIP(sliced, small);
  for (const WeightStorage storage : {WeightStorage::F16, WeightStorage::BF16}) {
    std::vector<std::vector<float>> results;
    for (const auto& device : {whole, sliced}) {
      const std::shared_ptr<Backend> backend = makeVulkanBackend(device, storage);
      std::vector<float> x;
      const Tensor xs = randomTensor(*backend, {5, 24}, 1, x);
      const Tensor weight = backend->packLinear(randomFloats(24 * 500, 2), 500, 24);
      Tensor y = backend->allocate({5, 500}, DType::F32, 0);
      backend->linear(xs, weight, nullptr, Activation::None, y);
      results.push_back(hostOf(*backend, y));
      Tensor gathered = backend->allocate({3, 24}, DType::F32, 0);
      backend->gatherRows(weight, std::vector<std::int32_t>{499, 0, 130}, gathered);
      results.push_back(hostOf(*backend, gathered));
    }
    EXPECT_TRUE(sameBits(results[0], results[2]));
    EXPECT_TRUE(sameBits(results[1], results[3]));
  }
}

}  // namespace
}  // namespace headlight::test
