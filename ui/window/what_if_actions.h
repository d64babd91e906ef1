#pragma once

#include <QKeySequence>
#include <QObject>
#include <QPoint>
#include <memory>

#include "ui/document/what_if.h"

class QMenu;

namespace headlight::ui {

class Document;
class InputDocument;
class LensWidget;
class Selection;
class WhatIfPanel;

/// What can be switched off, scaled, cut and masked where it is seen: the context menus and keys of heads, cells and
/// tokens. UI thread.
class WhatIfActions : public QObject {
  Q_OBJECT
 public:
  WhatIfActions(Document& document, Selection& selection, LensWidget& lens, WhatIfPanel& panel, QObject* parent);
  /// Null while no model is open.
  void setModel(std::shared_ptr<const ModelInfo> model) { model_ = std::move(model); }

  /// Off, or on again: the line stays in the list, unchecked.
  void switchHead(int layer, int head);
  /// Cuts query → key of the chosen head, or joins it again.
  void cutEdge(int query, int key);
  /// Hides a row of that input from the others, or shows it again: with a mask token in the vocabulary the token is
  /// replaced by it, else the chosen attention sees it no more, or where that has no keys of this input the first that
  /// has.
  void maskToken(InputDocument& input, int row);
  void openHeadMenu(int layer, int head, const QPoint& at);
  void openCellMenu(int query, int key, const QPoint& at);

 signals:
  /// The matrix of the chosen head is wanted.
  void matrixAsked();
  /// A context menu of the chosen head is about to open: who has more to offer adds it.
  void menuMade(QMenu& menu);
  /// The What-if dock should be in sight.
  void panelAsked();

 private:
  std::optional<AttentionInfo> attention() const;
  void hideKey(const AttentionInfo& attention, int key);
  /// In the list and checked.
  bool active(const Intervention& change) const;
  /// Checked or unchecked; for changes without a number.
  void toggle(const Intervention& change);
  void addToggle(QMenu& menu, const QString& words, const Intervention& change, const QKeySequence& key = {});
  void addHeadEntries(QMenu& menu, int layer, int head);
  QString rowName(StackId stack, int row) const;

  Document& document_;
  Selection& selection_;
  LensWidget& lens_;
  WhatIfPanel& panel_;
  std::shared_ptr<const ModelInfo> model_;
};

}  // namespace headlight::ui
