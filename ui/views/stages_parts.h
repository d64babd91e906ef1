#pragma once

#include "ui/views/stages_view.h"

namespace headlight::ui {

/// What StagesView draws, a part at a time.
struct StagesParts {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::StagesParts)

 public:
  const StagesView& view;
  const Trace& trace;
  const ViewState& state;
  const StagesView::Layout& layout;
  const derived::AttentionSteps& steps;
  const AttentionInfo& attention;
  const Rows& like;  ///< of the trace: whose backend host values are called by

  QString queryName() const;
  QString keyName(int key) const;
  /// What stands for so many keys that are masked.
  static QString namesOfOthers(int count);
  /// The largest magnitude of these vectors, which ends their colours; 1 where all are 0.
  static float reach(const std::vector<std::vector<float>>& vectors);
  /// "÷ √32", "+ position", "÷ 22.6", "?": what leads from the products to the scores.
  static QString scaleWords(const derived::AttentionSteps& steps);

  void addQuery(Scene& scene) const;
  void addTitles(Scene& scene) const;
  void addLines(Scene& scene) const;
  void addMasked(Scene& scene) const;
  void addSums(Scene& scene) const;
  void addWords(Scene& scene) const;
  /// The product behind one key's score, number by number.
  void addCard(Scene& scene, QSizeF size) const;

 private:
  /// Vectors as strips of colour in one field each, from -reach to reach.
  void addStrips(Scene& scene, const std::vector<std::vector<float>>& vectors, const std::vector<QRectF>& areas,
                 float reach, const QColor& outline) const;
  void addNumber(Scene& scene, double right, const QRectF& line, const QString& text, const QColor& color) const;
  void addHatch(Scene& scene, double left, double right) const;
};

}  // namespace headlight::ui
