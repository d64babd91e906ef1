#include "generation/score_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "base/error.h"

namespace headlight {
namespace {

constexpr float never = -std::numeric_limits<float>::infinity();

float& at(std::span<float> scores, std::int32_t id) { return scores[static_cast<std::size_t>(id)]; }

void forbid(std::span<float> scores, std::span<const std::int32_t> ids) {
  for (const std::int32_t id : ids) at(scores, id) = never;
}

void force(std::span<float> scores, std::span<const std::int32_t> ids) {
  std::ranges::fill(scores, never);
  for (const std::int32_t id : ids) at(scores, id) = 0;
}

void requireOne(float largest) {
  if (largest == never)
    fail(
        "generation: what the configuration forbids (bad_words_ids, no_repeat_ngram_size and their like) leaves no "
        "token to write");
}

}  // namespace

void logSoftmax(std::span<float> scores) {
  const double largest = *std::ranges::max_element(scores);
  requireOne(static_cast<float>(largest));
  double sum = 0;
  for (const float score : scores) sum += std::exp(double{score} - largest);
  const double shift = largest + std::log(sum);
  for (float& score : scores) score = static_cast<float>(double{score} - shift);
}

ScoreRules::ScoreRules(const GenerationConfig& config, int prompt, int limit)
    : config_(config),
      limit_(limit),
      least_(config.minNewTokens ? prompt + *config.minNewTokens : config.minLength),
      firstGenerated_(prompt > 1 || !config.forcedFirst ? prompt : prompt + 1) {
  // A token that ends the text is no bad word by itself, as in NoBadWordsLogitsProcessor.
  std::erase_if(config_.badWords, [&](const std::vector<std::int32_t>& word) {
    return word.size() == 1 && std::ranges::find(config_.ends, word.front()) != config_.ends.end();
  });
}

void ScoreRules::penaliseRepetition(std::span<float> scores, std::span<const std::int32_t> ids) const {
  const auto penalty = static_cast<float>(config_.repetitionPenalty);
  for (const std::int32_t id : std::set<std::int32_t>(ids.begin(), ids.end()))
    if (static_cast<std::size_t>(id) < scores.size()) {
      float& score = at(scores, id);
      score = score < 0 ? score * penalty : score / penalty;
    }
}

void ScoreRules::forbidRepeatedNgrams(std::span<float> scores, std::span<const std::int32_t> ids) const {
  const auto size = static_cast<std::size_t>(config_.noRepeatNgram);
  if (ids.size() < size) return;
  const std::span<const std::int32_t> end = ids.last(size - 1);
  for (std::size_t begin = 0; begin + size <= ids.size(); ++begin)
    if (std::ranges::equal(ids.subspan(begin, size - 1), end)) {
      const std::int32_t id = ids[begin + size - 1];
      if (static_cast<std::size_t>(id) < scores.size()) at(scores, id) = never;
    }
}

void ScoreRules::forbidBadWords(std::span<float> scores, std::span<const std::int32_t> ids) const {
  for (const std::vector<std::int32_t>& word : config_.badWords) {
    const auto before = std::span(word).first(word.size() - 1);
    if (before.size() <= ids.size() && std::ranges::equal(ids.last(before.size()), before))
      at(scores, word.back()) = never;
  }
}

void ScoreRules::apply(std::span<float> scores, std::span<const std::int32_t> ids) const {
  const auto length = static_cast<int>(ids.size());
  if (config_.repetitionPenalty != 1) penaliseRepetition(scores, ids);
  if (config_.noRepeatNgram > 0) forbidRepeatedNgrams(scores, ids);
  forbidBadWords(scores, ids);
  if (length < least_) forbid(scores, config_.ends);
  if (config_.forcedFirst && length == 1) force(scores, std::span(&*config_.forcedFirst, 1));
  if (!config_.forcedLast.empty() && length == limit_ - 1) force(scores, config_.forcedLast);
  forbid(scores, config_.suppressed);
  if (length == firstGenerated_) forbid(scores, config_.suppressedFirst);
  requireOne(*std::ranges::max_element(scores));
  if (config_.renormalize) logSoftmax(scores);
}

}  // namespace headlight
