#pragma once

#include "nn/gru.h"
#include "run/run.h"

namespace headlight {

/// A block of two units, one from the first row to the last, one back (Schuster and Paliwal 1997, "Bidirectional
/// recurrent neural networks"): what leaves is [forward; backward] of each row. Where a row is patched at block_out,
/// both units go on from the patch.
class BidirectionalGru {
 public:
  /// `scope` has "forward" and "backward".
  BidirectionalGru(const WeightScope& scope, const RecurrentConfig& config, int layer);
  /// x: all rows [tokens, inputs] of what entered; gives all rows [tokens, 2 size] of what leaves.
  Rows operator()(Run& run, const Rows& x) const;

 private:
  /// Writes columns [first, first + size) of `states`, row after row, from the last one on where `back`.
  void sweep(Run& run, const Gru& unit, const Tensor& x, bool back, const Tensor& states) const;

  RecurrentConfig config_;
  int layer_;
  Gru forward_, backward_;
};

}  // namespace headlight
