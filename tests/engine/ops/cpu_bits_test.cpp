#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ops/ops.h"
#include "support/backends.h"
#include "support/near.h"
#include "support/random_tensor.h"

/// What the CPU backend promises beyond accuracy (engine/backend/eigen/README.md): a row has the same bits alone or
/// among others, on one thread or on several, and however long the text grows behind it. Only so does an edit equal a
/// full pass exactly.
namespace headlight::test {
namespace {

std::vector<float> part(const std::vector<float>& all, int width, int begin, int end) {
  return {all.begin() + begin * width, all.begin() + end * width};
}

TEST(CpuBits, LinearRowsDoNotDependOnTheirCompany) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  for (const int in : {33, 256, 1031})
    for (const int out : {1, 97, 512}) {
      SCOPED_TRACE(testing::Message() << in << " -> " << out);
      const int rows = 129;
      std::vector<float> x, bias;
      const Tensor xs = randomTensor(*backend, {rows, in}, 1, x);
      const Tensor biases = randomTensor(*backend, {1, out}, 2, bias);
      const Tensor weight = backend->packLinear(randomFloats(static_cast<std::size_t>(in * out), 3), out, in);
      const auto run = [&](int begin, int end) {
        return toHost(*backend, ops::linear(xs.rows(begin, end), weight, &biases, Activation::GeluTanh));
      };
      const std::vector<float> all = run(0, rows);
      for (int row = 0; row < rows; ++row)
        ASSERT_TRUE(sameBits(run(row, row + 1), part(all, out, row, row + 1))) << "row " << row;
      for (int count = 2; count <= 13; ++count)
        for (const int begin : {0, 1, rows - count})
          ASSERT_TRUE(sameBits(run(begin, begin + count), part(all, out, begin, begin + count)))
              << count << " from " << begin;
    }
}

TEST(CpuBits, LayerNormRowsDoNotDependOnTheirCompany) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  const int rows = 129, width = 257;
  std::vector<float> x, weight, bias;
  const Tensor xs = randomTensor(*backend, {rows, width}, 1, x);
  const Tensor weights = randomTensor(*backend, {1, width}, 2, weight);
  const Tensor biases = randomTensor(*backend, {1, width}, 3, bias);
  const std::vector<float> all = toHost(*backend, ops::layerNorm(xs, weights, biases, 1e-5F));
  for (int row = 0; row < rows; ++row) {
    const Tensor alone = ops::layerNorm(xs.rows(row, row + 1), weights, biases, 1e-5F);
    ASSERT_TRUE(sameBits(toHost(*backend, alone), part(all, width, row, row + 1))) << "row " << row;
  }
}

TEST(CpuBits, LlamasRowsDoNotDependOnTheirCompany) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  const int rows = 129, heads = 3, headWidth = 86, width = heads * headWidth;
  std::vector<float> x, weight, turn;
  const Tensor xs = randomTensor(*backend, {rows, width}, 1, x);
  const Tensor weights = randomTensor(*backend, {1, width}, 2, weight);
  const Tensor turns = randomTensor(*backend, {rows, headWidth}, 3, turn);
  const auto run = [&](int begin, int end) {
    Tensor normed = ops::rmsNorm(xs.rows(begin, end), weights, 1e-5F);
    Tensor turned = normed.viewAs({end - begin, heads, headWidth});
    ops::rotary(turned, turns.rows(begin, end));
    return toHost(*backend, ops::activate(ops::multiply(normed, xs.rows(begin, end)), Activation::Sigmoid));
  };
  const std::vector<float> all = run(0, rows);
  for (int row = 0; row < rows; ++row)
    ASSERT_TRUE(sameBits(run(row, row + 1), part(all, width, row, row + 1))) << "row " << row;
}

/// Causal attention of rows [begin, end) over the first `end` keys, with room for `capacity` keys; `bias`: by distance.
struct Attention {
  std::vector<float> pattern, mixed;
};
Attention attend(Backend& backend, const Tensor& query, const Tensor& key, const Tensor& value, const Tensor& bias,
                 int begin, int end, int capacity, int window) {
  Tensor pattern = ops::attentionScores(query.rows(begin, end), Rows(key.rows(0, end)), 0.125F, capacity);
  ops::addScoreBias(pattern, bias, 0.7F, begin, end);
  ops::softmaxRows(pattern, begin, end, true, window);
  const Tensor mixed = ops::attentionMix(pattern, Rows(value.rows(0, end)));
  return {toHost(backend, pattern), toHost(backend, mixed)};
}

TEST(CpuBits, AttentionRowsDoNotDependOnCompanyLaterKeysOrCapacity) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  for (const int headWidth : {32, 33, 64})
    for (const auto& [kvHeads, window] : {std::pair{1, 0}, {4, 0}, {1, 20}}) {
      SCOPED_TRACE(testing::Message() << "heads of " << headWidth << ", " << kvHeads << " for keys, window " << window);
      const int rows = 139, heads = 4, width = heads * headWidth, capacity = 192;
      std::vector<float> query, key, value, bias;
      const Tensor biases = randomTensor(*backend, {heads, 2 * 50 + 1}, 4, bias);
      const Tensor queries = randomTensor(*backend, {rows, heads, headWidth}, 1, query);
      const Tensor keys = randomTensor(*backend, {rows, kvHeads, headWidth}, 2, key, 7);
      const Tensor values = randomTensor(*backend, {rows, kvHeads, headWidth}, 3, value, 7);
      const Attention all = attend(*backend, queries, keys, values, biases, 0, rows, capacity, window);
      for (int row = 0; row < rows; ++row) {
        const int room = (row + 64) / 64 * 64;  // the smallest block row that holds it: 64, 128 or 192 keys
        const Attention alone = attend(*backend, queries, keys, values, biases, row, row + 1, room, window);
        ASSERT_TRUE(sameBits(alone.mixed, part(all.mixed, width, row, row + 1))) << "row " << row;
        for (int head = 0; head < heads; ++head) {
          const auto own = alone.pattern.begin() + head * room;
          const auto among = all.pattern.begin() + (row * heads + head) * capacity;
          ASSERT_TRUE(sameBits(std::vector<float>(own, own + room), std::vector<float>(among, among + room)))
              << "row " << row << " head " << head;
          const auto zero = [](float weight) { return weight == 0.0F; };
          ASSERT_TRUE(window == 0 || std::all_of(among, among + std::max(row + 1 - window, 0), zero));
          ASSERT_TRUE(std::all_of(among + row + 1, among + capacity, zero));
        }
      }
    }
}

TEST(CpuBits, MaskOfAllKeysOrFewKeysDoesNotTouchTheRest) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 1);
  std::vector<float> query, key, value;
  const Tensor queries = randomTensor(*backend, {9, 2, 48}, 1, query);
  const Tensor keys = randomTensor(*backend, {50, 2, 48}, 2, key);
  const Tensor values = randomTensor(*backend, {50, 2, 48}, 3, value);
  std::vector<std::vector<float>> mixed;
  for (const int capacity : {50, 64, 128, 1024}) {  // 1024: the row stride is padded
    Tensor pattern = ops::attentionScores(queries, Rows(keys), 0.2F, capacity);
    ops::softmaxRows(pattern, 0, 50, false);
    mixed.push_back(toHost(*backend, ops::attentionMix(pattern, Rows(values))));
    EXPECT_TRUE(sameBits(mixed.front(), mixed.back())) << capacity;
  }
}

/// A cut edge is a score of -infinity or about -1e30: its weight is exactly 0 (the sign too), and what is
/// left sums to 1.
TEST(CpuBits, CutScoresWeighExactlyNothing) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 1);
  const int keys = 40;
  for (const float cut : {-1e30F, -9.9e29F, -3e38F, -std::numeric_limits<float>::infinity()})
    for (const float scale : {0.01F, 1.0F, 80.0F}) {
      std::vector<float> scores = randomFloats(keys, 5, scale);
      for (const int k : {0, 7, 16, 33, 39}) scores[static_cast<std::size_t>(k)] = cut;
      std::vector<float> lone(static_cast<std::size_t>(keys), cut);
      lone[21] = -scale;
      for (const std::vector<float>& row : {scores, lone}) {
        Tensor pattern = tensorOf(*backend, row, {1, 1, keys});
        ops::softmaxRows(pattern, 0, keys, false);
        const std::vector<float> weights = toHost(*backend, pattern);
        double sum = 0;
        for (int k = 0; k < keys; ++k) {
          const auto i = static_cast<std::size_t>(k);
          if (row[i] == cut) {
            EXPECT_TRUE(sameBits(std::span(weights).subspan(i, 1), std::vector<float>{0.0F}))
                << k << ": " << weights[i];
          }
          sum += weights[i];
        }
        EXPECT_NEAR(sum, 1.0, 1e-6);
      }
    }
}

/// A weight times a value may round to -0; a row that meets zero weights behind it would then turn into 0, alone it
/// would not.
TEST(CpuBits, ZerosHaveOneSign) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 1);
  const std::vector<float> weights{1e-30F, 0.0F, 1e-30F, 0.5F}, values{-1e-30F, 1.0F};
  const Tensor pattern = tensorOf(*backend, weights, {2, 1, 2});
  const Rows value(tensorOf(*backend, values, {2, 1, 1}));
  const std::vector<float> both = toHost(*backend, ops::attentionMix(pattern, value));
  const std::vector<float> alone = toHost(*backend, ops::attentionMix(pattern.rows(0, 1), value));
  EXPECT_TRUE(sameBits(alone, part(both, 1, 0, 1)));
  EXPECT_EQ(both[1], 0.5F);
}

TEST(CpuBits, ThreadsDoNotChangeAnything) {
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 3, 5}) {
    const std::shared_ptr<Backend> backend = makeBackend("cpu", threads);
    const int rows = 129, heads = 8, headWidth = 64, width = heads * headWidth;
    std::vector<float> x, weight, bias;
    const Tensor xs = randomTensor(*backend, {rows, width}, 1, x);
    const Tensor weights = randomTensor(*backend, {1, width}, 2, weight);
    const Tensor biases = randomTensor(*backend, {1, width}, 3, bias);
    const Tensor matrix = backend->packLinear(randomFloats(static_cast<std::size_t>(width * width), 4), width, width);
    const Tensor normal = ops::layerNorm(xs, weights, biases, 1e-5F);
    const Tensor queries = ops::linear(normal, matrix, &biases).viewAs({rows, heads, headWidth});
    Tensor pattern = ops::attentionScores(queries, Rows(queries), 0.125F, 192);
    ops::softmaxRows(pattern, 0, rows, true);
    const Tensor mixed = ops::attentionMix(pattern, Rows(queries));
    const Tensor sum = ops::add(mixed.viewAs({rows, width}), xs);
    std::vector<float> all = toHost(*backend, sum);
    for (const Tensor& more : {pattern, ops::patternStatistics(pattern, 0, rows, true)}) {
      const std::vector<float> values = toHost(*backend, more);
      all.insert(all.end(), values.begin(), values.end());
    }
    results.push_back(std::move(all));
    EXPECT_TRUE(sameBits(results.front(), results.back())) << threads << " threads";
  }
}

/// Garbage in must not crash, hang or reach other rows.
TEST(CpuBits, NanStaysInItsRow) {
  const std::shared_ptr<Backend> backend = makeBackend("cpu", 2);
  const int rows = 70, width = 48, bad = 20;
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  std::vector<float> x = randomFloats(static_cast<std::size_t>(rows * width), 1);
  const std::vector<float> clean = x, ones(static_cast<std::size_t>(width), 1.0F);
  for (int i = 0; i < width; ++i)
    x[static_cast<std::size_t>(bad * width + i)] = i % 3 == 0 ? nan : i % 3 == 1 ? infinity : -infinity;
  const Tensor weight = backend->packLinear(randomFloats(static_cast<std::size_t>(width * width), 2), width, width);
  const Tensor one = tensorOf(*backend, ones, {1, width});
  const auto run = [&](const std::vector<float>& input) {
    const Tensor xs = tensorOf(*backend, input, {rows, width});
    const Tensor hidden = ops::linear(ops::layerNorm(xs, one, one, 1e-5F), weight, &one, Activation::GeluErf);
    const Tensor heads = ops::linear(hidden, weight, nullptr, Activation::GeluTanh).viewAs({rows, 3, 16});
    Tensor pattern =
        ops::attentionScores(heads, Rows(heads.rows(0, bad)), 0.25F, 64);  // the bad row asks, nobody asks it
    ops::softmaxRows(pattern, 0, bad, false);
    ops::patternStatistics(pattern, 0, bad, false);
    return toHost(*backend, ops::attentionMix(pattern, Rows(heads.rows(0, bad))));
  };
  const std::vector<float> with = run(x), without = run(clean);
  EXPECT_TRUE(sameBits(part(with, width, 0, bad), part(without, width, 0, bad)));
  EXPECT_TRUE(sameBits(part(with, width, bad + 1, rows), part(without, width, bad + 1, rows)));
  EXPECT_TRUE(std::isnan(with[static_cast<std::size_t>(bad * width)]));
}

}  // namespace
}  // namespace headlight::test
