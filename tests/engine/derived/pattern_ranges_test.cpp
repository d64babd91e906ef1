#include "derived/pattern_ranges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <limits>

#include "backend/backend.h"

namespace headlight::derived {
namespace {

struct Pattern {
  int rows = 0, heads = 1;
  bool causal = true;
  int window = 0;
  std::vector<float> weights = {};  ///< [heads, rows, rows]
  std::vector<Intervention> changes = {};

  float at(int head, int query, int key) const {
    return weights[static_cast<std::size_t>((head * rows + query) * rows + key)];
  }
};

/// A trace of one layer with that pattern. Blocks whose rows are those of `before` are shared with it, as passes do.
std::shared_ptr<const Trace> traceOf(const Pattern& p, const Trace* before = nullptr) {
  static const auto backend = makeBackend("cpu", 1);
  const StackId stack = p.causal ? StackId::Decoder : StackId::Encoder;
  auto model = std::make_shared<ModelInfo>();
  model->stacks = {{.stack = stack,
                    .layers = 1,
                    .heads = p.heads,
                    .kvHeads = p.heads,
                    .headWidth = 4,
                    .causal = p.causal,
                    .slidingWindow = p.window}};
  model->inputs = {textInput(10, 1000)};
  Trace::Contents contents;
  contents.model = model;
  contents.changes = p.changes;
  contents.inputs = TokenInput{std::vector<std::int32_t>(static_cast<std::size_t>(p.rows), 1)};
  PatternNumbers& numbers = contents.patternNumbers[{stack, 0}];
  std::vector<Tensor> blocks;
  for (int first = 0; first < p.rows; first += Rows::blockRows) {
    const int rows = std::min(Rows::blockRows, p.rows - first), keys = (p.rows + 63) / 64 * 64;
    std::vector<float> data(static_cast<std::size_t>(rows * p.heads * keys), 0.0F);
    auto block = std::make_shared<PatternBlockNumbers>();
    for (int row = 0; row < rows; ++row)
      for (int head = 0; head < p.heads; ++head) {
        std::array<float, PatternSumCount> sums{};
        for (int key = 0; key < (p.causal ? first + row + 1 : p.rows); ++key) {
          const float weight = p.at(head, first + row, key);
          data[static_cast<std::size_t>((row * p.heads + head) * keys + key)] = weight;
          sums[PatternMax] = std::max(sums[PatternMax], weight);
        }
        block->rows.insert(block->rows.end(), sums.begin(), sums.end());
      }
    const std::size_t index = numbers.size();
    const PatternNumbers* known = before ? before->patternNumbers(stack, 0) : nullptr;
    numbers.push_back(known && index < known->size() && (*known)[index]->rows == block->rows ? (*known)[index] : block);
    Tensor tensor = backend->allocate({rows, p.heads, keys}, DType::F32);
    backend->write(tensor, std::as_bytes(std::span(data)));
    blocks.push_back(std::move(tensor));
  }
  contents.sites.emplace(SiteId{stack, Site::Pattern, 0}, Rows(std::move(blocks)));
  return std::make_shared<const Trace>(std::move(contents));
}

/// Every row spreads itself evenly over what it sees, as heads of random weights nearly do.
Pattern even(int rows) {
  Pattern p{.rows = rows};
  p.weights.assign(static_cast<std::size_t>(rows * rows), 0.0F);
  for (int query = 0; query < rows; ++query)
    for (int key = 0; key <= query; ++key)
      p.weights[static_cast<std::size_t>(query * rows + key)] = 1.0F / static_cast<float>(query + 1);
  return p;
}

TEST(PatternRanges, theFirstRowOfACausalHeadDoesNotCount) {
  // Two heads of three tokens.
  const auto trace = traceOf({.rows = 3,
                              .heads = 2,
                              .weights = {1, 0, 0, .25F, .75F, 0, .2F, .2F, .6F,  //
                                          1, 0, 0, .5F, .5F, 0, .3F, .3F, .4F}});
  const auto ranges = headRanges(*trace, StackId::Decoder, 0);
  ASSERT_EQ(ranges.size(), 2u);
  EXPECT_EQ(ranges[0].largest, .75F);
  EXPECT_EQ(ranges[0].rows, (std::vector<float>{1, .75F, .6F}));
  EXPECT_EQ(ranges[1].largest, .5F);
  EXPECT_EQ(ranges[1].rows, (std::vector<float>{1, .5F, .4F}));
  EXPECT_TRUE(isForced(*trace, StackId::Decoder, 0, 0, 0));
  EXPECT_FALSE(isForced(*trace, StackId::Decoder, 0, 0, 1));
}

TEST(PatternRanges, whereEveryRowIsForcedAllCount) {
  const auto trace = traceOf({.rows = 1, .weights = {1}});
  EXPECT_EQ(headRanges(*trace, StackId::Decoder, 0).front().largest, 1);
  EXPECT_EQ(WeightPercentiles().of(*trace, StackId::Decoder, 0), std::vector<float>{1});
}

TEST(PatternRanges, withoutAMaskEveryRowCounts) {
  const auto trace = traceOf({.rows = 2, .causal = false, .weights = {.9F, .1F, .5F, .5F}});
  EXPECT_FALSE(isForced(*trace, StackId::Encoder, 0, 0, 0));
  EXPECT_EQ(headRanges(*trace, StackId::Encoder, 0).front().largest, .9F);
}

TEST(PatternRanges, aWindowOfOneKeyForcesEveryRow) {
  const auto trace = traceOf({.rows = 2, .window = 1, .weights = {1, 0, 0, 1}});
  EXPECT_TRUE(isForced(*trace, StackId::Decoder, 0, 0, 1));
}

TEST(PatternRanges, whatIsMaskedOrCutIsNotSeen) {
  const Pattern plain{.rows = 3, .weights = {1, 0, 0, 0, 1, 0, 0, .4F, .6F}};
  Pattern masked = plain;
  masked.changes = {MaskKey{StackId::Decoder, 0}};
  const auto trace = traceOf(masked);
  EXPECT_TRUE(isForced(*trace, StackId::Decoder, 0, 0, 1)) << "it sees itself only";
  EXPECT_FALSE(isForced(*trace, StackId::Decoder, 0, 0, 2));
  EXPECT_EQ(headRanges(*trace, StackId::Decoder, 0).front().largest, .6F);
  Pattern cut = plain;
  cut.changes = {CutEdge{StackId::Decoder, 0, 0, 1, 0}};
  EXPECT_TRUE(isForced(*traceOf(cut), StackId::Decoder, 0, 0, 1));
  cut.changes = {CutEdge{StackId::Decoder, 0, 1, 1, 0}};
  EXPECT_FALSE(isForced(*traceOf(cut), StackId::Decoder, 0, 0, 1)) << "another head's edge";
}

TEST(PatternRanges, aBrokenRowDoesNotTakeTheRange) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto trace = traceOf({.rows = 3, .weights = {1, 0, 0, nan, nan, 0, .2F, .2F, .6F}});
  EXPECT_EQ(headRanges(*trace, StackId::Decoder, 0).front().largest, .6F);
  EXPECT_LE(WeightPercentiles().of(*trace, StackId::Decoder, 0).front(), .6F);
}

/// By sorting: the largest weight that at most 1 % lie above.
float sorted(const Pattern& p) {
  std::vector<float> all;
  for (int query = 1; query < p.rows; ++query)
    for (int key = 0; key <= query; ++key) all.push_back(p.at(0, query, key));
  std::ranges::sort(all, std::greater{});
  return all[all.size() / 100];
}

TEST(PatternRanges, atMostOnePercentLieAboveThePercentile) {
  for (const int rows : {5, 64, 100, 200}) {
    const Pattern p = even(rows);
    const auto trace = traceOf(p);
    const float reached = WeightPercentiles().of(*trace, StackId::Decoder, 0).front();
    EXPECT_GE(reached, sorted(p)) << rows;
    EXPECT_LE(reached, sorted(p) * (1 + 1.0F / 32)) << rows;
  }
}

TEST(PatternRanges, countsOfSharedBlocksAreKeptAndThoseOfOthersAreNot) {
  Pattern p = even(130);
  WeightPercentiles counts;
  auto trace = traceOf(p);
  counts.of(*trace, StackId::Decoder, 0);
  // The last block changes: 60 % of each of its rows go to one key.
  for (int query = 128; query < 130; ++query)
    for (int key = 0; key <= query; ++key)
      p.weights[static_cast<std::size_t>(query * 130 + key)] = key == 0 ? .6F : .4F / static_cast<float>(query);
  const auto next = traceOf(p, trace.get());
  ASSERT_EQ((*next->patternNumbers(StackId::Decoder, 0))[0], (*trace->patternNumbers(StackId::Decoder, 0))[0]);
  EXPECT_EQ(counts.of(*next, StackId::Decoder, 0), WeightPercentiles().of(*next, StackId::Decoder, 0));
  // Fewer rows, and then the same again.
  const auto shorter = traceOf(even(70));
  EXPECT_EQ(counts.of(*shorter, StackId::Decoder, 0), WeightPercentiles().of(*shorter, StackId::Decoder, 0));
  EXPECT_EQ(counts.of(*next, StackId::Decoder, 0), WeightPercentiles().of(*next, StackId::Decoder, 0));
}

// By hand, on a quiet machine: --gtest_also_run_disabled_tests. One layer of 12 heads, the longest text of GPT-2.
TEST(PatternRanges, DISABLED_Times) {
  Pattern p{.rows = 1024, .heads = 12};
  const std::vector<float> one = even(1024).weights;
  for (int head = 0; head < 12; ++head) p.weights.insert(p.weights.end(), one.begin(), one.end());
  const auto trace = traceOf(p);
  p.weights.back() = 0.5F;
  const auto next = traceOf(p, trace.get());
  const auto time = [](const char* what, const auto& work) {
    double least = 1e9;
    for (int i = 0; i < 9; ++i) {
      const std::clock_t begin = std::clock();
      work();
      least = std::min(least, 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    std::printf("%s: %.3f ms\n", what, least);
  };
  time("headRanges", [&] { headRanges(*trace, StackId::Decoder, 0); });
  time("percentiles, all blocks", [&] { WeightPercentiles().of(*trace, StackId::Decoder, 0); });
  WeightPercentiles counts;
  counts.of(*trace, StackId::Decoder, 0);
  bool turn = false;
  time("percentiles, the last block", [&] { counts.of((turn = !turn) ? *next : *trace, StackId::Decoder, 0); });
}

}  // namespace
}  // namespace headlight::derived
