#pragma once

#include "run/run.h"

namespace headlight {

/// Rows [first, end) of what a stack leaves, [end - first, width]: for its logits, or as the memory that another
/// stack's cross-attention reads. What hangs on rows before `first` is in the trace before.
struct LastRows {
  Tensor rows;
  int first = 0;
};

/// Of a stack without a last norm: from run.finalStart(stack) on of `x`, all rows [tokens, width] of what left its last
/// block.
LastRows lastRows(Run& run, StackId stack, int width, const Rows& x);

/// The norm after the last block (Site::Final), of the same rows.
template <class Norm>
LastRows leaveFinal(Run& run, StackId stack, int width, const Norm& norm, const Rows& x) {
  run.section(stack, "final");
  const LastRows last = lastRows(run, stack, width, x);
  Tensor normed = run.place({stack, Site::Final}, last.first, {width});
  norm.into(last.rows, normed);
  return {run.at({stack, Site::Final}, last.first, normed), last.first};
}

}  // namespace headlight
