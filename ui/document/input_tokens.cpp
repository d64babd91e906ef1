#include "ui/document/input_tokens.h"

#include <algorithm>

#include "text/character_pieces.h"
#include "text/display_piece.h"
#include "text/utf8.h"

namespace headlight::ui {
namespace {

/// UTF-8 of a text, and for every byte (and the end) the UTF-16 unit at which its character starts.
struct Utf8Text {
  std::string bytes;
  std::vector<int> unitOf;

  explicit Utf8Text(const QString& text) {
    for (int at = 0; at < text.size();) {
      char32_t value = text[at].unicode();
      int units = 1;
      if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
        value = QChar::surrogateToUcs4(text[at], text[at + 1]);
        units = 2;
      } else if (text[at].isSurrogate()) {
        value = 0xFFFD;  // half a pair is no character; the tokenizer wants well-formed UTF-8
      }
      text::appendUtf8(bytes, value);
      unitOf.resize(bytes.size(), at);
      at += units;
    }
    unitOf.push_back(static_cast<int>(text.size()));
  }

  bool atCharacter(int byte) const {
    return byte >= static_cast<int>(bytes.size()) || !text::isContinuation(bytes[static_cast<std::size_t>(byte)]);
  }
  /// The unit after the character that holds the byte before `byte`.
  int unitAfter(int byte) const {
    while (!atCharacter(byte)) ++byte;
    return unitOf[static_cast<std::size_t>(byte)];
  }
};

QString pieceName(const text::CharacterPiece& piece) {
  const int bytes = piece.charEnd - piece.charBegin;
  if (piece.byteEnd - piece.byteBegin == 1) return QStringLiteral("byte %1/%2").arg(piece.byteBegin + 1).arg(bytes);
  return QStringLiteral("bytes %1–%2/%3").arg(piece.byteBegin + 1).arg(piece.byteEnd).arg(bytes);
}

void encodeTyped(const QString& typed, int offset, const Vocabulary& vocabulary, std::vector<InputToken>& into) {
  const Utf8Text utf8(typed);
  const std::vector<text::Token> tokens = vocabulary.tokenizer().encode(utf8.bytes, false);
  const auto pieces = text::characterPieces(utf8.bytes, tokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const text::Token& token = tokens[i];
    InputToken out;
    out.id = token.id;
    out.special = token.special;
    const int begin = utf8.unitOf[static_cast<std::size_t>(token.begin)], end = utf8.unitAfter(token.end);
    out.begin = offset + begin;
    out.end = offset + std::max(begin, end);
    out.cutBefore = !utf8.atCharacter(token.begin);
    out.cutAfter = !utf8.atCharacter(token.end);
    if (const auto& piece = pieces[i]) {
      out.shown = shownText(typed.mid(begin, end - begin));
      out.piece = pieceName(*piece);
    } else {
      out.shown = vocabulary.shown(token.id);
    }
    into.push_back(std::move(out));
  }
}

InputToken addedToken(std::int32_t id, int at, const Vocabulary& vocabulary) {
  InputToken token;
  token.id = id;
  token.begin = token.end = at;
  token.special = token.added = true;
  token.shown = vocabulary.shown(id);
  return token;
}

}  // namespace

std::vector<InputToken> encodeSegments(const Segments& segments, const Vocabulary& vocabulary) {
  // What the post-processor puts around a text, seen on the shortest one: what differs before and after it.
  const auto bare = vocabulary.tokenizer().encode("a", false), dressed = vocabulary.tokenizer().encode("a", true);
  std::size_t before = 0;
  while (before < dressed.size() && dressed[before].special && dressed[before].begin == dressed[before].end) ++before;
  const std::size_t after = dressed.size() >= before + bare.size() ? dressed.size() - before - bare.size() : 0;

  std::vector<InputToken> tokens;
  for (std::size_t i = 0; i < before; ++i) tokens.push_back(addedToken(dressed[i].id, 0, vocabulary));
  int at = 0;
  QString typed;  // a token of another vocabulary joins the typed text beside it
  int typedAt = 0;
  const auto flush = [&] {
    if (!typed.isEmpty()) encodeTyped(typed, typedAt, vocabulary, tokens);
    typed.clear();
  };
  for (const Segment& segment : segments.list()) {
    const int end = at + static_cast<int>(segment.text.size());
    if (segment.chosen() && segment.vocabulary == vocabulary.identity()) {
      flush();
      InputToken token;
      token.id = segment.token;
      token.begin = at;
      token.end = end;
      token.special = vocabulary.isSpecial(segment.token);
      token.chosen = true;
      token.was = segment.was;
      token.shown = vocabulary.shown(segment.token);
      if (!token.special && !vocabulary.plainText(segment.token)) token.piece = QStringLiteral("byte");
      tokens.push_back(std::move(token));
    } else {
      if (typed.isEmpty()) typedAt = at;
      typed += segment.text;
    }
    at = end;
  }
  flush();
  for (std::size_t i = dressed.size() - after; i < dressed.size(); ++i)
    tokens.push_back(addedToken(dressed[i].id, at, vocabulary));
  return tokens;
}

QString axisText(const InputToken& token) {
  if (token.piece.isEmpty() || token.piece == QLatin1String("byte")) return token.shown;
  return token.shown + QLatin1Char(' ') + token.piece.section(QLatin1Char(' '), 1);
}

}  // namespace headlight::ui
