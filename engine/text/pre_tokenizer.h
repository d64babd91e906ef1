#pragma once

#include <memory>
#include <string>
#include <vector>

#include "text/aligned_text.h"
#include "text/regex.h"

namespace headlight::text {

/// A text cut into words: ordered ranges of bytes, none of them empty. What lies between them was removed.
struct Words {
  AlignedText text;
  std::vector<Range> ranges;

  std::string_view word(const Range& range) const {
    return std::string_view(text.text())
        .substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.size()));
  }
};

/// What becomes of the characters that a cut is made at, for "a--b" cut at "-".
enum class Delimiter {
  removed,             ///< a, b
  isolated,            ///< a, -, -, b
  contiguous,          ///< a, --, b
  mergedWithPrevious,  ///< a-, -, b
  mergedWithNext       ///< a, -, -b
};

/// One step of cutting a text into the words that the model sees: an entry of tokenizer.json's `pre_tokenizer`. Each
/// word of the step before is cut by itself. Immutable.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  virtual void apply(Words& words) const = 0;
};

using PreTokenizerPtr = std::unique_ptr<const PreTokenizer>;

/// At every character that is one of the kind.
PreTokenizerPtr makeCharacterSplit(bool (*isDelimiter)(char32_t), Delimiter delimiter);
/// At every match; `invert`: what lies between the matches is the delimiter.
PreTokenizerPtr makePatternSplit(std::shared_ptr<const Regex> pattern, Delimiter delimiter, bool invert);
/// After every `length` characters.
PreTokenizerPtr makeFixedLength(int length);
/// `\w+|[^\w\s]+`, the rest removed.
PreTokenizerPtr makeWhitespace();
/// GPT-2's words (if `splitWords`), after a space in front of what has none (if `addPrefixSpace`). The space is no byte
/// of the text.
PreTokenizerPtr makeByteLevel(bool addPrefixSpace, bool splitWords);

enum class PrependScheme { always, first, never };
/// Spaces written as `mark`, one in front too, which is no byte of the text, and a cut before each of them.
PreTokenizerPtr makeMetaspace(std::string mark, PrependScheme scheme, bool split);

/// Cuts a text into GPT-2's words: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// (openai/gpt-2, src/encoder.py). The ranges tile the text, which must be well-formed UTF-8.
void splitGpt2Words(std::string_view utf8, std::vector<Range>& words);

}  // namespace headlight::text
