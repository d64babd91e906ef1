#include "ui/document/edit_command.h"

#include <algorithm>

namespace headlight::ui {
namespace {

constexpr qint64 pauseMs = 1500;

qint64 now() {
  static const QElapsedTimer clock = [] {
    QElapsedTimer timer;
    timer.start();
    return timer;
  }();
  return clock.elapsed();
}

QString joined(const std::vector<Segment>& segments) {
  QString text;
  for (const Segment& segment : segments) text += segment.text;
  return text;
}

bool plain(const std::vector<Segment>& segments) {
  for (const Segment& segment : segments)
    if (segment.chosen()) return false;
  return true;
}

/// `now` with what distinguishes `to` from `from`; plainly `to`, where nothing came in between.
std::vector<WhatIf> withChange(std::vector<WhatIf> now, const std::vector<WhatIf>& from,
                               const std::vector<WhatIf>& to) {
  if (now == from) return to;
  const auto placeOf = [](auto& list, const WhatIf& line) {
    return std::find_if(list.begin(), list.end(),
                        [&](const WhatIf& other) { return sameTarget(other.change, line.change); });
  };
  for (const WhatIf& line : from)
    if (placeOf(to, line) == to.end())
      std::erase_if(now, [&](const WhatIf& w) { return sameTarget(w.change, line.change); });
  for (const WhatIf& line : to) {
    if (const auto old = placeOf(from, line); old != from.end() && *old == line) continue;
    if (const auto there = placeOf(now, line); there != now.end())
      *there = line;
    else
      now.push_back(line);
  }
  return now;
}

Sampling withChange(Sampling now, const Sampling& from, const Sampling& to) {
  if (from.temperature != to.temperature) now.temperature = to.temperature;
  if (from.topK != to.topK) now.topK = to.topK;
  if (from.topP != to.topP) now.topP = to.topP;
  if (from.seed != to.seed) now.seed = to.seed;
  return now;
}

}  // namespace

EditCommand::EditCommand(TextDocument& document, int position, std::vector<Segment> removed,
                         std::vector<Segment> inserted, EditKind kind)
    : document_(document),
      position_(position),
      removed_(std::move(removed)),
      inserted_(std::move(inserted)),
      kind_(kind),
      at_(now()) {}

void EditCommand::undo() { document_.apply(position_, lengthOf(inserted_), removed_); }

void EditCommand::redo() { document_.apply(position_, lengthOf(removed_), inserted_); }

bool EditCommand::mergeWith(const QUndoCommand* command) {
  const auto* next = dynamic_cast<const EditCommand*>(command);
  if (!next || kind_ != next->kind_ || kind_ == EditKind::Single) return false;
  if (kind_ == EditKind::Tail) {
    if (next->position_ != position_ || next->removed_ != inserted_) return false;
    inserted_ = next->inserted_;
    return true;
  }
  if (next->at_ - at_ > pauseMs) return false;
  if (!plain(removed_) || !plain(inserted_) || !plain(next->removed_) || !plain(next->inserted_)) return false;
  const QString mine = joined(inserted_), theirs = joined(next->inserted_);
  const QString gone = joined(next->removed_);
  if (gone.isEmpty() && !theirs.isEmpty()) {
    // Typing on: a new word is a new step.
    if (next->position_ != position_ + mine.size()) return false;
    if (mine.isEmpty() || (mine.back().isSpace() && !theirs.front().isSpace())) return false;
    inserted_ = {Segment{mine + theirs, -1, 0}};
  } else if (theirs.isEmpty() && mine.isEmpty()) {
    // Backspace or Delete held down.
    if (next->position_ + gone.size() == position_) {
      removed_ = {Segment{gone + joined(removed_), -1, 0}};
      position_ = next->position_;
    } else if (next->position_ == position_) {
      removed_ = {Segment{joined(removed_) + gone, -1, 0}};
    } else {
      return false;
    }
  } else {
    return false;
  }
  at_ = next->at_;
  return true;
}

SamplingCommand::SamplingCommand(Document& document, const Sampling& before, const Sampling& after)
    : document_(document), before_(before), after_(after), at_(now()) {
  setText(QStringLiteral("sampling"));
}

void SamplingCommand::undo() { document_.applySampling(withChange(document_.sampling(), after_, before_)); }

void SamplingCommand::redo() { document_.applySampling(withChange(document_.sampling(), before_, after_)); }

int SamplingCommand::kind() const {
  return (before_.temperature != after_.temperature ? 1 : 0) | (before_.topK != after_.topK ? 2 : 0) |
         (before_.topP != after_.topP ? 4 : 0) | (before_.seed != after_.seed ? 8 : 0);
}

bool SamplingCommand::mergeWith(const QUndoCommand* command) {
  const auto* next = dynamic_cast<const SamplingCommand*>(command);
  if (!next || next->kind() != kind() || next->at_ - at_ > pauseMs) return false;
  after_ = next->after_;
  at_ = next->at_;
  return true;
}

void WhatIfCommand::undo() { document_.applyWhatIfs(withChange(document_.whatIfs(), after_, before_)); }

void WhatIfCommand::redo() { document_.applyWhatIfs(withChange(document_.whatIfs(), before_, after_)); }

bool WhatIfCommand::mergeWith(const QUndoCommand* command) {
  const auto* next = dynamic_cast<const WhatIfCommand*>(command);
  if (!next || gesture_ == 0 || next->gesture_ != gesture_) return false;
  after_ = next->after_;
  setObsolete(after_ == before_);  // dragged back to where it was
  return true;
}

}  // namespace headlight::ui
