#pragma once

#include "ui/views/arcs_view.h"

namespace headlight::ui {

/// What stands around the lines: each adds itself to the scene.
struct ArcsParts {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::ArcsParts)

 public:
  const ArcsView& view;
  const Trace& trace;
  std::shared_ptr<const Trace> shared;  ///< the same; null where only places are asked for
  const ViewState& state;
  const ArcsView::Layout& layout;
  QSizeF size;
  AttentionInfo attention;
  bool captured;

  /// What the two columns are, and (where there is no list) the colours of the drawn heads.
  void addTitles(Scene& scene) const;
  void addNames(Scene& scene, const ArcsView::Column& column) const;
  /// How much of it each row of the other column has, while one row's lines stand out.
  void addBars(Scene& scene) const;
  /// The layer's heads: which are drawn, and in which colour.
  void addHeads(Scene& scene) const;
  void addCaveat(Scene& scene) const;
  void addCard(Scene& scene) const;

  /// The head of the list under a point; -1: none.
  int headAt(QPointF at) const;
  /// Where a head stands in the list; empty where it does not.
  QRectF headRow(int head) const;
  /// x where "More" of the caveat line begins.
  double moreLeft() const;

 private:
  const ArcsView::Column& columnOf(bool queries) const { return queries ? layout.query : layout.key; }
  QString nameOf(bool query, int row) const;
  /// "layer 2, head 1", "layer 2, mean of 3 heads".
  QString headWords() const;
  QString caveatText() const;
  /// Where the card hides neither the focused row nor the list of heads.
  QRectF cardArea(double width, double height) const;
  std::vector<int> listed() const;
};

}  // namespace headlight::ui
