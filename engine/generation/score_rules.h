#pragma once

#include <cstdint>
#include <span>

#include "generation/generation_config.h"

namespace headlight {

/// scores[i] - log(sum exp(scores)), in place; -inf stays. Throws Error where nothing is finite.
void logSoftmax(std::span<float> scores);

/// What a GenerationConfig says of the next token beside its likelihood: transformers' logits processors, in their
/// order (GenerationMixin._get_logits_processor).
class ScoreRules {
 public:
  /// `prompt`: tokens that stood before the first was generated; `limit`: tokens that the text may have.
  ScoreRules(const GenerationConfig& config, int prompt, int limit);
  /// Changes the scores (logits, or log-probabilities of a beam search), [vocabulary], of what may follow `ids`. Throws
  /// Error where no token may.
  void apply(std::span<float> scores, std::span<const std::int32_t> ids) const;

 private:
  void penaliseRepetition(std::span<float> scores, std::span<const std::int32_t> ids) const;
  void forbidRepeatedNgrams(std::span<float> scores, std::span<const std::int32_t> ids) const;
  void forbidBadWords(std::span<float> scores, std::span<const std::int32_t> ids) const;

  GenerationConfig config_;
  int limit_, least_, firstGenerated_;
};

}  // namespace headlight
