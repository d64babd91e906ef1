#pragma once

#include <span>
#include <vector>

namespace headlight::derived {

/// What Says::Answer says of each row: the probability that the answer begins there, and that it ends there, each a
/// softmax over all rows.
struct AnswerEnds {
  std::vector<double> start, end;  ///< [rows]
};
/// `logits` [rows, 2] as the head leaves them: start, end.
AnswerEnds answerEnds(std::span<const float> logits);

/// Rows [first, last] as an answer.
struct AnswerSpan {
  int first = 0, last = 0;
  double start = 0, end = 0;  ///< that it begins with `first`, that it ends with `last`
  double probability() const { return start * end; }
  bool operator==(const AnswerSpan&) const = default;
};
/// The likeliest answers, the best first, at most `most`: any two rows that are in order. As transformers' pipeline
/// for question answering decodes them (decode_spans), without its limit of 15 tokens and its mask of the question,
/// which it knows and we do not.
std::vector<AnswerSpan> answerSpans(const AnswerEnds& ends, int most);

}  // namespace headlight::derived
