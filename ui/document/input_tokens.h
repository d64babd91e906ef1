#pragma once

#include <QString>
#include <cstdint>
#include <vector>

#include "ui/document/segments.h"
#include "ui/document/vocabulary.h"

namespace headlight::ui {

/// One row of the input as the model gets it, with its place in the editor.
struct InputToken {
  std::int32_t id = 0;
  /// UTF-16 units [begin, end) of the editor's text; a byte piece has its whole character; begin == end for a token
  /// that no typed character made (<bos>).
  int begin = 0, end = 0;
  bool special = false;
  bool added = false;                        ///< by the tokenizer's post-processor: cannot be replaced
  bool chosen = false;                       ///< by id
  bool forced = false;                       ///< by a person, where a model writes the text
  std::int32_t was = -1;                     ///< of a mask token: the token that it hides; -1: none
  std::int32_t type = 0;                     ///< which of two texts, to a model that knows token types
  QString shown;                             ///< "·owl", "中", "<bos>"
  QString piece;                             ///< "byte 2/3" for a part of a character, else empty
  bool cutBefore = false, cutAfter = false;  ///< begins or ends inside a character
  bool operator==(const InputToken&) const = default;
};

/// What a text is to the model: its only one, or one of two that it reads as one input.
enum class TextPart : std::uint8_t {
  Alone,
  First,  ///< with what the post-processor puts before it and between the two ([CLS] A [SEP])
  Second  ///< with what it puts behind it (B [SEP])
};

/// The tokens of a document: typed segments encoded one by one, chosen ones as they are, special tokens around them as
/// the post-processor puts them. A token chosen under another vocabulary counts as the text that it shows. Throws Error
/// for a part of a pair where the vocabulary has none (Vocabulary::takesPairs).
std::vector<InputToken> encodeSegments(const Segments& segments, const Vocabulary& vocabulary,
                                       TextPart part = TextPart::Alone);

/// "·owl", "中 2/3": what an axis says of a row.
QString axisText(const InputToken& token);

}  // namespace headlight::ui
