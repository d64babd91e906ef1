#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "session/session.h"
#include "trace/trace.h"

namespace headlight {

/// A token or a label, and how likely it is held.
struct LensEntry {
  std::int32_t id = -1;  ///< -1: there are no more labels
  float probability = 0;
  bool operator==(const LensEntry&) const = default;
};

/// What would be said at one row if the model stopped after one layer.
struct LensReading {
  std::array<LensEntry, 5> top{};  ///< the likeliest first
  float answer = 0;                ///< the probability of what the last layer holds likeliest
  float entropyBits = 0;           ///< of all of them; NaN where several labels may hold at once
  bool operator==(const LensReading&) const = default;
};

/// The logit lens (nostalgebraist 2020): the last norm and the head applied to what leaves each block, as
/// TransformerLens has it with accumulated_resid and apply_ln; what a masked language model's head does before it
/// multiplies with the vocabulary is part of it. Of the last layer these are the model's own logits.
struct LogitLens {
  StackId stack = StackId::Decoder;
  int layers = 0;
  bool wholeInput = false;                         ///< one row of readings, for a class of the whole input
  std::vector<std::vector<LensReading>> readings;  ///< [rows][layers]; a row that was not read yet is empty
  /// [rows] -log2 of the probability that each token had before it was read, in bits: of models that say the next
  /// token, from its second row on. NaN: there is none, or it is not known yet.
  std::vector<float> surprise;
  bool has(int row) const {
    return row >= 0 && row < static_cast<int>(readings.size()) && !readings[static_cast<std::size_t>(row)].empty();
  }
};

/// Why the first output of a model has no reading by layer, in one sentence; empty: it has.
std::string whyNoLens(const ModelInfo& model);

/// What is asked, and who is told. `read` is called on the worker thread.
struct LensQuestion {
  std::shared_ptr<const Trace> trace;  ///< of the loaded model
  std::vector<int> rows;               ///< in this order; of a class of the whole input it does not count
  /// False: the last layer alone is read, for the surprise.
  bool byLayer = true;
  /// Readings of `before` stay where nothing that they hang on is another; both null: none.
  std::shared_ptr<const LogitLens> known = {};
  std::shared_ptr<const Trace> before = {};
  /// About ten times a second, and when all is read.
  std::function<void(const LogitLens& lens, int rowsLeft)> read = {};
};

/// One row a slice: a pass that computes nothing but the head, from the trace that is there. Fails, through `ended`,
/// where whyNoLens says why. `ended` as in Job.
Job logitLensJob(LensQuestion question, std::function<void(std::string error)> ended);

/// All at once, on the calling thread. Throws Error as the job fails.
LogitLens logitLens(const Model& model, Backend& backend, LensQuestion question);

/// What logits say: the likeliest entries, the probability of `answer` (-1: of the likeliest), the entropy.
LensReading readingOf(std::span<const float> logits, LabelKind kind, std::int32_t answer);

}  // namespace headlight
