#include "ui/document/word_pieces.h"

#include <QChar>
#include <algorithm>

namespace headlight::ui {
namespace {

constexpr QChar spaceSign(0x00B7);

bool isMarked(const QString& name) { return name.startsWith(QLatin1String("##")) && name.size() > 2; }

/// Of a script that puts spaces between words.
bool isSpacedLetter(QChar letter) {
  switch (letter.script()) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
      return false;
    default:
      return letter.isLetter();
  }
}

bool goesOn(const QString& before, const QString& name) {
  return !before.isEmpty() && !name.isEmpty() && isSpacedLetter(before.back()) && isSpacedLetter(name.front());
}

QString lettersOf(const QString& name) {
  if (isMarked(name)) return name.mid(2);
  return name.startsWith(spaceSign) ? name.mid(1) : name;
}

}  // namespace

std::optional<WordInPieces> firstWordInPieces(const QStringList& names) {
  // Where no piece is marked and none brings its space along, pieces are characters or bytes, or words by themselves:
  // nothing tells where a word ends.
  bool tellsWords = false;
  for (const QString& name : names) tellsWords |= isMarked(name) || name.startsWith(spaceSign);
  if (!tellsWords) return std::nullopt;
  const bool marks = std::any_of(names.begin(), names.end(), isMarked);
  for (qsizetype first = 0; first < names.size(); ++first) {
    WordInPieces word{lettersOf(names[first]), {names[first]}};
    qsizetype next = first + 1;
    for (; next < names.size() && (marks ? isMarked(names[next]) : goesOn(names[next - 1], names[next])); ++next) {
      word.word += lettersOf(names[next]);
      word.pieces << names[next];
    }
    if (word.pieces.size() > 1 && !word.word.isEmpty() && word.word.front().isLetter()) return word;
    first = next - 1;
  }
  return std::nullopt;
}

}  // namespace headlight::ui
