#pragma once

#include <QString>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "session/patch_sweep.h"
#include "trace/trace.h"
#include "ui/document/stack_rows.h"

namespace headlight::ui {

/// A run that was kept to be compared with what is shown: A beside B.
struct KeptRun {
  std::shared_ptr<const Trace> trace;
  std::map<StackId, StackRows> rows;  ///< how its rows are called
  QString text;                       ///< how its input begins, for a title

  const StackRows& rowsOf(StackId stack) const;
};

/// What a patch of a row of the kept run calls its source.
inline constexpr const char* keptSource = "A";

/// How an entry of the model's first output is called: a token, a label.
using EntryName = std::function<QString(std::int32_t id)>;

/// How likely one answer is in A and in B.
struct AnswerChange {
  std::int32_t id = -1;
  double a = 0, b = 0;
};

/// The `most` entries that are likeliest in either of the two, the likeliest first, at the predicted row of each. None
/// where the model says nothing that has a probability.
std::vector<AnswerChange> answerChanges(const Trace& a, const Trace& b, std::size_t most);

/// Which answer patches are read by, and which it is compared with: what A and B hold likeliest; where that is the same
/// one, what loses most of its probability from A to B, and what gains most. -1, -1 as for answerChanges.
struct PatchAnswers {
  std::int32_t answer = -1, instead = -1;
};
PatchAnswers patchAnswers(const Trace& a, const Trace& b);

/// What becomes of an answer when single rows of A are put into B, as far as it has come.
struct PatchReadings {
  std::uint64_t source = 0, target = 0;  ///< serials of the traces
  std::shared_ptr<const PatchMap> map;
  int left = 0;     ///< patches that are still to be computed
  QString problem;  ///< not empty: why there is no map
};

/// What Compare sets beside the trace that is shown.
struct Comparison {
  std::shared_ptr<const KeptRun> kept;  ///< A; null: none was kept
  EntryName nameOf;                     ///< empty: entries are called by their numbers
  std::shared_ptr<const PatchReadings> patching;

  QString name(std::int32_t id) const { return nameOf ? nameOf(id) : QString::number(id); }
};

}  // namespace headlight::ui
