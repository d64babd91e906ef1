#pragma once

#include <span>
#include <vector>

#include "info/model_info.h"

namespace headlight {

/// Position embeddings of a grid of patches for another grid: `table` [from.rows * from.columns, width] ->
/// [to.rows * to.columns, width]. As torch.nn.functional.interpolate(mode="bicubic", align_corners=False) does it, in
/// double: Keys 1981 with a = -0.75 and borders repeated, or with `antialias` a = -0.5, widened where the grid shrinks
/// and normalised over what lies inside (PIL's resize).
std::vector<float> interpolatePositions(std::span<const float> table, PatchGrid from, PatchGrid to, int width,
                                        bool antialias);

}  // namespace headlight
