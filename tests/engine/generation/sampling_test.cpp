#include "generation/sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace headlight {
namespace {

Sampling plain() {
  Sampling sampling;
  sampling.temperature = 1;
  sampling.topK = 0;
  sampling.topP = 1;
  return sampling;
}

TEST(DistributionTest, IsTheSoftmaxWhenNothingIsApplied) {
  const std::vector<float> logits{1, 3, 2};
  const Distribution d(logits, plain());
  const double sum = std::exp(1.0) + std::exp(2.0) + std::exp(3.0);
  EXPECT_NEAR(d.probability(1), std::exp(3.0) / sum, 1e-12);
  EXPECT_NEAR(d.probability(0), std::exp(1.0) / sum, 1e-12);
  EXPECT_NEAR(d.plainProbability(0), d.probability(0), 1e-12);
  EXPECT_EQ(d.candidates().front().id, 1);
  EXPECT_EQ(d.rank(0), 3);
}

TEST(DistributionTest, TemperatureDividesTheLogits) {
  Sampling sampling = plain();
  sampling.temperature = 0.5;
  const Distribution d(std::vector<float>{0, 1}, sampling);
  EXPECT_NEAR(d.probability(1), 1 / (1 + std::exp(-2.0)), 1e-12);
}

TEST(DistributionTest, TopKKeepsTheLikeliestAndTiesGoById) {
  Sampling sampling = plain();
  sampling.topK = 2;
  const Distribution d(std::vector<float>{1, 5, 5, 5}, sampling);
  ASSERT_EQ(d.candidates().size(), 2U);
  EXPECT_EQ(d.candidates()[0].id, 1);
  EXPECT_EQ(d.candidates()[1].id, 2);
  EXPECT_EQ(d.probability(3), 0);
  EXPECT_NEAR(d.probability(1), 0.5, 1e-12);
}

TEST(DistributionTest, TopPKeepsTheTokenThatCrossesIt) {
  Sampling sampling = plain();
  sampling.topP = 0.6;
  const std::vector<float> logits{std::log(0.5F), std::log(0.3F), std::log(0.2F)};
  const Distribution d(logits, sampling);
  ASSERT_EQ(d.candidates().size(), 2U);
  EXPECT_NEAR(d.probability(0), 0.5 / 0.8, 1e-6);
  sampling.topP = 0.01;
  EXPECT_EQ(Distribution(logits, sampling).candidates().size(), 1U);
}

TEST(DistributionTest, LargeLogitsDoNotOverflow) {
  const Distribution d(std::vector<float>{1e4F, -1e4F}, plain());
  EXPECT_EQ(d.probability(0), 1);
  EXPECT_EQ(d.probability(1), 0);
}

TEST(DistributionTest, DrawIsTheInverseOfTheDistributionFunction) {
  const std::vector<float> logits{std::log(0.5F), std::log(0.3F), std::log(0.2F)};
  const Distribution d(logits, plain());
  EXPECT_EQ(d.draw(0), 0);
  EXPECT_EQ(d.draw(0.499), 0);
  EXPECT_EQ(d.draw(0.501), 1);
  EXPECT_EQ(d.draw(0.801), 2);
  EXPECT_EQ(d.draw(std::nextafter(1.0, 0.0)), 2);
}

TEST(UniformTest, DependsOnSeedAndPositionAlone) {
  EXPECT_EQ(uniformAt(42, 7), uniformAt(42, 7));
  std::set<double> seen;
  double sum = 0;
  for (std::uint64_t position = 0; position < 1000; ++position)
    for (const std::uint64_t seed : {0ULL, 1ULL, 42ULL}) {
      const double u = uniformAt(seed, position);
      EXPECT_GE(u, 0);
      EXPECT_LT(u, 1);
      seen.insert(u);
      sum += u;
    }
  EXPECT_EQ(seen.size(), 3000U);
  EXPECT_NEAR(sum / 3000, 0.5, 0.03);
}

TEST(UniformTest, IsTheSameOnEveryMachine) {
  // SplitMix64 of seed 0 starts with 0xE220A8397B1DCDAF (Vigna's splitmix64.c): integer arithmetic only.
  // The two below were computed with Python's integers.
  EXPECT_EQ(uniformAt(42, 0), static_cast<double>(0xafc3f574ca20e) * 0x1.0p-53);
  EXPECT_EQ(uniformAt(42, 7), static_cast<double>(0x2c0c5ad82673c) * 0x1.0p-53);
}

}  // namespace
}  // namespace headlight
