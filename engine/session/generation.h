#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generation/beam_search.h"
#include "generation/generation_config.h"
#include "session/session.h"
#include "trace/intervention.h"

namespace headlight {

/// A token that was written, or that ended the text.
struct WrittenToken {
  std::int32_t id = 0;
  /// Of the softmax over all logits; of a beam search over what the rules left.
  float logProbability = 0;
  bool operator==(const WrittenToken&) const = default;
};

/// How far a generation has come. What is in it never changes.
struct GenerationState {
  std::vector<WrittenToken> tokens;    ///< behind what stood; of a beam search those of the best hypothesis so far
  std::optional<WrittenToken> end;     ///< the end token that came behind them; it is not among them
  bool endForced = false;              ///< `end` stands where the limit is, by forced_eos_token_id
  bool done = false;                   ///< nothing more is written
  int limit = 0;                       ///< tokens that the text may have, what stood included
  std::vector<int> computedRows = {};  ///< that the last pass computed, by place in ModelInfo::stacks
  std::shared_ptr<const BeamTree> beams = {};  ///< null without a beam search
  /// The text ended because it may not be longer.
  bool stoppedAtLimit() const { return done && (!end || endForced); }
};

/// What is to be written, and who is told.
struct Generation {
  Inputs inputs;  ///< what stands already; the text that the generated stack reads is written on
  std::vector<Intervention> changes = {};
  GenerationConfig config = {};
  /// After each token (of a beam search each step), on the worker thread, in order; the last has `done`.
  std::function<void(const GenerationState& state)> written = {};
  std::map<std::string, std::shared_ptr<const Trace>> sources = {};  ///< that patches name
};

/// Runs one pass a slice, each started from the one that it continues: of the generated text one row is computed, of
/// the stacks that it reads none. A beam search starts each beam from the trace of the beam that it goes on from, so
/// nothing is copied or computed again when beams change places; it takes a pass for each beam. Fails, through `ended`,
/// for a model that does not say what comes next. `ended` as in Job.
Job generationJob(Generation generation, std::function<void(std::string error)> ended);

/// The text of the generated stack where nothing stands: its first token. Throws Error where the model's files name
/// none.
std::vector<std::int32_t> startOf(const GenerationConfig& config, const ModelInfo& model);

/// `ids`, which a tokenizer made of a text that somebody typed, as the generated stack is to read them when they are
/// written on: the model's first token in front where a stack reads another (encoder-decoder), no end token behind.
std::vector<std::int32_t> asPrompt(std::vector<std::int32_t> ids, const GenerationConfig& config,
                                   const ModelInfo& model);

}  // namespace headlight
