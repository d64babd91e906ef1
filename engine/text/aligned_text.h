#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/range.h"

namespace headlight::text {

/// One character of a changed text, and what it does to the characters before the change: 0 takes the place of one,
/// -n of one and the n after it, > 0 is put in after the one before. (NormalizedString::transform of Hugging Face
/// tokenizers, src/tokenizer/normalizer.rs.)
struct Change {
  char32_t character = 0;
  int change = 0;
};

/// A text on its way through the normalizers and pre-tokenizers, and where its bytes came from. Well-formed UTF-8.
///
/// A character that did not change keeps the places of its single bytes; all bytes of a changed one come from the whole
/// character that it replaced, of one that was put in from the character before it. Removed characters come to belong
/// to nobody: this is what the library's offsets say too.
class AlignedText {
 public:
  AlignedText() = default;
  /// `utf8` as it was typed, from byte `at` of the whole text on.
  AlignedText(std::string_view utf8, int at);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  int size() const { return static_cast<int>(text_.size()); }

  /// The bytes of the typed text that bytes [begin, end) of this one came from; empty where no byte did.
  Range source(Range bytes) const;

  AlignedText slice(Range bytes) const;
  void append(const AlignedText& more, Range bytes);
  /// Bytes that nobody typed, at the place where the byte after them came from.
  void appendUntyped(std::string_view utf8, int at);

  /// The whole text changed at once: `changes` after `skipped` characters that are removed in front.
  void transform(const std::vector<Change>& changes, int skipped = 0);
  /// Removes the characters for which `keep` is false.
  template <class Keep>
  void filter(const Keep& keep);
  /// Each character by one other.
  template <class Map>
  void map(const Map& map);
  /// Each of these ranges, ordered and apart, by `content`, which comes to stand for the range's last character.
  void replace(const std::vector<Range>& ranges, std::string_view content);
  void keepOnly(Range bytes) { *this = slice(bytes); }

  /// Calls visit(character) for each, left to right.
  template <class Visit>
  void forEach(const Visit& visit) const;

 private:
  /// The code point at byte `at` of text_ and its length.
  struct Character {
    char32_t value = 0;
    int length = 0;
  };
  Character characterAt(int at) const;
  int startOfCharacterBefore(int at) const;
  void put(char32_t character, Range source);

  std::string text_;
  std::vector<int> begin_;  // of byte i of text_
  std::vector<int> end_;
};

template <class Visit>
void AlignedText::forEach(const Visit& visit) const {
  for (int at = 0; at < size();) {
    const Character character = characterAt(at);
    visit(character.value);
    at += character.length;
  }
}

template <class Keep>
void AlignedText::filter(const Keep& keep) {
  std::vector<Change> changes;
  int skipped = 0;
  int removed = 0;
  forEach([&](char32_t character) {
    if (!keep(character)) {
      ++removed;
      return;
    }
    if (changes.empty()) {
      skipped = removed;
    } else {
      changes.back().change = -removed;
    }
    removed = 0;
    changes.push_back({character, 0});
  });
  if (changes.size() == text_.size() && skipped == 0) return;  // ASCII, nothing removed
  if (!changes.empty()) changes.back().change = -removed;
  transform(changes, skipped);
}

template <class Map>
void AlignedText::map(const Map& map) {
  std::vector<Change> changes;
  changes.reserve(text_.size());
  bool changed = false;
  forEach([&](char32_t character) {
    changes.push_back({map(character), 0});
    changed = changed || changes.back().character != character;
  });
  if (changed) transform(changes);
}

}  // namespace headlight::text
