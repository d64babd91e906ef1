#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "info/stack_info.h"
#include "ui/document/pinned_head.h"

namespace headlight::ui {

/// What the pointer is on and what was chosen, shared by every panel: hover anywhere, see it everywhere. Positions are
/// rows of the trace on screen (queries of the attention's stack, keys of the one that it looks at); -1 is none. UI
/// thread.
class Selection : public QObject {
  Q_OBJECT
 public:
  explicit Selection(QObject* parent = nullptr) : QObject(parent) {}

  /// Whose layers and heads these are; nothing: the model's first attention.
  std::optional<AttentionId> attention() const { return attention_; }
  int layer() const { return layer_; }
  int head() const { return head_; }
  int hoveredQuery() const { return hoveredQuery_; }
  int hoveredKey() const { return hoveredKey_; }
  /// A vocabulary entry under the pointer in the prediction bars, -1 if none.
  int hoveredVocabularyId() const { return hoveredVocabularyId_; }
  /// The row whose largest weights are listed; -1: the last row.
  int lockedRow() const { return lockedRow_; }
  /// Of a text that a model writes from another, the token whose alternatives are shown: the one under the pointer,
  /// else the chosen one; -1: what comes after the last.
  int place() const { return hoveredPlace_ >= 0 ? hoveredPlace_ : chosenPlace_; }
  int chosenPlace() const { return chosenPlace_; }
  /// Rows that were locked beside it, in the order in which they were; none while it is -1.
  const std::vector<int>& alsoLocked() const { return alsoLocked_; }
  /// In the order in which they were pinned; of every attention.
  const std::vector<PinnedHead>& pins() const { return pins_; }

  /// Rows of other stacks may be meant from here on: what is hovered and locked is let go.
  void chooseAttention(AttentionId attention);
  void chooseHead(int layer, int head);
  /// A token under the pointer: in a chip query == key; in a matrix cell they differ; -1, -1 when the pointer left.
  void hover(int query, int key);
  void hoverVocabulary(int id);
  /// That row alone.
  void lockRow(int row);
  void choosePlace(int place);
  void hoverPlace(int place);
  /// One more row; or one less, where it was locked.
  void lockAlso(int row);
  void pin(const PinnedHead& head);
  void unpin(const PinnedHead& head);
  void togglePin(const PinnedHead& head);
  void setPins(std::vector<PinnedHead> pins);

 signals:
  /// Another attention, layer or head.
  void headChanged();
  void hoverChanged();
  void lockChanged();
  /// place() or chosenPlace() is another.
  void placeChanged();
  void pinsChanged();

 private:
  template <class Change>
  void movePlace(const Change& change);

  std::optional<AttentionId> attention_;
  int layer_ = 0;
  int head_ = 0;
  int hoveredQuery_ = -1;
  int hoveredKey_ = -1;
  int hoveredVocabularyId_ = -1;
  int lockedRow_ = -1;
  int chosenPlace_ = -1, hoveredPlace_ = -1;
  std::vector<int> alsoLocked_;
  std::vector<PinnedHead> pins_;
};

}  // namespace headlight::ui
