#pragma once

#include <span>
#include <vector>

#include "trace/host_rows.h"

namespace headlight::derived {

/// q·k/√d of one query with every key, the number that softmax turned into the row's weights. `query`: [headWidth] of
/// that head; `keys`: rows of Site::Key, of which `kvHead` is read; `weights`: [keys] the row of the pattern. Keys of
/// weight 0 (masked, or too small for a float) get NaN. Empty where the weights are not the softmax of these numbers
/// (another scale, positions that are added, a what-if) or where a single key has weight, which tells nothing: a score
/// that was not used is no score. Throws Error where `keys` has fewer rows than there are weights.
std::vector<float> attentionScores(std::span<const float> query, const HostRows& keys, int kvHead,
                                   std::span<const float> weights);

}  // namespace headlight::derived
