#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "run/dirty_rows.h"
#include "run/request.h"
#include "trace/trace.h"

namespace headlight {

/// What a pass starts from: a trace of the same model on the same backend, or null; and what has to be computed again,
/// where that is known already.
struct PassStart {
  PassStart(std::nullptr_t = nullptr) {}
  PassStart(std::shared_ptr<const Trace> trace) : previous(std::move(trace)) {}

  std::shared_ptr<const Trace> previous = nullptr;
  /// Worked out of a request and `previous`; nothing: the pass does it itself.
  struct Differences {
    std::vector<Intervention> changes;  ///< the request's, sortedChanges
    std::vector<DirtyRows> dirty;       ///< firstDirtyRows
  };
  std::optional<Differences> differences = {};
};

/// From the trace that leaves the fewest rows to compute, of equal ones the first; null ones do not count. What differs
/// is worked out where there is a choice, and handed on.
PassStart bestStart(const Request& request, const ModelInfo& model,
                    std::span<const std::shared_ptr<const Trace>> traces);

}  // namespace headlight
