#include "text/aligned_text.h"

#include <algorithm>
#include <numeric>

#include "text/utf8.h"

namespace headlight::text {

AlignedText::AlignedText(std::string_view utf8, int at) : text_(utf8), begin_(utf8.size()), end_(utf8.size()) {
  std::iota(begin_.begin(), begin_.end(), at);
  std::iota(end_.begin(), end_.end(), at + 1);
}

Range AlignedText::source(Range bytes) const {
  if (bytes.begin < bytes.end) {
    const Range found{begin_[static_cast<std::size_t>(bytes.begin)], end_[static_cast<std::size_t>(bytes.end - 1)]};
    return {found.begin, std::max(found.begin, found.end)};
  }
  if (bytes.begin < size()) {
    const int at = begin_[static_cast<std::size_t>(bytes.begin)];
    return {at, at};
  }
  const int at = end_.empty() ? 0 : end_.back();
  return {at, at};
}

AlignedText AlignedText::slice(Range bytes) const {
  AlignedText part;
  part.append(*this, bytes);
  return part;
}

void AlignedText::append(const AlignedText& more, Range bytes) {
  text_.append(more.text_, static_cast<std::size_t>(bytes.begin), static_cast<std::size_t>(bytes.size()));
  begin_.insert(begin_.end(), more.begin_.begin() + bytes.begin, more.begin_.begin() + bytes.end);
  end_.insert(end_.end(), more.end_.begin() + bytes.begin, more.end_.begin() + bytes.end);
}

void AlignedText::appendUntyped(std::string_view utf8, int at) {
  text_ += utf8;
  begin_.resize(text_.size(), at);
  end_.resize(text_.size(), at);
}

AlignedText::Character AlignedText::characterAt(int at) const {
  const char first = text_[static_cast<std::size_t>(at)];
  if (static_cast<unsigned char>(first) < 0x80) return {static_cast<char32_t>(first), 1};
  const auto found = decodeUtf8(text_, static_cast<std::size_t>(at));
  return found ? Character{found->value, found->length} : Character{0xFFFD, 1};
}

int AlignedText::startOfCharacterBefore(int at) const {
  do {
    --at;
  } while (at > 0 && isContinuation(text_[static_cast<std::size_t>(at)]));
  return at;
}

void AlignedText::put(char32_t character, Range source) {
  appendUtf8(text_, character);
  begin_.resize(text_.size(), source.begin);
  end_.resize(text_.size(), source.end);
}

void AlignedText::transform(const std::vector<Change>& changes, int skipped) {
  AlignedText result;
  result.text_.reserve(text_.size());
  result.begin_.reserve(text_.size());
  result.end_.reserve(text_.size());
  int at = 0;
  const auto pass = [&](int characters) {
    for (; characters > 0 && at < size(); --characters) at += characterAt(at).length;
  };
  pass(skipped);
  for (const Change& change : changes) {
    if (change.change > 0 || at >= size()) {
      const Range before = at > 0 ? source({startOfCharacterBefore(at), at}) : source({0, 0});
      result.put(change.character, before);
      continue;
    }
    const Character replaced = characterAt(at);
    const Range bytes{at, at + replaced.length};
    if (replaced.value == change.character) {
      result.append(*this, bytes);
    } else {
      result.put(change.character, source(bytes));
    }
    at = bytes.end;
    pass(-change.change);
  }
  *this = std::move(result);
}

void AlignedText::replace(const std::vector<Range>& ranges, std::string_view content) {
  if (ranges.empty()) return;
  AlignedText result;
  int done = 0;
  for (const Range& range : ranges) {
    result.append(*this, {done, range.begin});
    const Range last = source({startOfCharacterBefore(range.end), range.end});
    result.text_ += content;
    result.begin_.resize(result.text_.size(), last.begin);
    result.end_.resize(result.text_.size(), last.end);
    done = range.end;
  }
  result.append(*this, {done, size()});
  *this = std::move(result);
}

}  // namespace headlight::text
