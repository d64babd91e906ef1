#pragma once

#include "info/stack_info.h"
#include "nn/linear.h"
#include "nn/weight_scope.h"

namespace headlight {

/// What the blocks of a recurrent stack (StackInfo::recurrent) have in common.
struct RecurrentConfig {
  StackId stack = StackId::Decoder;
  int inputs = 0;     ///< width of what enters
  int size = 0;       ///< of a unit's state
  int memory = 0;     ///< width of the rows that it asks; 0: none
  int attention = 0;  ///< width of a query, and of a key
};

/// A gated recurrent unit (Cho et al. 2014, arXiv:1406.1078) with the gates of torch.nn.GRU, composed of operations a
/// row at a time:
///
///     r, z = sigmoid(W x + b + U h + c)      n = tanh(W_n x + b_n + r * (U_n h + c_n))      h' = n + z (h - n)
///
/// `scope` has "input" (W, b) and "state" (U, c), of 3 `size` outputs each: reset r, update z, new n.
class Gru {
 public:
  Gru(const WeightScope& scope, int inputs, int size);
  /// W x + b of rows x [rows, inputs], which hangs on no state: [rows, 3 size].
  Tensor inputGates(const Tensor& x) const { return input_(x); }
  /// The next state, y [1, size], of a row of inputGates [1, 3 size] and the state before it [1, size].
  void step(const Tensor& gates, const Tensor& state, Tensor& y) const;
  /// The state before the first row where nothing else is said, [1, size]: 0.
  const Tensor& zero() const { return zero_; }

 private:
  int size_;
  Linear input_, state_;
  Tensor zero_, minusOne_;  ///< [1, size]
};

}  // namespace headlight
