#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "session/session.h"
#include "trace/intervention.h"

namespace headlight {

/// What is to be written, and who is told. The functions are called on the worker thread.
struct Generation {
  Inputs inputs;  ///< what stands already; the text that the last stack reads is written on
  std::vector<Intervention> changes;
  int count = 0;  ///< tokens to add; fewer where the context is full or `last` comes
  /// The next token, given the logits [vocabulary] after `position` tokens.
  std::function<std::int32_t(std::span<const float> logits, int position)> choose;
  /// After each token, in order: it, and how many were written so far.
  std::function<void(std::int32_t id, int written)> written;
  std::int32_t last = -1;  ///< the end-of-text token, which ends the job and is not written; -1: none
};

/// Writes one token a slice, each pass started from the one before. `ended` as in Job.
Job generationJob(Generation generation, std::function<void(std::string error)> ended);

}  // namespace headlight
