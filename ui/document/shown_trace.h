#pragma once

#include <map>
#include <memory>
#include <vector>

#include "trace/trace.h"
#include "ui/document/stack_rows.h"
#include "ui/document/what_if.h"

namespace headlight::ui {

class Document;

/// What every panel shows: one trace, with all that has to be known of its rows. A default one shows nothing.
struct ShownTrace {
  std::shared_ptr<const Trace> trace = nullptr;
  std::shared_ptr<const Trace> baseline = nullptr;  ///< the same input without the what-ifs; null while there are none
  RowNames rowNames = {};                           ///< one for each row of the trace's last stack
  std::vector<bool> special = {};  ///< rows of special tokens; what a mask hides is asked, so it is none of them
  bool current = false;            ///< the document has not changed since
  /// Of the stacks that read another text than the last one.
  std::map<StackId, StackRows> otherRows = {};
};

/// The names are the document's own where the trace is of what it holds now, else those of the ids.
ShownTrace shownTraceOf(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> baseline,
                        const Document& document);

/// How many rows, from the first on, the trace and the text have in common; 0 where either is of an image.
int commonRows(const Trace* trace, const Document& document);

}  // namespace headlight::ui
