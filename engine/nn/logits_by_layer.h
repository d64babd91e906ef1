#pragma once

#include <functional>

#include "run/run.h"

namespace headlight {

/// Logits [rows, logits] of rows [rows, width] of what leaves a block, written where they belong: the last norm and
/// the head, as after the last block.
using ReadOut = std::function<void(const Tensor& rows, Tensor& logits)>;

/// What an output says of the predicted row of what left each block, where the request asks for it and the trace before
/// has it not (Request::logitsByLayer). All layers go through `readOut` at once: the largest matrix of the model is
/// read once.
void leaveLogitsByLayer(Run& run, StackId stack, const ReadOut& readOut);

}  // namespace headlight
