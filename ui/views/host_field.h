#pragma once

#include <memory>
#include <vector>

#include "tensor/rows.h"
#include "trace/trace.h"

namespace headlight::ui {

/// Values made on the host as a field draws them: [queries, 1, keys] from row-major `values`. `like` names the backend
/// that the tensor calls its own; nothing is computed on it.
std::shared_ptr<const Rows> hostField(const Rows& like, std::vector<float> values, int queries, int keys);

/// Rows of any site of a trace, or of what it kept for the next pass: what `like` may be. Null: it has none.
const Rows* anyRows(const Trace& trace);

}  // namespace headlight::ui
