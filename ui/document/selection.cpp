#include "ui/document/selection.h"

#include <algorithm>
#include <utility>

namespace headlight::ui {

void Selection::chooseAttention(AttentionId attention) {
  if (attention == attention_) return;
  attention_ = attention;
  hover(-1, -1);
  lockRow(-1);
  emit headChanged();
}

void Selection::chooseHead(int layer, int head) {
  if (layer == layer_ && head == head_) return;
  layer_ = layer;
  head_ = head;
  emit headChanged();
}

void Selection::hover(int query, int key) {
  if (query == hoveredQuery_ && key == hoveredKey_) return;
  hoveredQuery_ = query;
  hoveredKey_ = key;
  emit hoverChanged();
}

void Selection::hoverVocabulary(int id) {
  if (id == hoveredVocabularyId_) return;
  hoveredVocabularyId_ = id;
  emit hoverChanged();
}

void Selection::lockRow(int row) {
  if (row == lockedRow_ && alsoLocked_.empty()) return;
  lockedRow_ = row;
  alsoLocked_.clear();
  emit lockChanged();
}

template <class Change>
void Selection::movePlace(const Change& change) {
  const int before = place(), chosen = chosenPlace_;
  change();
  if (place() != before || chosenPlace_ != chosen) emit placeChanged();
}

void Selection::choosePlace(int place) {
  movePlace([&] { chosenPlace_ = place; });
}

void Selection::hoverPlace(int place) {
  movePlace([&] { hoveredPlace_ = place; });
}

void Selection::lockAlso(int row) {
  if (lockedRow_ < 0) return lockRow(row);
  if (row != lockedRow_) {
    if (std::erase(alsoLocked_, row) == 0) alsoLocked_.push_back(row);
  } else if (alsoLocked_.empty()) {
    lockedRow_ = -1;
  } else {
    lockedRow_ = alsoLocked_.front();
    alsoLocked_.erase(alsoLocked_.begin());
  }
  emit lockChanged();
}

void Selection::pin(const PinnedHead& head) {
  if (std::ranges::find(pins_, head) != pins_.end()) return;
  pins_.push_back(head);
  emit pinsChanged();
}

void Selection::unpin(const PinnedHead& head) {
  if (std::erase(pins_, head) > 0) emit pinsChanged();
}

void Selection::togglePin(const PinnedHead& head) {
  if (std::ranges::find(pins_, head) != pins_.end())
    unpin(head);
  else
    pin(head);
}

void Selection::setPins(std::vector<PinnedHead> pins) {
  if (pins == pins_) return;
  pins_ = std::move(pins);
  emit pinsChanged();
}

}  // namespace headlight::ui
