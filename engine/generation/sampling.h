#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace headlight {

/// How the next token is drawn from the logits.
struct Sampling {
  double temperature = 0.8;  ///< > 0; logits are divided by it
  int topK = 40;             ///< tokens that stay; 0: all
  double topP = 0.95;        ///< smallest set with at least this mass stays; 1: all
  std::uint64_t seed = 42;
  bool operator==(const Sampling&) const = default;
};

struct Candidate {
  std::int32_t id = 0;
  double probability = 0;  ///< after temperature, top-k and top-p
  float logit = 0;
  bool operator==(const Candidate&) const = default;
};

/// What the logits say once temperature, top-k and top-p have been applied: computed in double, so that sliders need no
/// new pass.
class Distribution {
 public:
  Distribution() = default;
  Distribution(std::span<const float> logits, const Sampling& sampling);

  bool empty() const { return probability_.empty(); }
  /// Tokens that may still be drawn, likeliest first, ties by id. All others have probability 0.
  const std::vector<Candidate>& candidates() const { return candidates_; }
  /// The ids with the largest logits, cut off or not; at most `count` (and never more than 16 or top-k, whichever is
  /// more).
  std::vector<std::int32_t> likeliest(int count) const;
  /// After temperature, top-k and top-p; 0 for what was cut.
  double probability(std::int32_t id) const;
  /// softmax(logits), with nothing applied.
  double plainProbability(std::int32_t id) const;
  float logit(std::int32_t id) const { return logits_[static_cast<std::size_t>(id)]; }
  /// 1 for the largest logit; ties by id.
  int rank(std::int32_t id) const;
  int size() const { return static_cast<int>(logits_.size()); }
  /// The candidate whose stretch of the distribution function holds u, 0 <= u < 1. The distribution must not be empty.
  std::int32_t draw(double u) const;

 private:
  std::vector<float> logits_;
  std::vector<double> probability_;
  std::vector<Candidate> candidates_;
  std::vector<std::int32_t> likeliest_;
  double largest_ = 0;   ///< largest logit
  double plainSum_ = 0;  ///< sum of exp(logit - largest)
};

/// A number in [0, 1) that depends on nothing but seed and position: the token at one place of a text is drawn the same
/// on every machine. SplitMix64 (Steele, Lea and Flood 2014), its upper 53 bits.
double uniformAt(std::uint64_t seed, std::uint64_t position);

}  // namespace headlight
