#include "derived/answer_spans.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace headlight::derived {
namespace {

constexpr double never = -std::numeric_limits<double>::infinity();

void softmax(std::vector<double>& values) {
  if (values.empty()) return;
  const double largest = *std::ranges::max_element(values);
  double sum = 0;
  for (double& value : values) sum += value = std::exp(value - largest);
  for (double& value : values) value /= sum;
}

/// Ties by place, so that the order is the same on every machine.
bool before(const AnswerSpan& a, const AnswerSpan& b) {
  if (a.probability() != b.probability()) return a.probability() > b.probability();
  return a.first != b.first ? a.first < b.first : a.last < b.last;
}

}  // namespace

AnswerEnds answerEnds(std::span<const float> logits, RowRange among) {
  if (logits.size() % 2 != 0) fail("answerEnds: expected a start and an end for each row, got ", logits.size());
  AnswerEnds ends;
  for (std::size_t row = 0; row < logits.size() / 2; ++row) {
    const bool counts = among.empty() || row == 0 || among.contains(static_cast<int>(row));
    ends.start.push_back(counts ? static_cast<double>(logits[2 * row]) : never);
    ends.end.push_back(counts ? static_cast<double>(logits[2 * row + 1]) : never);
  }
  softmax(ends.start);
  softmax(ends.end);
  return ends;
}

std::vector<AnswerSpan> answerSpans(const AnswerEnds& ends, int most, RowRange among) {
  const int rows = static_cast<int>(ends.start.size());
  if (among.empty()) among = {0, rows};
  std::vector<AnswerSpan> best;  // the worst of them lies at the front, as heaps have it
  for (int first = among.first; first < among.end && most > 0; ++first)
    for (int last = first; last < among.end; ++last) {
      const AnswerSpan span{first, last, ends.start[static_cast<std::size_t>(first)],
                            ends.end[static_cast<std::size_t>(last)]};
      const bool full = best.size() == static_cast<std::size_t>(most);
      if (full && !before(span, best.front())) continue;
      if (full) {
        std::ranges::pop_heap(best, before);
        best.pop_back();
      }
      best.push_back(span);
      std::ranges::push_heap(best, before);
    }
  std::ranges::sort(best, before);
  return best;
}

}  // namespace headlight::derived
