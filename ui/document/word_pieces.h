#pragma once

#include <QString>
#include <QStringList>
#include <optional>

namespace headlight::ui {

/// A word of a text that the tokenizer had to put together.
struct WordInPieces {
  QString word;        ///< "owl"
  QStringList pieces;  ///< as chips show them: "·ow", "l"
};

/// The first word among rows with these names that is more than one piece; nothing where every word is one. A piece
/// goes on with the word before it where it is marked so (WordPiece's "##"), or where it begins with a letter, without
/// the sign of a space, right behind a letter.
std::optional<WordInPieces> firstWordInPieces(const QStringList& names);

}  // namespace headlight::ui
