#pragma once

#include "run/run.h"

namespace headlight {

/// The logits of a causal language model: of every row from `from` on where somebody looks, else of the predicted one.
/// `normed` [rows - from, width] is what Site::Final holds, `unembed` the packed [vocabulary, width].
void leaveCausalLogits(Run& run, Stack stack, int from, const Tensor& normed, const Tensor& unembed);

}  // namespace headlight
