#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <ostream>
#include <utility>

#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

namespace headlight::test {
namespace {

class AttentionScoresTest : public OnBackends {};
class SoftmaxRowsTest : public OnBackends {};
class AttentionMixTest : public OnBackends {};
class PatternStatisticsTest : public OnBackends {};

struct Sizes {
  int rows, keys, heads, kvHeads, headWidth;
};

/// Rows and keys around the block of 64, odd head widths, one key head for all, one for two, one for each.
const std::vector<Sizes> awkwardSizes{{1, 1, 1, 1, 1},     {1, 129, 4, 4, 33},   {2, 7, 3, 1, 3},
                                      {7, 7, 6, 3, 48},    {64, 64, 8, 8, 32},   {64, 128, 4, 1, 64},
                                      {7, 64, 2, 2, 257},  {129, 129, 2, 1, 33}, {129, 65, 3, 3, 16},
                                      {63, 200, 4, 2, 80}, {5, 130, 12, 12, 64}};

std::ostream& operator<<(std::ostream& out, const Sizes& s) {
  return out << s.rows << " rows, " << s.keys << " keys, " << s.heads << "/" << s.kvHeads << " heads of "
             << s.headWidth;
}

std::size_t at(int a, int sizeB, int b, int sizeC, int c) {
  return static_cast<std::size_t>((a * sizeB + b) * sizeC + c);
}

TEST_P(AttentionScoresTest, AgreesWithDoubleAtAwkwardSizes) {
  for (const Sizes& s : awkwardSizes) {
    SCOPED_TRACE(testing::Message() << s);
    std::vector<float> query, key;
    const Tensor queries = randomTensor(backend(), {s.rows, s.heads, s.headWidth}, 1, query, 9);
    const Rows keys(randomTensor(backend(), {s.keys, s.kvHeads, s.headWidth}, 2, key, 4));
    const int capacity = (s.keys + 63) / 64 * 64;
    const float scale = 0.37F;
    const Tensor scores = ops::attentionScores(queries, keys, scale, capacity);
    ASSERT_EQ(scores.shape(), (Shape{s.rows, s.heads, capacity}));
    EXPECT_NE(scores.rowStride() % 1024, 0U) << "rows a multiple of 4 KiB apart share their cache sets";
    const std::vector<float> got = toHost(backend(), scores);
    std::vector<float> seen;
    std::vector<Expected> expected;
    for (int r = 0; r < s.rows; ++r)
      for (int h = 0; h < s.heads; ++h)
        for (int k = 0; k < s.keys; ++k) {
          double dot = 0, magnitude = 0;
          for (int i = 0; i < s.headWidth; ++i) {
            const double product = static_cast<double>(query[at(r, s.heads, h, s.headWidth, i)]) *
                                   key[at(k, s.kvHeads, h / (s.heads / s.kvHeads), s.headWidth, i)];
            dot += product;
            magnitude += std::abs(product);
          }
          // headWidth products and sums in any order, and one product with the scale (Higham 2002, section 3.1).
          expected.push_back({scale * dot, unitRoundoff * (s.headWidth + 2) * scale * magnitude});
          seen.push_back(got[at(r, s.heads, h, capacity, k)]);
        }
    EXPECT_TRUE(near(seen, expected));
  }
}

/// Keys and values of a running text come as views into the fused q|k|v rows.
TEST_P(AttentionScoresTest, ReadsBlocksThatAreViews) {
  std::vector<float> query, all;
  const Tensor queries = randomTensor(backend(), {3, 2, 16}, 1, query);
  const Tensor wide = randomTensor(backend(), {70, 2, 16}, 2, all, 64);
  const Tensor whole = ops::attentionScores(queries, Rows(wide), 1.0F, 128);
  const Tensor parts =
      ops::attentionScores(queries, Rows(std::vector<Tensor>{wide.rows(0, 64), wide.rows(64, 70)}), 1.0F, 128);
  const std::vector<float> a = toHost(backend(), whole), b = toHost(backend(), parts);
  for (int r = 0; r < 3; ++r)
    for (int h = 0; h < 2; ++h)
      for (int k = 0; k < 70; ++k) {
        double dot = 0;
        for (int i = 0; i < 16; ++i) dot += static_cast<double>(query[at(r, 2, h, 16, i)]) * all[at(k, 2, h, 16, i)];
        ASSERT_NEAR(a[at(r, 2, h, 128, k)], dot, 2e-6);  // 17 roundings of at most 16
        ASSERT_EQ(a[at(r, 2, h, 128, k)], b[at(r, 2, h, 128, k)]);
      }
}

/// The softmax in double of what the row sees.
std::vector<double> softmaxInDouble(const float* row, int seen) {
  std::vector<double> weights(row, row + seen);
  const double most = seen ? *std::max_element(weights.begin(), weights.end()) : 0;
  double sum = 0;
  for (double& weight : weights) sum += weight = std::exp(weight - most);
  for (double& weight : weights) weight /= sum;
  return weights;
}

TEST_P(SoftmaxRowsTest, AgreesWithDoubleAndIsExactlyZeroWhereNothingIsSeen) {
  for (const Sizes& s : awkwardSizes)
    for (const bool causal : {false, true})
      for (const float spread : {1.0F, 60.0F}) {
        const int capacity = (s.keys + 63) / 64 * 64, firstRow = causal ? std::max(0, s.keys - s.rows) : 0;
        SCOPED_TRACE(testing::Message() << s << (causal ? " causal" : "") << " spread " << spread);
        std::vector<float> host = randomFloats(at(s.rows, s.heads, 0, capacity, 0), 3, spread);
        Tensor scores = tensorOf(backend(), host, {s.rows, s.heads, capacity}, 5);
        ops::softmaxRows(scores, firstRow, s.keys, causal);
        const std::vector<float> got = toHost(backend(), scores);
        // Arguments of size `spread` are rounded once before exp, which turns that into a relative error; exp and the
        // sum add some.
        const double relative = unitRoundoff * (2 * spread + 16) + (onCpu() ? 0 : unitRoundoff * (3 + 4 * spread));
        for (int r = 0; r < s.rows; ++r)
          for (int h = 0; h < s.heads; ++h) {
            const int seen = causal ? std::min(firstRow + r + 1, s.keys) : s.keys;
            const std::size_t start = at(r, s.heads, h, capacity, 0);
            const std::vector<double> expected = softmaxInDouble(&host[start], seen);
            for (int k = 0; k < capacity; ++k) {
              const float weight = got[start + static_cast<std::size_t>(k)];
              if (k < seen) {
                const double want = expected[static_cast<std::size_t>(k)];
                ASSERT_NEAR(weight, want, relative * want + 1e-37) << "row " << r << " head " << h << " key " << k;
              } else {
                ASSERT_TRUE(weight == 0.0F && !std::signbit(weight)) << "row " << r << " head " << h << " key " << k;
              }
            }
          }
      }
}

/// A sliding window is the softmax of the row's last keys; the rest is 0 with a plus sign.
TEST_P(SoftmaxRowsTest, AWindowHidesAllButTheLastKeys) {
  for (const int window : {1, 2, 7, 16, 63, 64, 65, 200})
    for (const auto& [rows, firstRow, keys] : {std::array{1, 129, 130}, {70, 60, 130}, {7, 0, 5}, {3, 0, 3}}) {
      SCOPED_TRACE(testing::Message() << "window " << window << ", rows " << firstRow << " + " << rows);
      const int heads = 3, capacity = (keys + 63) / 64 * 64;
      const std::vector<float> host = randomFloats(at(rows, heads, 0, capacity, 0), 3, 4.0F);
      Tensor scores = tensorOf(backend(), host, {rows, heads, capacity}, 5);
      ops::softmaxRows(scores, firstRow, keys, true, window);
      const std::vector<float> got = toHost(backend(), scores);
      const std::vector<float> numbers =
          toHost(backend(), ops::patternStatistics(scores, firstRow, keys, true, window));
      for (int r = 0; r < rows; ++r)
        for (int h = 0; h < heads; ++h) {
          const int end = std::min(firstRow + r + 1, keys);
          const int begin = std::min(std::max(firstRow + r + 1 - window, 0), end);
          const std::size_t start = at(r, heads, h, capacity, 0);
          const std::vector<double> expected =
              softmaxInDouble(&host[start + static_cast<std::size_t>(begin)], end - begin);
          double least = end > begin ? 1 : 0, distance = 0;
          for (int k = 0; k < capacity; ++k) {
            const float weight = got[start + static_cast<std::size_t>(k)];
            if (k >= begin && k < end) {
              const double want = expected[static_cast<std::size_t>(k - begin)];
              ASSERT_NEAR(weight, want, unitRoundoff * 48 * want) << "row " << r << " head " << h << " key " << k;
              least = std::min<double>(least, weight);
              distance += std::abs(firstRow + r - k) * static_cast<double>(weight);
            } else {
              ASSERT_TRUE(weight == 0.0F && !std::signbit(weight)) << "row " << r << " head " << h << " key " << k;
            }
          }
          const float* sums = &numbers[static_cast<std::size_t>((r * heads + h) * PatternSumCount)];
          EXPECT_EQ(sums[PatternMin], static_cast<float>(least)) << "row " << r;
          EXPECT_NEAR(sums[PatternDistance], distance, 1e-5 * distance + 1e-9);
          EXPECT_EQ(sums[PatternFirstKey], got[start]);
        }
    }
}

TEST_P(SoftmaxRowsTest, ExtremeScoresGiveWeightsNotNan) {
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> host(4 * 64, 0.0F);
  host[0] = 3e38F, host[1] = -3e38F;                                                 // row 0: a difference beyond float
  for (int k = 0; k < 64; ++k) host[static_cast<std::size_t>(64 + k)] = -1e30F;      // row 1: all far down
  for (int k = 0; k < 64; ++k) host[static_cast<std::size_t>(128 + k)] = -infinity;  // row 2: all cut but one
  host[128 + 40] = 1.0F;
  for (int k = 0; k < 64; ++k) host[static_cast<std::size_t>(192 + k)] = k % 2 ? 200.0F : -200.0F;  // row 3: beyond exp
  Tensor scores = tensorOf(backend(), host, {4, 1, 64});
  ops::softmaxRows(scores, 0, 64, false);
  const std::vector<float> got = toHost(backend(), scores);
  EXPECT_EQ(got[0], 1.0F);
  EXPECT_EQ(got[1], 0.0F);
  for (int k = 0; k < 64; ++k) {
    EXPECT_NEAR(got[static_cast<std::size_t>(64 + k)], 1 / 64.0, 1e-8);
    EXPECT_EQ(got[static_cast<std::size_t>(128 + k)], k == 40 ? 1.0F : 0.0F);
    EXPECT_NEAR(got[static_cast<std::size_t>(192 + k)], k % 2 ? 1 / 32.0 : 0.0, 1e-8);
  }
}

TEST_P(AttentionMixTest, AgreesWithDoubleAtAwkwardSizes) {
  for (const Sizes& s : awkwardSizes)
    for (const bool causal : {false, true}) {
      SCOPED_TRACE(testing::Message() << s << (causal ? " causal" : ""));
      const int capacity = (s.keys + 63) / 64 * 64;
      std::vector<float> pattern = randomFloats(at(s.rows, s.heads, 0, capacity, 0), 4), value;
      for (int r = 0; r < s.rows; ++r)
        for (int h = 0; h < s.heads; ++h)
          for (int k = 0; k < capacity; ++k)
            if (k >= s.keys || (causal && k > r)) pattern[at(r, s.heads, h, capacity, k)] = 0.0F;
      const Tensor patterns = tensorOf(backend(), pattern, {s.rows, s.heads, capacity}, 16);
      const Rows values(randomTensor(backend(), {s.keys, s.kvHeads, s.headWidth}, 5, value, 6));
      const Tensor y = ops::attentionMix(patterns, values);
      ASSERT_EQ(y.shape(), (Shape{s.rows, s.heads, s.headWidth}));
      std::vector<Expected> expected;
      for (int r = 0; r < s.rows; ++r)
        for (int h = 0; h < s.heads; ++h)
          for (int i = 0; i < s.headWidth; ++i) {
            double sum = 0, magnitude = 0;
            for (int k = 0; k < s.keys; ++k) {
              const double product = static_cast<double>(pattern[at(r, s.heads, h, capacity, k)]) *
                                     value[at(k, s.kvHeads, h / (s.heads / s.kvHeads), s.headWidth, i)];
              sum += product;
              magnitude += std::abs(product);
            }
            expected.push_back({sum, unitRoundoff * (s.keys + 1) * magnitude});  // Higham 2002, section 3.1
          }
      EXPECT_TRUE(near(toHost(backend(), y), expected));
    }
}

/// How a pass does it: 64 rows at a time, each block into its rows of one tensor.
TEST_P(AttentionMixTest, BlocksWriteIntoOneTensor) {
  std::vector<float> weights, values;
  const Tensor pattern = randomTensor(backend(), {70, 2, 128}, 1, weights);
  const Rows value(randomTensor(backend(), {70, 2, 16}, 2, values));
  const std::vector<float> whole = toHost(backend(), ops::attentionMix(pattern, value));
  Tensor y = backend().allocate({70, 2, 16}, DType::F32, 40);
  for (const auto& [begin, end] : {std::pair{0, 64}, {64, 70}}) {
    Tensor part = y.rows(begin, end);
    ops::attentionMixInto(pattern.rows(begin, end), value, part);
  }
  EXPECT_TRUE(sameBits(toHost(backend(), y), whole));
}

TEST_P(PatternStatisticsTest, AgreesWithDouble) {
  for (const Sizes& s : awkwardSizes)
    for (const bool causal : {false, true}) {
      SCOPED_TRACE(testing::Message() << s << (causal ? " causal" : ""));
      const int capacity = (s.keys + 63) / 64 * 64, firstRow = std::max(0, s.keys - s.rows);
      std::vector<float> host = randomFloats(at(s.rows, s.heads, 0, capacity, 0), 6, 8.0F);
      Tensor pattern = tensorOf(backend(), host, {s.rows, s.heads, capacity});
      ops::softmaxRows(pattern, firstRow, s.keys, causal);
      host = toHost(backend(), pattern);
      const std::vector<float> got = toHost(backend(), ops::patternStatistics(pattern, firstRow, s.keys, causal));
      ASSERT_EQ(got.size(), static_cast<std::size_t>(s.rows * s.heads * PatternSumCount));
      for (int r = 0; r < s.rows; ++r)
        for (int h = 0; h < s.heads; ++h) {
          const int seen = causal ? std::min(firstRow + r + 1, s.keys) : s.keys;
          double most = 0, least = seen > 0 ? 1 : 0, entropy = 0, distance = 0;
          for (int k = 0; k < seen; ++k) {
            const double p = host[at(r, s.heads, h, capacity, k)];
            most = std::max(most, p);
            least = std::min(least, p);
            if (p > 0) entropy -= p * std::log2(p);
            distance += std::abs(firstRow + r - k) * p;
          }
          const float* sums = &got[static_cast<std::size_t>((r * s.heads + h) * PatternSumCount)];
          EXPECT_EQ(sums[PatternMax], static_cast<float>(most));
          EXPECT_EQ(sums[PatternMin], static_cast<float>(least));
          // A sum of positive floats over the keys in lanes of at least 16, on lavapipe in one lane; log2 errs by 2e-7
          // or so.
          const double relative = 2e-6 + unitRoundoff * (onCpu() ? s.keys / 16.0 : s.keys);
          EXPECT_NEAR(sums[PatternEntropyBits], entropy, relative * entropy + 4e-7);
          EXPECT_NEAR(sums[PatternDistance], distance, relative * distance + 1e-9);
          EXPECT_EQ(sums[PatternFirstKey], seen > 0 ? host[at(r, s.heads, h, capacity, 0)] : 0.0F);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backends, AttentionScoresTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, SoftmaxRowsTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, AttentionMixTest, testing::ValuesIn(availableBackends()), backendName);
INSTANTIATE_TEST_SUITE_P(Backends, PatternStatisticsTest, testing::ValuesIn(availableBackends()), backendName);

}  // namespace
}  // namespace headlight::test
