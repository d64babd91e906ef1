#pragma once

#include <span>
#include <vector>

#include "info/input.h"

namespace headlight::derived {

/// What Says::Answer says of each row: the probability that the answer begins there, and that it ends there, each a
/// softmax over all rows.
struct AnswerEnds {
  std::vector<double> start, end;  ///< [rows]
};
/// `logits` [rows, 2] as the head leaves them: start, end. `among`: the text that is asked about, where there are two:
/// every row but these and the first, which stands for "no answer", has probability 0, as in transformers' pipeline for
/// question answering (select_starts_ends).
AnswerEnds answerEnds(std::span<const float> logits, RowRange among = {});

/// Rows [first, last] as an answer.
struct AnswerSpan {
  int first = 0, last = 0;
  double start = 0, end = 0;  ///< that it begins with `first`, that it ends with `last`
  double probability() const { return start * end; }
  bool operator==(const AnswerSpan&) const = default;
};
/// The likeliest answers, the best first, at most `most`: any two rows that are in order, of `among` where there are
/// two texts. As transformers' pipeline for question answering decodes them (decode_spans), without its limit of 15
/// tokens.
std::vector<AnswerSpan> answerSpans(const AnswerEnds& ends, int most, RowRange among = {});

}  // namespace headlight::derived
