#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "generation/sampling.h"
#include "info/model_info.h"

namespace headlight {

/// When a beam search gives up on better hypotheses: transformers' early_stopping false, true and "never".
enum class EarlyStopping : std::uint8_t {
  Likely,    ///< when the best running beam would, ended now, be worse than the worst that ended
  WhenFull,  ///< when as many hypotheses as there are beams have ended
  Never      ///< when no running beam can become better; with a length penalty above 0, were it as long as it may be
};

/// How the next tokens of a text are chosen. Names of keys, defaults and meaning are those of transformers' (5.24)
/// GenerationConfig.
struct GenerationConfig {
  static constexpr int mostBeams = 8;

  /// The token that a generated text starts with where nothing was typed: decoder_start_token_id, else bos_token_id.
  std::optional<std::int32_t> start = {};
  std::vector<std::int32_t> ends = {};   ///< eos_token_id: each ends the text
  std::optional<int> maxLength = {};     ///< max_length: tokens of the generated text, those that stood included
  std::optional<int> maxNewTokens = {};  ///< max_new_tokens, which goes before max_length
  int minLength = 0;                     ///< min_length: until then no token ends the text
  std::optional<int> minNewTokens = {};  ///< min_new_tokens, which goes before min_length
  bool sample = false;                   ///< do_sample: tokens are drawn, not the likeliest ones taken
  Sampling sampling{1.0, 50, 1.0, 42};   ///< temperature, top_k, top_p; the seed is ours
  int beams = 1;                         ///< num_beams; 1: no beam search
  double lengthPenalty = 1;  ///< length_penalty: an ended hypothesis counts its log-probability / tokens^penalty
  EarlyStopping earlyStopping = EarlyStopping::Likely;
  double repetitionPenalty = 1;                          ///< repetition_penalty
  int noRepeatNgram = 0;                                 ///< no_repeat_ngram_size; 0: off
  std::vector<std::vector<std::int32_t>> badWords = {};  ///< bad_words_ids: sequences that are never written
  std::optional<std::int32_t> forcedFirst = {};          ///< forced_bos_token_id: what follows a lone first token
  std::vector<std::int32_t> forcedLast = {};             ///< forced_eos_token_id: what is written where the limit is
  std::vector<std::int32_t> suppressed = {};             ///< suppress_tokens
  std::vector<std::int32_t> suppressedFirst = {};        ///< begin_suppress_tokens
  bool renormalize = false;                              ///< renormalize_logits
  /// Keys of the file that ask for something that this version does not do: what it writes is then not what
  /// transformers would write.
  std::vector<std::string> notApplied = {};

  bool operator==(const GenerationConfig&) const = default;
};

/// The stack whose text a model writes on. Throws Error for a model that does not say what comes next.
StackId generatedStack(const ModelInfo& model);

/// generation_config.json of a model's folder; where there is none, the same keys in config.json, where older files
/// have them. A decoder_start_token_id that the first lacks is taken from the second. Throws Error with one sentence
/// that names the file, the key and what was found, also for a token outside the vocabulary.
GenerationConfig readGenerationConfig(const std::filesystem::path& folder, const ModelInfo& model);

/// How many tokens a generated text may have when `prompt` of them stand already: by max_new_tokens, else max_length,
/// else 20 more, and never more than the model takes.
int lengthLimit(const GenerationConfig& config, int prompt, const TextInputInfo& text);

}  // namespace headlight
