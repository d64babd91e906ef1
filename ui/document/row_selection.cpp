#include "ui/document/row_selection.h"

#include <QScopedValueRollback>
#include <algorithm>

#include "ui/document/selection.h"
#include "ui/document/written_rows.h"

namespace headlight::ui {

RowSelection::RowSelection(Selection& selection, QObject* parent) : QObject(parent), selection_(selection) {
  connect(&selection_, &Selection::hoverChanged, this, [this] {
    if (!pointing_) pointed_ = -1;
    emit hoverChanged();
  });
  connect(&selection_, &Selection::lockChanged, this, &RowSelection::lockChanged);
}

void RowSelection::setInput(const ModelInfo& model, std::size_t place) {
  const auto reads = [&](StackId stack) { return static_cast<std::size_t>(model.stack(stack).input) == place; };
  roles_.clear();
  for (const AttentionInfo& attention : model.attentions())
    roles_.push_back({attention.id, reads(attention.id.stack), reads(attention.keys),
                      standsForWritten(model, attention) && reads(attention.id.stack) ? 1 : 0});
  if (roles_.empty()) roles_.emplace_back();
  written_ = std::any_of(roles_.begin(), roles_.end(), [](const Role& role) { return role.before > 0; });
  pointed_ = -1;
  emit hoverChanged();
  emit lockChanged();
}

void RowSelection::setFirstRow(int row) {
  if (row == firstRow_) return;
  firstRow_ = row;
  emit hoverChanged();
  emit lockChanged();
}

int RowSelection::placeOf(int position, int before) const {
  return position < 0 ? -1 : std::max(-1, position + before - firstRow_);
}

int RowSelection::positionOf(int place, int before) const {
  return place < 0 ? -1 : std::max(-1, place - before + firstRow_);
}

const RowSelection::Role& RowSelection::role() const {
  const auto chosen = std::find_if(roles_.begin(), roles_.end(),
                                   [this](const Role& role) { return role.attention == selection_.attention(); });
  return chosen == roles_.end() ? roles_.front() : *chosen;
}

bool RowSelection::areKeysOf(AttentionId attention) const {
  return std::any_of(roles_.begin(), roles_.end(),
                     [&](const Role& role) { return role.attention == attention && role.keys; });
}

int RowSelection::query() const {
  const Role& now = role();
  return now.queries ? placeOf(selection_.hoveredQuery(), now.before) : -1;
}
int RowSelection::key() const { return role().keys ? placeOf(selection_.hoveredKey(), 0) : -1; }
int RowSelection::locked() const {
  const Role& now = role();
  return now.queries ? placeOf(selection_.lockedRow(), now.before) : -1;
}
int RowSelection::hovered() const { return std::max({query(), key(), pointed_}); }

void RowSelection::hover(int row) {
  const Role& now = role();
  // What a target begins with was written from nothing.
  const bool ofNone = (!now.queries && !now.keys) || (row >= 0 && row < now.before);
  const int pointed = ofNone ? row : -1;
  const bool other = pointed != pointed_;
  pointed_ = pointed;
  {
    const QScopedValueRollback pointing(pointing_, true);
    selection_.hover(now.queries ? positionOf(row, now.before) : -1, now.keys ? positionOf(row, 0) : -1);
  }
  if (written_) selection_.hoverPlace(row > 0 ? row : -1);
  if (other) emit hoverChanged();
}

void RowSelection::lock(int row) { setLocked(locked() == row ? -1 : row); }

void RowSelection::setLocked(int row) {
  const Role& now = role();
  if (now.queries) selection_.lockRow(positionOf(row, now.before));
}

}  // namespace headlight::ui
