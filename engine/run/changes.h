#pragma once

#include <span>
#include <vector>

#include "backend/backend.h"
#include "info/model_info.h"
#include "run/request.h"
#include "trace/change_factors.h"
#include "trace/intervention.h"

namespace headlight {

/// Sorted, without repeats: equal lists mean equal passes.
std::vector<Intervention> sortedChanges(std::vector<Intervention> changes);

/// Throws Error with one sentence when a change names a layer, head or site that the model does not have, a factor that
/// is not finite, a temperature that is not above 0, a source that the request does not carry or that lacks the rows,
/// or cuts a row's last remaining key. Rows beyond the input are fine: they wait for a longer text.
void checkChanges(const Request& request, const ModelInfo& model);

/// The keys that CutEdge and MaskKey hide in one layer from `rows` queries over `keys` keys.
std::vector<KeyCut> keyCuts(std::span<const Intervention> changes, const AttentionInfo& attention, int layer, int rows,
                            int keys);

}  // namespace headlight
