#pragma once

#include "nn/last_rows.h"
#include "nn/logits_by_layer.h"
#include "nn/prediction_head.h"

namespace headlight {

/// The logits of a decoder's output: of every row of `last` where somebody looks and the output is of every row, else
/// of the predicted one. `last` is what Site::Final holds.
void leaveDecoderLogits(Run& run, StackId stack, const OutputInfo& output, const LastRows& last,
                        const PredictionHead& head);

/// The same, and by layer what would be said if the model stopped there. `blocks` is the stack that led to `last`
/// (stacks.h).
template <class Blocks>
void leaveDecoderLogits(Run& run, const Blocks& blocks, const OutputInfo& output, const LastRows& last,
                        const PredictionHead& head) {
  leaveDecoderLogits(run, blocks.id(), output, last, head);
  leaveLogitsByLayer(run, blocks.id(),
                     [&](const Tensor& rows, Tensor& logits) { head.into(blocks.normed(rows), logits); });
}

}  // namespace headlight
