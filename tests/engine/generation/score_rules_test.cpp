#include "generation/score_rules.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"

namespace headlight {
namespace {

constexpr float never = -std::numeric_limits<float>::infinity();

std::vector<float> after(const GenerationConfig& config, std::vector<std::int32_t> ids, int prompt, int limit = 20,
                         std::vector<float> scores = {1, 2, 3, -4, 5}) {
  ScoreRules(config, prompt, limit).apply(scores, ids);
  return scores;
}

TEST(ScoreRules, changeNothingUnlessAsked) { EXPECT_EQ(after({}, {1, 1, 1}, 1), (std::vector<float>{1, 2, 3, -4, 5})); }

TEST(ScoreRules, badWordsAreForbiddenWhereTheirBeginningStands) {
  GenerationConfig config;
  config.badWords = {{2}, {1, 3, 4}, {0}};
  EXPECT_EQ(after(config, {1, 1}, 1), (std::vector<float>{never, 2, never, -4, 5}));
  EXPECT_EQ(after(config, {1, 3}, 1), (std::vector<float>{never, 2, never, -4, never}));
  config.ends = {0};
  EXPECT_EQ(after(config, {1, 1}, 1), (std::vector<float>{1, 2, never, -4, 5})) << "the end is no bad word";
}

TEST(ScoreRules, repetition) {
  GenerationConfig config;
  config.repetitionPenalty = 2;
  EXPECT_EQ(after(config, {3, 1, 1}, 1), (std::vector<float>{1, 1, 3, -8, 5})) << "once each";
  config = {};
  config.noRepeatNgram = 2;
  EXPECT_EQ(after(config, {1, 2, 4, 1, 3, 1}, 1), (std::vector<float>{1, 2, never, never, 5}));
  EXPECT_EQ(after(config, {1}, 1), (std::vector<float>{1, 2, 3, -4, 5}));
}

TEST(ScoreRules, theFirstAndTheLastToken) {
  GenerationConfig config;
  config.forcedFirst = 3;
  config.forcedLast = {0, 2};
  config.suppressedFirst = {4};
  EXPECT_EQ(after(config, {1}, 1), (std::vector<float>{never, never, never, 0, never}));
  EXPECT_EQ(after(config, {1, 3}, 1), (std::vector<float>{1, 2, 3, -4, never})) << "behind the forced one";
  EXPECT_EQ(after(config, {1, 3, 3}, 1), (std::vector<float>{1, 2, 3, -4, 5}));
  EXPECT_EQ(after(config, {1, 3, 3}, 1, 4), (std::vector<float>{0, never, 0, never, never}));
}

TEST(ScoreRules, noEndTooEarly) {
  GenerationConfig config;
  config.ends = {4};
  config.minLength = 3;
  EXPECT_EQ(after(config, {1, 1}, 1).back(), never);
  EXPECT_EQ(after(config, {1, 1, 1}, 1).back(), 5);
  config.minNewTokens = 3;
  EXPECT_EQ(after(config, {1, 1, 1, 1}, 2).back(), never) << "2 stood";
  EXPECT_EQ(after(config, {1, 1, 1, 1, 1}, 2).back(), 5);
}

TEST(ScoreRules, nothingLeftIsSaid) {
  GenerationConfig config;
  config.suppressed = {0, 1, 2, 3, 4};
  EXPECT_THROW(after(config, {1}, 1), Error);
}

TEST(LogSoftmax, keepsWhatIsForbidden) {
  std::vector<float> scores{std::log(3.0f), never, 0};
  logSoftmax(scores);
  EXPECT_FLOAT_EQ(scores[0], std::log(.75f));
  EXPECT_EQ(scores[1], never);
  EXPECT_FLOAT_EQ(scores[2], std::log(.25f));
}

}  // namespace
}  // namespace headlight
