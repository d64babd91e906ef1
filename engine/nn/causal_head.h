#pragma once

#include "nn/last_rows.h"
#include "nn/logits_by_layer.h"
#include "ops/ops.h"

namespace headlight {

/// The logits of a causal language model: of every row of `last` where somebody looks, else of the predicted one.
/// `last` is what Site::Final holds, `unembed` the packed [vocabulary, width].
void leaveCausalLogits(Run& run, StackId stack, const LastRows& last, const Tensor& unembed);

/// The same, and by layer what would be said if the model stopped there. `blocks` is the stack that led to `last`
/// (stacks.h).
template <class Blocks>
void leaveCausalLogits(Run& run, const Blocks& blocks, const LastRows& last, const Tensor& unembed) {
  leaveCausalLogits(run, blocks.id(), last, unembed);
  leaveLogitsByLayer(run, blocks.id(), [&](const Tensor& rows, Tensor& logits) {
    ops::linearInto(blocks.normed(rows), unembed, nullptr, Activation::None, logits);
  });
}

}  // namespace headlight
