#include "derived/attention_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "derived/attention_steps.h"

namespace headlight::derived {

std::vector<float> attentionScores(std::span<const float> query, const HostRows& keys, int kvHead,
                                   std::span<const float> weights) {
  if (keys.rows() < static_cast<int>(weights.size()))
    fail("attention scores: ", keys.rows(), " keys for ", weights.size(), " weights");
  constexpr double unused = std::numeric_limits<double>::quiet_NaN();
  const double scale = 1 / std::sqrt(static_cast<double>(query.size()));
  std::vector<double> scores(weights.size(), unused);
  for (std::size_t key = 0; key < weights.size(); ++key) {
    if (!(weights[key] > 0)) continue;
    const std::span<const float> row =
        keys.row(static_cast<int>(key)).subspan(static_cast<std::size_t>(kvHead) * query.size(), query.size());
    double sum = 0;
    for (std::size_t i = 0; i < query.size(); ++i) sum += static_cast<double>(query[i]) * row[i];
    scores[key] = sum * scale;
  }
  if (!leadsTo(scores, weights)) return {};
  return {scores.begin(), scores.end()};
}

}  // namespace headlight::derived
