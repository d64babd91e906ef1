#pragma once

#include <string_view>

#include "info/output_info.h"
#include "nn/weight_scope.h"

namespace headlight {

/// The token table, "embed.weight" [vocabulary, width], packed. Where a head that says tokens is `tied` to it, the file
/// may have that matrix alone, under the head's name (`head`): safetensors keeps a shared tensor under one of its
/// names, and transformers 5 ties in both directions.
Tensor loadTokenTable(const WeightScope& weights, const OutputInfo* output, bool tied, std::string_view head,
                      int vocabulary, int width);

}  // namespace headlight
