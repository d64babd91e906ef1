#pragma once

#include "info/input.h"
#include "info/model_info.h"

namespace headlight {

/// The row of the last stack whose logits come to the host: the one that was asked for, or the last where `asked` is
/// negative; of what is said of a whole input the row that says it. Throws Error where the input has no such row.
int predictedRowOf(const ModelInfo& model, const Inputs& inputs, int asked);

}  // namespace headlight
