#include "ui/document/selection.h"

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
  if (row == lockedRow_) return;
  lockedRow_ = row;
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

}  // namespace headlight::ui
