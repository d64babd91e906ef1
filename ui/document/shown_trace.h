#pragma once

#include <map>
#include <memory>
#include <vector>

#include "trace/trace.h"
#include "ui/document/input_document.h"

namespace headlight::ui {

class Document;

/// What every panel shows: one trace, with all that has to be known of its rows. A default one shows nothing.
struct ShownTrace {
  std::shared_ptr<const Trace> trace = nullptr;
  std::shared_ptr<const Trace> baseline = nullptr;   ///< the same input without the what-ifs; null while there are none
  std::vector<InputRows> inputs = {};                ///< the rows of each input of the trace's model
  bool current = false;                              ///< the document has not changed since
  std::vector<const InputDocument*> documents = {};  ///< what each input of the trace's model reads

  /// The rows of a stack of the trace's model.
  const InputRows& rowsOf(StackId stack) const;
  /// Those of its last stack, which says the logits; none while nothing is shown.
  const InputRows& rows() const;
  /// How the rows of every stack are called.
  NamesByStack names() const;
  /// How many rows of the trace, from the first on, are still rows of what stands there; 0 where the trace is of
  /// another input, or of a kind whose places say nothing.
  int commonRows(const InputDocument& input) const;
};

/// The names are the document's own where the trace is of what it holds now, else those of the ids.
ShownTrace shownTraceOf(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline, Document& document);

}  // namespace headlight::ui
