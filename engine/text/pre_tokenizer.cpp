#include "text/pre_tokenizer.h"

#include <algorithm>
#include <functional>

#include "text/utf8.h"

namespace headlight::text {

namespace {

/// A stretch of a word, and whether a cut is made at it.
struct Stretch {
  Range range;
  bool match = false;
};

/// Stretches that tile a word, by its matches.
std::vector<Stretch> stretchesOf(const std::vector<Range>& matches, int size, bool invert) {
  std::vector<Stretch> stretches;
  int done = 0;
  for (const Range& match : matches) {
    if (done < match.begin) stretches.push_back({{done, match.begin}, invert});
    stretches.push_back({match, !invert});
    done = match.end;
  }
  if (done < size) stretches.push_back({{done, size}, invert});
  return stretches;
}

void mergePrevious(const std::vector<Stretch>& stretches, std::vector<Range>& cut) {
  bool before = false;
  const std::size_t first = cut.size();
  for (const Stretch& stretch : stretches) {
    if (stretch.match && !before && cut.size() > first) {
      cut.back().end = stretch.range.end;
    } else {
      cut.push_back(stretch.range);
    }
    before = stretch.match;
  }
}

void mergeNext(const std::vector<Stretch>& stretches, std::vector<Range>& cut) {
  bool behind = false;
  const auto first = static_cast<std::ptrdiff_t>(cut.size());
  for (auto stretch = stretches.rbegin(); stretch != stretches.rend(); ++stretch) {
    if (stretch->match && !behind && static_cast<std::ptrdiff_t>(cut.size()) > first) {
      cut.back().begin = stretch->range.begin;
    } else {
      cut.push_back(stretch->range);
    }
    behind = stretch->match;
  }
  std::reverse(cut.begin() + first, cut.end());
}

/// Appends what a word is cut into (SplitDelimiterBehavior, src/tokenizer/normalizer.rs).
void cutAt(const std::vector<Stretch>& stretches, Delimiter delimiter, std::vector<Range>& cut) {
  if (delimiter == Delimiter::mergedWithPrevious) return mergePrevious(stretches, cut);
  if (delimiter == Delimiter::mergedWithNext) return mergeNext(stretches, cut);
  bool first = true;
  bool before = false;
  for (const Stretch& stretch : stretches) {
    if (stretch.match && delimiter == Delimiter::removed) continue;
    if (!first && delimiter == Delimiter::contiguous && stretch.match == before) {
      cut.back().end = stretch.range.end;
    } else {
      cut.push_back(stretch.range);
    }
    before = stretch.match;
    first = false;
  }
}

/// Every word cut by `matchesOf(word, matches)`.
template <class MatchesOf>
void cutWords(Words& words, Delimiter delimiter, bool invert, const MatchesOf& matchesOf) {
  std::vector<Range> cut;
  std::vector<Range> matches;
  for (const Range& range : words.ranges) {
    matches.clear();
    matchesOf(words.word(range), matches);
    const std::size_t first = cut.size();
    cutAt(stretchesOf(matches, range.size(), invert), delimiter, cut);
    for (std::size_t i = first; i < cut.size(); ++i) cut[i] = {cut[i].begin + range.begin, cut[i].end + range.begin};
  }
  words.ranges = std::move(cut);
}

class CharacterSplit final : public PreTokenizer {
 public:
  CharacterSplit(bool (*isDelimiter)(char32_t), Delimiter delimiter)
      : isDelimiter_(isDelimiter), delimiter_(delimiter) {}
  void apply(Words& words) const override {
    cutWords(words, delimiter_, false, [this](std::string_view word, std::vector<Range>& matches) {
      for (std::size_t at = 0; at < word.size();) {
        const CodePoint character = *decodeUtf8(word, at);
        const int begin = static_cast<int>(at);
        if (isDelimiter_(character.value)) matches.push_back({begin, begin + character.length});
        at += static_cast<std::size_t>(character.length);
      }
    });
  }

 private:
  bool (*isDelimiter_)(char32_t);
  Delimiter delimiter_;
};

class FixedLength final : public PreTokenizer {
 public:
  explicit FixedLength(int length) : length_(length) {}
  void apply(Words& words) const override {
    std::vector<Range> pieces;
    for (const Range& range : words.ranges) {
      const std::string_view word = words.word(range);
      int begin = 0, characters = 0;
      for (int at = 0; at < range.size(); ++at) {
        if (isContinuation(word[static_cast<std::size_t>(at)])) continue;
        if (characters++ == length_) {
          pieces.push_back({range.begin + begin, range.begin + at});
          begin = at;
          characters = 1;
        }
      }
      if (begin < range.size()) pieces.push_back({range.begin + begin, range.end});
    }
    words.ranges = std::move(pieces);
  }

 private:
  int length_;
};

class PatternSplit final : public PreTokenizer {
 public:
  PatternSplit(std::shared_ptr<const Regex> pattern, Delimiter delimiter, bool invert)
      : pattern_(std::move(pattern)), delimiter_(delimiter), invert_(invert) {}
  void apply(Words& words) const override {
    cutWords(words, delimiter_, invert_,
             [this](std::string_view word, std::vector<Range>& matches) { pattern_->find(word, matches); });
  }

 private:
  std::shared_ptr<const Regex> pattern_;
  Delimiter delimiter_;
  bool invert_;
};

/// A mark that nobody typed in front of the words that `needs(word, where it comes from)`, in a new text.
template <class Needs>
void prefixWords(Words& words, std::string_view mark, const Needs& needs) {
  const auto wanted = [&](const Range& range) { return needs(words.word(range), words.text.source(range).begin); };
  if (std::none_of(words.ranges.begin(), words.ranges.end(), wanted)) return;
  Words result;
  for (const Range& range : words.ranges) {
    const int begin = result.text.size();
    if (wanted(range)) result.text.appendUntyped(mark, words.text.source(range).begin);
    result.text.append(words.text, range);
    result.ranges.push_back({begin, result.text.size()});
  }
  words = std::move(result);
}

class ByteLevel final : public PreTokenizer {
 public:
  ByteLevel(bool addPrefixSpace, bool splitWords) : addPrefixSpace_(addPrefixSpace), splitWords_(splitWords) {}
  void apply(Words& words) const override {
    if (addPrefixSpace_) {
      prefixWords(words, " ", [](std::string_view word, int) { return word.front() != ' '; });
    }
    if (!splitWords_) return;
    cutWords(words, Delimiter::isolated, false,
             [](std::string_view word, std::vector<Range>& matches) { splitGpt2Words(word, matches); });
  }

 private:
  bool addPrefixSpace_;
  bool splitWords_;
};

class Metaspace final : public PreTokenizer {
 public:
  Metaspace(std::string mark, PrependScheme scheme, bool split)
      : mark_(std::move(mark)), scheme_(scheme), split_(split) {}

  void apply(Words& words) const override {
    writeSpaces(words);
    if (scheme_ != PrependScheme::never) {
      prefixWords(words, mark_, [this](std::string_view word, int place) {
        return !word.starts_with(mark_) && (scheme_ == PrependScheme::always || place == 0);
      });
    }
    if (!split_) return;
    cutWords(words, Delimiter::mergedWithNext, false, [this](std::string_view word, std::vector<Range>& matches) {
      for (std::size_t at = word.find(mark_); at != std::string_view::npos; at = word.find(mark_, at + mark_.size())) {
        const int begin = static_cast<int>(at);
        matches.push_back({begin, begin + static_cast<int>(mark_.size())});
      }
    });
  }

 private:
  void writeSpaces(Words& words) const {
    Words result;
    for (const Range& range : words.ranges) {
      AlignedText word = words.text.slice(range);
      std::vector<Range> spaces;
      for (int at = 0; at < word.size(); ++at) {
        if (word.text()[static_cast<std::size_t>(at)] == ' ') spaces.push_back({at, at + 1});
      }
      word.replace(spaces, mark_);
      const int begin = result.text.size();
      result.text.append(word, {0, word.size()});
      result.ranges.push_back({begin, result.text.size()});
    }
    words = std::move(result);
  }

  std::string mark_;
  PrependScheme scheme_;
  bool split_;
};

/// \s spelled out: PCRE2's own also takes U+180E, which is a letter's shape and no space since Unicode 6.3.
#define HEADLIGHT_SPACE \
  R"(\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})"
constexpr const char* kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{L}\p{N})" HEADLIGHT_SPACE R"(]+|[)" HEADLIGHT_SPACE
    R"(]+(?![^)" HEADLIGHT_SPACE R"(])|[)" HEADLIGHT_SPACE R"(]+)";
#undef HEADLIGHT_SPACE

}  // namespace

void splitGpt2Words(std::string_view utf8, std::vector<Range>& words) {
  static const Regex pattern(kGpt2Pattern);
  pattern.split(utf8, words);
}

PreTokenizerPtr makeFixedLength(int length) { return std::make_unique<FixedLength>(length); }

PreTokenizerPtr makeCharacterSplit(bool (*isDelimiter)(char32_t), Delimiter delimiter) {
  return std::make_unique<CharacterSplit>(isDelimiter, delimiter);
}

PreTokenizerPtr makePatternSplit(std::shared_ptr<const Regex> pattern, Delimiter delimiter, bool invert) {
  return std::make_unique<PatternSplit>(std::move(pattern), delimiter, invert);
}

PreTokenizerPtr makeWhitespace() {
  // The words of the `regex` crate: UTS 18, annex C.
  static const auto pattern = std::make_shared<const Regex>(
      R"([\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{200C}\x{200D}\p{White_Space}]+)");
  return makePatternSplit(pattern, Delimiter::removed, true);
}

PreTokenizerPtr makeByteLevel(bool addPrefixSpace, bool splitWords) {
  return std::make_unique<ByteLevel>(addPrefixSpace, splitWords);
}

PreTokenizerPtr makeMetaspace(std::string mark, PrependScheme scheme, bool split) {
  return std::make_unique<Metaspace>(std::move(mark), scheme, split);
}

}  // namespace headlight::text
