#include "ui/document/document.h"

#include <algorithm>

#include "ui/document/edit_command.h"

namespace headlight::ui {

Document::Document(QObject* parent) : QObject(parent), picture_(pictureUndo_) {
  for (QUndoStack* stack : {&textUndo_, &pictureUndo_}) {
    stack->setUndoLimit(2000);
    undoGroup_.addStack(stack);
  }
  undoGroup_.setActiveStack(&textUndo_);
  connect(&picture_, &EditedPicture::changed, this, [this] {
    emit pictureChanged();
    if (!pictureModel_) return;
    ++revision_;
    emit changed();
  });
}

void Document::setVocabulary(std::shared_ptr<const Vocabulary> vocabulary) {
  vocabulary_ = std::move(vocabulary);
  pictureModel_.reset();
  undoGroup_.setActiveStack(&undoStack());
  retokenize();
}

void Document::setPictureModel(const PictureInfo& model, PatchGrid grid) {
  vocabulary_.reset();
  pictureModel_ = model;
  grid_ = grid;
  undoGroup_.setActiveStack(&undoStack());
  retokenize();
}

int Document::rows() const {
  return pictureModel_ ? pictureModel_->specials() + grid_.count() : static_cast<int>(tokens_.size());
}

RowNames Document::rowNames() const {
  if (pictureModel_) return {pictureRowNames(*pictureModel_, grid_), true};
  QStringList names;
  for (const InputToken& token : tokens_) names << token.shown;
  return names;
}

std::vector<std::int32_t> Document::ids() const {
  std::vector<std::int32_t> ids;
  ids.reserve(tokens_.size());
  for (const InputToken& token : tokens_) ids.push_back(token.id);
  return ids;
}

void Document::retokenize() {
  tokens_ = vocabulary_ ? encodeSegments(segments_, *vocabulary_) : std::vector<InputToken>{};
  ++revision_;
  emit changed();
}

void Document::apply(int position, int removed, const std::vector<Segment>& inserted) {
  segments_.replace(position, removed, inserted);
  if (!fromEditor_) {
    QString text;
    for (const Segment& segment : inserted) text += segment.text;
    emit textReplaced(position, removed, text);
  }
  retokenize();
}

void Document::push(int position, int removed, std::vector<Segment> inserted, const QString& name, bool typing) {
  auto* command = new EditCommand(*this, position, segments_.slice(position, removed), std::move(inserted),
                                  typing);  // the stack owns it
  command->setText(name);
  textUndo_.push(command);
}

void Document::replaceText(int position, int removed, const QString& inserted) {
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
       removed == 0 || inserted.isEmpty());
  fromEditor_ = false;
}

namespace {

/// Line ends as the editor keeps them: a lone CR, or CR LF, would be another text there, and positions would differ.
QString withPlainLineEnds(QString text) {
  return text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
}

}  // namespace

void Document::setText(const QString& text, const QString& name) {
  std::vector<Segment> segments;
  if (!text.isEmpty()) segments.push_back({withPlainLineEnds(text), -1, 0});
  push(0, segments_.length(), std::move(segments), name);
}

void Document::restore(const std::vector<Segment>& segments, const Sampling& sampling, std::vector<WhatIf> whatIfs) {
  sampling_ = sampling;
  whatIfs_ = std::move(whatIfs);
  std::vector<Segment> plain = segments;
  for (Segment& segment : plain)
    if (segment.token < 0) segment.text = withPlainLineEnds(segment.text);
  apply(0, segments_.length(), plain);
  textUndo_.clear();
  pictureUndo_.clear();
  emit samplingChanged();
  emit whatIfsChanged();
}

Segment Document::chosenSegment(std::int32_t id) const {
  Segment segment;
  segment.token = id;
  segment.vocabulary = vocabulary_->identity();
  segment.text = vocabulary_->plainText(id).value_or(QString(QChar(0xFFFD)));
  return segment;
}

void Document::appendToken(std::int32_t id, const QString& name) {
  if (!vocabulary_) return;
  push(segments_.length(), 0, {chosenSegment(id)}, name);
}

void Document::replaceToken(int index, std::int32_t id) {
  if (vocabulary_) replaceTokens(index, {chosenSegment(id)}, tr("replacing a token"));
}

void Document::maskToken(int index) {
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

void Document::removeToken(int index) { replaceTokens(index, {}, tr("removing a token")); }

void Document::replaceTokens(int index, const std::vector<Segment>& with, const QString& name) {
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
      } else {
        inserted.insert(inserted.end(), with.begin(), with.end());
      }
    const int from = tokens_[begin].begin, length = tokens_[end].end - from;
    Segments trial = segments_;
    trial.replace(from, length, inserted);
    std::vector<std::int32_t> got;
    for (const InputToken& token : encodeSegments(trial, *vocabulary_)) got.push_back(token.id);
    const bool everything = kept >= tokens_.size();
    if (got == wanted || everything) {
      push(from, length, std::move(inserted), name);
      return;
    }
  }
}

void Document::keepLast(int count) {
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
    tokens = encodeSegments(trial, *vocabulary_);
    excess = static_cast<int>(tokens.size()) - count;
  }
  push(0, segments_.length(), trial.list(), tr("using the last %1 tokens").arg(count));
}

void Document::setSampling(const Sampling& sampling) {
  if (sampling == sampling_) return;
  undoStack().push(new SamplingCommand(*this, sampling_, sampling));
}

void Document::applySampling(const Sampling& sampling) {
  sampling_ = sampling;
  emit samplingChanged();
}

int Document::findWhatIf(const Intervention& change) const {
  const auto found = std::find_if(whatIfs_.begin(), whatIfs_.end(),
                                  [&](const WhatIf& line) { return sameTarget(line.change, change); });
  return found == whatIfs_.end() ? -1 : static_cast<int>(found - whatIfs_.begin());
}

int Document::addWhatIf(const Intervention& change) {
  std::vector<WhatIf> list = whatIfs_;
  int index = findWhatIf(change);
  if (index < 0) {
    index = static_cast<int>(list.size());
    list.push_back({change, true});
  } else {
    list[static_cast<std::size_t>(index)] = {change, true};
  }
  pushWhatIfs(std::move(list), tr("what if %1").arg(describe(change, {})));
  return index;
}

void Document::setWhatIf(int index, const WhatIf& line, quint64 gesture) {
  if (index < 0 || index >= static_cast<int>(whatIfs_.size())) return;
  std::vector<WhatIf> list = whatIfs_;
  const bool checked = list[static_cast<std::size_t>(index)].enabled != line.enabled;
  list[static_cast<std::size_t>(index)] = line;
  const QString name = nameOf(line.change, {});
  pushWhatIfs(std::move(list),
              !checked       ? tr("scaling %1").arg(name)
              : line.enabled ? tr("what if %1").arg(name)
                             : tr("unchecking %1").arg(name),
              gesture);
}

void Document::removeWhatIf(int index) {
  if (index < 0 || index >= static_cast<int>(whatIfs_.size())) return;
  std::vector<WhatIf> list = whatIfs_;
  list.erase(list.begin() + index);
  pushWhatIfs(std::move(list), tr("taking out %1").arg(nameOf(whatIfs_[static_cast<std::size_t>(index)].change, {})));
}

void Document::clearWhatIfs() { pushWhatIfs({}, tr("clearing the what-ifs")); }

std::vector<WhatIf> Document::dropMisfits(const ModelInfo& model) {
  std::vector<WhatIf> kept, dropped;
  for (const WhatIf& line : whatIfs_) (fits(line.change, model) ? kept : dropped).push_back(line);
  if (!dropped.empty()) pushWhatIfs(std::move(kept), tr("dropping what-ifs of another model"));
  return dropped;
}

void Document::pushWhatIfs(std::vector<WhatIf> list, const QString& name, quint64 gesture) {
  if (list == whatIfs_) return;
  auto* command = new WhatIfCommand(*this, whatIfs_, std::move(list), gesture);  // the stack owns it
  command->setText(name);
  undoStack().push(command);
}

void Document::applyWhatIfs(const std::vector<WhatIf>& list) {
  const auto checked = [](const std::vector<WhatIf>& lines) {
    std::vector<Intervention> changes;
    for (const WhatIf& line : lines)
      if (line.enabled) changes.push_back(line.change);
    return changes;
  };
  const bool other = checked(list) != checked(whatIfs_);
  whatIfs_ = list;
  if (other) ++revision_;
  emit whatIfsChanged();
  if (other) emit changed();
}

}  // namespace headlight::ui
