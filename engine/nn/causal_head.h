#pragma once

#include "nn/last_rows.h"

namespace headlight {

/// The logits of a causal language model: of every row of `last` where somebody looks, else of the predicted one.
/// `last` is what Site::Final holds, `unembed` the packed [vocabulary, width].
void leaveCausalLogits(Run& run, StackId stack, const LastRows& last, const Tensor& unembed);

}  // namespace headlight
