#include "ui/document/input_tokens.h"

#include <algorithm>
#include <utility>

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

InputToken addedToken(std::int32_t id, std::int32_t type, int at, const Vocabulary& vocabulary) {
  InputToken token;
  token.id = id;
  token.type = type;
  token.begin = token.end = at;
  token.special = token.added = true;
  token.shown = vocabulary.shown(id);
  return token;
}

/// Special tokens with their types.
using AddedTokens = std::vector<std::pair<std::int32_t, std::int32_t>>;

/// What the post-processor puts around a text.
struct Dressing {
  AddedTokens before, after;
  std::int32_t type = 0;  ///< of the text itself
};

/// Seen on the shortest text: what differs before and after it.
Dressing dressingOf(const text::Tokenizer& tokenizer, TextPart part) {
  const std::vector<text::Token> bare = tokenizer.encode("a", false);
  std::vector<text::Token> dressed;
  std::vector<std::int32_t> types;
  std::size_t second = 0, secondEnd = 0;
  if (part == TextPart::Alone) {
    dressed = tokenizer.encode("a", true);
    types.resize(dressed.size(), 0);
  } else {
    text::TokenPair pair = tokenizer.encodePair("a", "a");
    dressed = std::move(pair.tokens);
    types = std::move(pair.types);
    second = static_cast<std::size_t>(pair.secondBegin);
    secondEnd = static_cast<std::size_t>(pair.secondEnd);
  }
  std::size_t first = 0;
  while (first < dressed.size() && dressed[first].special && dressed[first].begin == dressed[first].end) ++first;
  const std::size_t firstEnd = std::min(first + bare.size(), dressed.size());
  const auto stretch = [&](std::size_t begin, std::size_t end) {
    AddedTokens added;
    for (std::size_t i = begin; i < end; ++i) added.emplace_back(dressed[i].id, types[i]);
    return added;
  };
  switch (part) {
    case TextPart::First:
      return {stretch(0, first), stretch(firstEnd, second), first < types.size() ? types[first] : 0};
    case TextPart::Second:
      return {{}, stretch(secondEnd, dressed.size()), second < types.size() ? types[second] : 0};
    case TextPart::Alone:
      break;
  }
  return {stretch(0, first), stretch(firstEnd, dressed.size()), 0};
}

}  // namespace

std::vector<InputToken> encodeSegments(const Segments& segments, const Vocabulary& vocabulary, TextPart part) {
  const Dressing dressing = dressingOf(vocabulary.tokenizer(), part);
  std::vector<InputToken> tokens;
  for (const auto& [id, type] : dressing.before) tokens.push_back(addedToken(id, type, 0, vocabulary));
  const std::size_t own = tokens.size();
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
      token.forced = segment.forced;
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
  for (std::size_t i = own; i < tokens.size(); ++i) tokens[i].type = dressing.type;
  for (const auto& [id, type] : dressing.after) tokens.push_back(addedToken(id, type, at, vocabulary));
  return tokens;
}

QString axisText(const InputToken& token) {
  if (token.piece.isEmpty() || token.piece == QLatin1String("byte")) return token.shown;
  return token.shown + QLatin1Char(' ') + token.piece.section(QLatin1Char(' '), 1);
}

}  // namespace headlight::ui
