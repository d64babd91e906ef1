#pragma once

#include "nn/gru.h"
#include "run/run.h"

namespace headlight {

/// A block of one unit whose state before each row asks the memory what to read beside that row (Bahdanau, Cho and
/// Bengio 2014, arXiv:1409.0473, appendix A.2.2):
///
///     e_ij = v . tanh(W s_(i-1) + U h_j + b)        a_i = softmax(e_i)        c_i = sum_j a_ij h_j
///     s_i = GRU([x_i; c_i], s_(i-1)), from s_0 = tanh(W_init backward_1 + b), the backward half of the memory's first
///     row
///
/// As sites of its cross-attention, which has one head: the query is W s_(i-1), the key U h_j + b, the pattern a,
/// head_out c; the values are the memory's rows h themselves. Rows follow each other, so a what-if in one row is what
/// all later rows start from.
class AttendingGru {
 public:
  /// `scope` has "initial", "query", "key", "score" (v) and "unit".
  AttendingGru(const WeightScope& scope, const RecurrentConfig& config, int layer);

  /// All rows of the states, of what they read of the memory, and of what entered beside that.
  struct Left {
    Rows states;    ///< [tokens, size]
    Rows contexts;  ///< [tokens, 1, memory]
    Rows entered;   ///< [tokens, inputs]
  };
  /// x: all rows [tokens, inputs] of what entered; memory: all rows [keys, memory], of which the first half of the
  /// columns runs forward, the second back.
  Left operator()(Run& run, const Rows& x, const Rows& memory) const;

 private:
  /// All rows of the keys, [keys, 1, attention].
  Rows keysOf(Run& run, const Rows& memory) const;
  /// softmax(e_i) of the query [1, 1, attention] of `row`, into `pattern` [1, 1, keys].
  void attend(Run& run, const Tensor& query, const Rows& keys, int row, Tensor& pattern) const;

  RecurrentConfig config_;
  int layer_;
  Linear initial_, query_, key_;
  Tensor score_;  ///< v, [1, 1, attention]
  Gru unit_;
};

}  // namespace headlight
