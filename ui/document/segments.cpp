#include "ui/document/segments.h"

#include <algorithm>

namespace headlight::ui {
namespace {

void append(std::vector<Segment>& list, Segment segment) {
  if (segment.text.isEmpty()) return;
  if (!segment.chosen() && !list.empty() && !list.back().chosen())
    list.back().text += segment.text;
  else
    list.push_back(std::move(segment));
}

}  // namespace

int lengthOf(const std::vector<Segment>& segments) {
  int length = 0;
  for (const Segment& segment : segments) length += static_cast<int>(segment.text.size());
  return length;
}

QString Segments::text() const {
  QString text;
  for (const Segment& segment : list_) text += segment.text;
  return text;
}

int Segments::length() const { return lengthOf(list_); }

void Segments::widen(int& position, int& length) const {
  int end = position + length;
  int begin = 0;
  for (const Segment& segment : list_) {
    const int segmentEnd = begin + static_cast<int>(segment.text.size());
    if (segment.chosen()) {
      // Strictly inside: an insertion at either edge leaves the token alone.
      if (begin < position && position < segmentEnd) position = begin;
      if (begin < end && end < segmentEnd) end = segmentEnd;
    }
    begin = segmentEnd;
  }
  length = end - position;
}

std::vector<Segment> Segments::slice(int position, int length) const {
  std::vector<Segment> result;
  const int end = position + length;
  int begin = 0;
  for (const Segment& segment : list_) {
    const int segmentEnd = begin + static_cast<int>(segment.text.size());
    const int from = std::max(begin, position), to = std::min(segmentEnd, end);
    if (from < to) {
      Segment part = segment;
      part.text = segment.text.mid(from - begin, to - from);
      append(result, std::move(part));
    }
    begin = segmentEnd;
  }
  return result;
}

void Segments::replace(int position, int length, const std::vector<Segment>& inserted) {
  std::vector<Segment> next = slice(0, position);
  for (const Segment& segment : inserted) append(next, segment);
  for (Segment& segment : slice(position + length, this->length() - position - length))
    append(next, std::move(segment));
  list_ = std::move(next);
}

}  // namespace headlight::ui
