#include "ui/document/text_document.h"

#include <algorithm>

#include "ui/document/edit_command.h"
#include "ui/document/text_reader.h"

namespace headlight::ui {
namespace {

/// Line ends as the editor keeps them: a lone CR, or CR LF, would be another text there, and positions would differ.
QString withPlainLineEnds(QString text) {
  return text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
}

}  // namespace

void TextDocument::setVocabulary(std::shared_ptr<const Vocabulary> vocabulary, bool pairs) {
  vocabulary_ = std::move(vocabulary);
  if (pairs_ || pairs) {
    pairs_ = false;  // its tokens come first, and this text follows once
    partner().setVocabulary(pairs ? vocabulary_ : nullptr);
    pairs_ = pairs;
  }
  retokenize();
}

TextDocument& TextDocument::partner() {
  if (!partner_) {
    partner_ = std::make_unique<TextDocument>();
    partner_->first_ = this;
    // What stands between the two is this text's, and its rows are theirs.
    connect(partner_.get(), &InputDocument::changed, this, [this] {
      if (pairs_) retokenize();
    });
  }
  return *partner_;
}

TextPart TextDocument::part() const {
  if (first_) return TextPart::Second;
  return pairs_ && partner_->segments().length() > 0 ? TextPart::First : TextPart::Alone;
}

std::vector<InputToken> TextDocument::rowTokens() const {
  std::vector<InputToken> rows = tokens_;
  if (pairs_) rows.insert(rows.end(), partner_->tokens_.begin(), partner_->tokens_.end());
  return rows;
}

int TextDocument::rows() const {
  return static_cast<int>(tokens_.size()) + (pairs_ ? static_cast<int>(partner_->tokens_.size()) : 0);
}

std::pair<TextDocument*, int> TextDocument::tokenOfRow(int row) {
  const int own = static_cast<int>(tokens_.size());
  if (row < own || !pairs_) return {this, row};
  return {partner_.get(), row - own};
}

std::shared_ptr<InputReader> TextDocument::makeReader(const ModelInfo& model, std::size_t place,
                                                      const InputFiles& files) {
  const InputInfo& info = model.inputs[place];
  const auto vocabulary = files.vocabularyOf(info);
  return std::make_shared<TextReader>(*this, info, vocabulary,
                                      vocabulary && vocabulary->takesPairs() && readsPairs(model));
}

void TextDocument::letGo() {
  if (vocabulary_) setVocabulary(nullptr);
}

RowNames TextDocument::rowNames() const {
  QStringList names;
  for (const InputToken& token : rowTokens()) names << token.shown;
  return names;
}

InputRows TextDocument::rowsOf(const Input& input, const InputInfo&, bool current) const {
  const std::vector<std::int32_t>& ids = std::get<TokenInput>(input).ids;
  const std::vector<InputToken> tokens = rowTokens();
  const bool named = current && tokens.size() == ids.size();
  InputRows rows;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    rows.names.names << (named         ? axisText(tokens[row])
                         : vocabulary_ ? vocabulary_->shown(ids[row])
                                       : QString::number(ids[row]));
    rows.special.push_back(vocabulary_ && vocabulary_->isSpecial(ids[row]) && vocabulary_->maskToken() != ids[row]);
  }
  return rows;
}

int TextDocument::commonRows(const Input& input) const {
  const auto* text = std::get_if<TokenInput>(&input);
  if (!text) return 0;
  const std::vector<InputToken> tokens = rowTokens();
  const auto [id, token] = std::mismatch(text->ids.begin(), text->ids.end(), tokens.begin(), tokens.end(),
                                         [](std::int32_t a, const InputToken& b) { return a == b.id; });
  return static_cast<int>(id - text->ids.begin());
}

bool TextDocument::hideRow(int row) {
  if (!vocabulary_ || !vocabulary_->maskToken() || row < 0 || row >= rows()) return false;
  const auto [text, index] = tokenOfRow(row);
  if (text->tokens_[static_cast<std::size_t>(index)].added) return false;
  text->maskToken(index);
  return true;
}

bool TextDocument::hidesRow(int row) const {
  return row >= 0 && row < rows() && rowTokens()[static_cast<std::size_t>(row)].was >= 0;
}

void TextDocument::restore(const std::vector<Segment>& segments) {
  std::vector<Segment> plain = segments;
  for (Segment& segment : plain)
    if (segment.token < 0) segment.text = withPlainLineEnds(segment.text);
  apply(0, segments_.length(), plain);
  undoStack().clear();
}

std::vector<std::int32_t> TextDocument::ids() const {
  std::vector<std::int32_t> ids;
  for (const InputToken& token : rowTokens()) ids.push_back(token.id);
  return ids;
}

void TextDocument::retokenize() {
  const bool none = !vocabulary_ || (first_ && segments_.length() == 0);
  tokens_ = none ? std::vector<InputToken>{} : encodeSegments(segments_, *vocabulary_, part());
  emit changed();
}

void TextDocument::apply(int position, int removed, const std::vector<Segment>& inserted) {
  segments_.replace(position, removed, inserted);
  if (!fromEditor_) {
    QString text;
    for (const Segment& segment : inserted) text += segment.text;
    emit textReplaced(position, removed, text);
  }
  retokenize();
}

void TextDocument::push(int position, int removed, std::vector<Segment> inserted, const QString& name, EditKind kind) {
  auto* command = new EditCommand(*this, position, segments_.slice(position, removed), std::move(inserted),
                                  kind);  // the stack owns it
  command->setText(name);
  undoStack().push(command);
}

void TextDocument::replaceText(int position, int removed, const QString& inserted) {
  int from = position, length = removed;
  segments_.widen(from, length);
  // Of chosen tokens that the edit cuts, what is left over becomes typed text.
  const QString old = text();
  const QString with =
      old.mid(from, position - from) + inserted + old.mid(position + removed, from + length - position - removed);
  std::vector<Segment> segments;
  if (!with.isEmpty()) segments.push_back({with, -1, 0});
  fromEditor_ = true;
  push(from, length, std::move(segments), inserted.isEmpty() ? tr("deleting") : tr("typing"),
       removed == 0 || inserted.isEmpty() ? EditKind::Typing : EditKind::Single);
  fromEditor_ = false;
}

void TextDocument::setText(const QString& text, const QString& name) {
  std::vector<Segment> segments;
  if (!text.isEmpty()) segments.push_back({withPlainLineEnds(text), -1, 0});
  push(0, segments_.length(), std::move(segments), name);
}

Segment TextDocument::chosenSegment(std::int32_t id) const {
  Segment segment;
  segment.token = id;
  segment.vocabulary = vocabulary_->identity();
  segment.text = vocabulary_->plainText(id).value_or(QString(QChar(0xFFFD)));
  return segment;
}

void TextDocument::appendToken(std::int32_t id, const QString& name) {
  if (!vocabulary_) return;
  push(segments_.length(), 0, {chosenSegment(id)}, name);
}

void TextDocument::putTokens(int first, const std::vector<std::int32_t>& ids, const QString& name) {
  if (!vocabulary_) return;
  const int from = first < rows() ? std::min(tokens_[static_cast<std::size_t>(first)].begin, segments_.length())
                                  : segments_.length();
  std::vector<Segment> segments;
  for (const std::int32_t id : ids) segments.push_back(chosenSegment(id));
  const int removed = segments_.length() - from;
  if (segments_.slice(from, removed) != segments) push(from, removed, std::move(segments), name, EditKind::Tail);
}

void TextDocument::replaceToken(int index, std::int32_t id) {
  if (vocabulary_) replaceTokens(index, {chosenSegment(id)}, tr("replacing a token"));
}

void TextDocument::forceToken(int index, std::int32_t id) {
  if (!vocabulary_) return;
  Segment forced = chosenSegment(id);
  forced.forced = true;
  replaceTokens(index, {forced}, tr("choosing a token"));
}

void TextDocument::maskToken(int index) {
  const auto mask = vocabulary_ ? vocabulary_->maskToken() : std::nullopt;
  if (!mask || index < 0 || index >= static_cast<int>(tokens_.size())) return;
  const InputToken& token = tokens_[static_cast<std::size_t>(index)];
  if (token.id == *mask) {
    if (token.was >= 0) replaceTokens(index, {chosenSegment(token.was)}, tr("showing a token again"));
    return;
  }
  Segment hiding = chosenSegment(*mask);
  hiding.was = token.id;
  replaceTokens(index, {hiding}, tr("masking a token"));
}

void TextDocument::removeToken(int index) { replaceTokens(index, {}, tr("removing a token")); }

void TextDocument::replaceTokens(int index, const std::vector<Segment>& with, const QString& name) {
  if (index < 0 || index >= static_cast<int>(tokens_.size()) || !vocabulary_) return;
  const auto row = static_cast<std::size_t>(index);
  if (tokens_[row].added) return;
  // Rows that share a character with this one are taken along, as the bytes that they are.
  std::size_t first = row, last = row;
  while (tokens_[first].cutBefore && first > 0) --first;
  while (tokens_[last].cutAfter && last + 1 < tokens_.size()) ++last;

  std::vector<std::int32_t> wanted;
  for (std::size_t i = 0; i < tokens_.size(); ++i)
    if (i != row)
      wanted.push_back(tokens_[i].id);
    else
      for (const Segment& segment : with) wanted.push_back(segment.token);

  // Typed text that stands alone may be cut up otherwise than it was beside the old token ("  x" loses its "x"): as
  // many neighbours as it takes are kept by id. Two rounds do in practice; the last one keeps every row of the text.
  for (std::size_t kept = 0;; kept = kept == 0 ? 1 : kept * 2) {
    std::size_t begin = first - std::min(kept, first), end = std::min(last + kept, tokens_.size() - 1);
    while (begin < first && (tokens_[begin].added || tokens_[begin].cutBefore)) ++begin;
    while (end > last && (tokens_[end].added || tokens_[end].cutAfter)) --end;
    std::vector<Segment> inserted;
    for (std::size_t i = begin; i <= end; ++i)
      if (i != row) {
        inserted.push_back(chosenSegment(tokens_[i].id));
        inserted.back().was = tokens_[i].was;
        inserted.back().forced = tokens_[i].forced;
      } else {
        inserted.insert(inserted.end(), with.begin(), with.end());
      }
    const int from = tokens_[begin].begin, length = tokens_[end].end - from;
    Segments trial = segments_;
    trial.replace(from, length, inserted);
    std::vector<std::int32_t> got;
    for (const InputToken& token : encodeSegments(trial, *vocabulary_, part())) got.push_back(token.id);
    const bool everything = kept >= tokens_.size();
    if (got == wanted || everything) {
      push(from, length, std::move(inserted), name);
      return;
    }
  }
}

void TextDocument::shorten(int rows) {
  TextDocument* other = second();
  const auto cut = [&](TextDocument& text) {
    if (const int excess = this->rows() - rows; excess > 0)
      text.keepLast(std::max(static_cast<int>(text.tokens_.size()) - excess, 1));
  };
  const bool otherFirst = other && other->tokens_.size() > tokens_.size();
  if (otherFirst) cut(*other);
  cut(*this);
  if (other) cut(*other);
}

void TextDocument::keepLast(int count) {
  int excess = static_cast<int>(tokens_.size()) - count;
  if (excess <= 0) return;
  // The cut text may be encoded into more tokens than were left of it, at its new edge: cut again until it fits.
  Segments trial = segments_;
  std::vector<InputToken> tokens = tokens_;
  while (excess > 0 && trial.length() > 0) {
    std::size_t at = 0;
    while (at < tokens.size() && tokens[at].added) ++at;
    at = std::min(at + static_cast<std::size_t>(excess), tokens.size() - 1);
    while (at + 1 < tokens.size() && tokens[at].cutBefore) ++at;
    trial.replace(0, std::max(tokens[at].begin, 1), {});
    tokens = encodeSegments(trial, *vocabulary_, part());
    excess = static_cast<int>(tokens.size()) - count;
  }
  push(0, segments_.length(), trial.list(), tr("using the last %1 tokens").arg(count));
}

}  // namespace headlight::ui
