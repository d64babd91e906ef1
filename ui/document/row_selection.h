#pragma once

#include <QObject>
#include <vector>

#include "info/model_info.h"

namespace headlight::ui {

class Selection;

/// The Selection as the rows of one input see it. The chosen attention says whose rows its positions are: an encoder's
/// queries and keys are rows of the source; the queries of cross-attention are rows of the target, its keys of the
/// source. A token of a target stands there for the row that it was written from, which is the one before its own. Rows
/// here are places among the tokens of one text. UI thread.
class RowSelection : public QObject {
  Q_OBJECT
 public:
  explicit RowSelection(Selection& selection, QObject* parent = nullptr);
  /// The rows are those of input `place` of that model. Before the first call every position is one of them.
  void setInput(const ModelInfo& model, std::size_t place);
  /// Of a second text, the row of the input that its first token is.
  void setFirstRow(int row);

  /// Each is -1 where there is none, or where it is a row of another input.
  int query() const;
  int key() const;
  int locked() const;
  /// The row under the pointer, where the chosen attention has no rows of this input.
  int pointed() const { return pointed_; }
  /// Any of these.
  int hovered() const;
  /// The chosen attention's queries are rows of this input, and can be locked.
  bool areQueries() const { return role().queries; }
  /// The keys of that attention are rows of this input.
  bool areKeysOf(AttentionId attention) const;

  /// The pointer is on that row; -1: it left.
  void hover(int row);
  /// Locks that row, or lets it go; nothing happens where rows cannot be locked.
  void lock(int row);
  /// The row that is locked from now on; -1: none.
  void setLocked(int row);
  /// The input is what a model writes from another one: its tokens have alternatives (Selection::place).
  bool isWritten() const { return written_; }

 signals:
  void hoverChanged();
  void lockChanged();

 private:
  struct Role {
    AttentionId attention;
    bool queries = true, keys = true;
    int before = 0;  ///< so many rows before a token is the query that it stands for
  };
  const Role& role() const;
  /// Of a position of the selection, the place among the tokens; and back.
  int placeOf(int position, int before) const;
  int positionOf(int place, int before) const;

  Selection& selection_;
  std::vector<Role> roles_{Role{}};  ///< of every attention of the model
  int pointed_ = -1, firstRow_ = 0;
  bool pointing_ = false, written_ = false;
};

}  // namespace headlight::ui
