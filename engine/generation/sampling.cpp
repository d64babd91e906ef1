#include "generation/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headlight {
namespace {

std::uint64_t splitMix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

constexpr std::size_t shownAtMost = 16;

}  // namespace

double uniformAt(std::uint64_t seed, std::uint64_t position) {
  return static_cast<double>(splitMix(splitMix(seed) ^ position) >> 11) * 0x1.0p-53;
}

Distribution::Distribution(std::span<const float> logits, const Sampling& sampling)
    : logits_(logits.begin(), logits.end()), probability_(logits.size(), 0.0) {
  if (logits_.empty()) return;
  largest_ = *std::max_element(logits_.begin(), logits_.end());
  for (const float logit : logits_) plainSum_ += std::exp(static_cast<double>(logit) - largest_);

  std::vector<std::int32_t> order(logits_.size());
  std::iota(order.begin(), order.end(), 0);
  const auto likelier = [this](std::int32_t a, std::int32_t b) {
    const float left = logit(a), right = logit(b);
    return left != right ? left > right : a < b;
  };
  const std::size_t keep =
      sampling.topK > 0 ? std::min<std::size_t>(static_cast<std::size_t>(sampling.topK), order.size()) : order.size();
  const std::size_t sorted = std::max(keep, std::min(shownAtMost, order.size()));
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(sorted), order.end(), likelier);
  likeliest_.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(sorted));
  order.resize(keep);

  candidates_.reserve(keep);
  double sum = 0;
  for (const std::int32_t id : order) {
    const double weight = std::exp((static_cast<double>(logit(id)) - largest_) / sampling.temperature);
    candidates_.push_back({id, weight, logit(id)});
    sum += weight;
  }
  // Top-p after top-k and temperature, over what they left, as Holtzman et al. 2020 (arXiv:1904.09751) and the
  // transformers library do: the token that crosses the threshold stays.
  if (sampling.topP < 1) {
    double mass = 0;
    std::size_t count = 0;
    while (count < candidates_.size() && (count == 0 || mass < sampling.topP * sum))
      mass += candidates_[count++].probability;
    candidates_.resize(count);
    sum = mass;
  }
  for (Candidate& candidate : candidates_) {
    candidate.probability /= sum;
    probability_[static_cast<std::size_t>(candidate.id)] = candidate.probability;
  }
}

std::vector<std::int32_t> Distribution::likeliest(int count) const {
  const auto end = std::min(likeliest_.size(), static_cast<std::size_t>(std::max(0, count)));
  return {likeliest_.begin(), likeliest_.begin() + static_cast<std::ptrdiff_t>(end)};
}

double Distribution::probability(std::int32_t id) const { return probability_[static_cast<std::size_t>(id)]; }

double Distribution::plainProbability(std::int32_t id) const {
  return std::exp(static_cast<double>(logit(id)) - largest_) / plainSum_;
}

int Distribution::rank(std::int32_t id) const {
  const float mine = logit(id);
  int rank = 1;
  for (std::int32_t other = 0; other < size(); ++other)
    if (logit(other) > mine || (logit(other) == mine && other < id)) ++rank;
  return rank;
}

std::int32_t Distribution::draw(double u) const {
  double mass = 0;
  for (const Candidate& candidate : candidates_) {
    mass += candidate.probability;
    if (u < mass) return candidate.id;
  }
  // u above the last rounded sum: the last that may be drawn at all, since rules leave -inf behind
  const auto last = std::find_if(candidates_.rbegin(), candidates_.rend(),
                                 [](const Candidate& candidate) { return candidate.probability > 0; });
  return last == candidates_.rend() ? candidates_.front().id : last->id;
}

}  // namespace headlight
