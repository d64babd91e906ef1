#include "derived/top_mass.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace headlight::derived {
namespace {

std::vector<int> kept(const std::vector<float>& weights, double share) {
  TopMassWalk walk(topMass(weights, share));
  std::vector<int> keys;
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (walk.keeps(weights[key])) keys.push_back(static_cast<int>(key));
  return keys;
}

TEST(TopMassTest, TheFewestKeysThatHoldTheShare) {
  const std::vector<float> row{0.2F, 0.5F, 0.3F};
  EXPECT_EQ(kept(row, 0.5), (std::vector{1}));
  EXPECT_EQ(kept(row, 0.51), (std::vector{1, 2}));
  EXPECT_EQ(kept(row, 0.8), (std::vector{1, 2}));
  EXPECT_EQ(kept(row, 0.81), (std::vector{0, 1, 2}));
  EXPECT_EQ(kept(row, 1), (std::vector{0, 1, 2}));
  EXPECT_EQ(kept(row, 0), std::vector<int>{});
  EXPECT_EQ(kept({0.7F, 0.3F}, 0.7), (std::vector{0})) << "float 0.7 is a little less than 0.7";
  EXPECT_DOUBLE_EQ(topMass(row, 0.6).mass, static_cast<double>(0.5F) + static_cast<double>(0.3F));
}

TEST(TopMassTest, OfEqualOnesThoseThatStandFirst) {
  EXPECT_EQ(kept({0.25F, 0.25F, 0.25F, 0.25F}, 0.7), (std::vector{0, 1, 2}));
  EXPECT_EQ(kept({0.1F, 0.4F, 0.1F, 0.4F}, 0.9), (std::vector{0, 1, 3}));
}

TEST(TopMassTest, NothingOfNothingAndOfWhatIsBrokenTheRest) {
  EXPECT_EQ(topMass({}, 0.7).keys, 0);
  EXPECT_EQ(kept({0, 0, 0}, 1), std::vector<int>{});
  EXPECT_EQ(kept({0, 1, 0}, 0.7), (std::vector{1})) << "masked keys are no keys";
  EXPECT_EQ(kept({0.5F, std::numeric_limits<float>::quiet_NaN(), 0.5F}, 1), (std::vector{0, 2}));
}

TEST(TopMassTest, DifferencesCountByTheirMagnitude) { EXPECT_EQ(kept({-0.6F, 0.1F, 0.3F}, 0.85), (std::vector{0, 2})); }

TEST(TopMassTest, AsSortingSaysOfManyRows) {
  std::mt19937 random(5);
  std::exponential_distribution<float> weight(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> row(1 + static_cast<std::size_t>(round) * 3);
    double sum = 0;
    for (float& one : row) {
      one = std::round(weight(random) * 20) / 20;  // with ties and zeros
      sum += static_cast<double>(one);
    }
    for (const double share : {0.1, 0.5, 0.7, 0.95}) {
      std::vector<float> sorted = row;
      std::sort(sorted.begin(), sorted.end(), std::greater<>());
      double mass = 0;
      std::size_t count = 0;
      while (count < sorted.size() && mass < sum * share - sum * 1e-6) mass += static_cast<double>(sorted[count++]);
      const TopMass made = topMass(row, share);
      EXPECT_EQ(made.keys, static_cast<int>(count)) << round << ' ' << share;
      EXPECT_EQ(kept(row, share).size(), count);
      EXPECT_NEAR(made.mass, mass, 1e-4 * sum);
    }
  }
}

}  // namespace
}  // namespace headlight::derived
