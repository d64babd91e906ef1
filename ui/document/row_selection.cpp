#include "ui/document/row_selection.h"

#include <QScopedValueRollback>
#include <algorithm>

#include "ui/document/selection.h"

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
    roles_.push_back({attention.id, reads(attention.id.stack), reads(attention.keys)});
  if (roles_.empty()) roles_.emplace_back();
  pointed_ = -1;
  emit hoverChanged();
  emit lockChanged();
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

int RowSelection::query() const { return role().queries ? selection_.hoveredQuery() : -1; }
int RowSelection::key() const { return role().keys ? selection_.hoveredKey() : -1; }
int RowSelection::locked() const { return role().queries ? selection_.lockedRow() : -1; }
int RowSelection::hovered() const { return std::max({query(), key(), pointed_}); }

void RowSelection::hover(int row) {
  const Role& now = role();
  const int pointed = now.queries || now.keys ? -1 : row;
  const bool other = pointed != pointed_;
  pointed_ = pointed;
  {
    const QScopedValueRollback pointing(pointing_, true);
    selection_.hover(now.queries ? row : -1, now.keys ? row : -1);
  }
  if (other) emit hoverChanged();
}

void RowSelection::lock(int row) {
  if (areQueries()) selection_.lockRow(selection_.lockedRow() == row ? -1 : row);
}

}  // namespace headlight::ui
