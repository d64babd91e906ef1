#pragma once

#include "ui/views/matrix_view.h"

namespace headlight::ui {

/// Of patches in the card of an image model.
inline constexpr double patchThumbnail = 36;
/// Height of a line of the card.
inline constexpr double cardLine = 18;
/// Height of the hover card, which the column at the right keeps free: with the line of the score, a line more with
/// what-ifs, the two patches of an image model.
inline double matrixCardHeight(const Trace& trace, const MatrixView::Layout& layout, const ViewState& state) {
  const bool patches = ofPatches(trace, layout.queries.stack) || ofPatches(trace, layout.keys.stack);
  return (state.baseline ? 162 : 144) + (patches ? patchThumbnail + 8 : 0);
}
/// Below this pitch, across the slope of their titles, columns have not a title each.
inline constexpr double columnPitch = 12;
/// Cells of at least this size hold their number.
inline constexpr double numberedCell = 40;

/// What stands around the matrix: each adds itself to the scene.
struct MatrixParts {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::MatrixParts)

 public:
  const Trace& trace;
  const ViewState& state;
  const MatrixView::Layout& layout;
  QSizeF size;
  AttentionInfo attention;
  SiteId site;
  bool captured;
  bool difference = false;  ///< cells show after - before
  MatrixWhat what{};        ///< of this
  /// Cells may be below 0: numbers have their sign, and the map is symmetric.
  bool isSigned() const { return difference || what.signedCells(); }

  void addAxes(Scene& scene) const;
  void addRowFrame(Scene& scene, int query) const;
  void addCrosshair(Scene& scene) const;
  /// The what-ifs of the trace cut that edge of the shown head. Places, as everywhere here.
  bool isCut(int queryPlace, int keyPlace) const;
  /// A cross on every edge that the what-ifs cut.
  void addCuts(Scene& scene) const;
  void addCaveat(Scene& scene) const;
  /// Which rows are in sight, while not all are.
  void addZoom(Scene& scene) const;
  /// The weights of one row in its cells, where these are wide enough.
  void addNumbers(Scene& scene, const Field& field, int query, const std::vector<float>& weights) const;
  void addHeadMap(Scene& scene, const std::shared_ptr<const Trace>& shared) const;
  /// The picture, with the row's and the column's patch marked.
  void addPatches(Scene& scene, const QImage& seen) const;
  /// What the two patches under the pointer look like, at the lower edge of the card.
  void addPatchThumbnails(Scene& card, const QImage& seen) const;
  void addBars(Scene& scene, const std::vector<float>& weights) const;
  /// `before`: the same row without the what-ifs; empty where there are none. `score`: what softmax made the weight of.
  void addCard(Scene& scene, const std::vector<float>& weights, const std::vector<float>& before,
               std::optional<float> score) const;

  /// x where "More" of the caveat line begins.
  double moreLeft() const;
  /// Keys 0 .. seen - 1, largest weight (of differences: farthest from 0) first; equal ones by position.
  static std::vector<int> largestFirst(const std::vector<float>& weights, int seen);

 private:
  /// Of a patch in the image; empty for rows that are none.
  QRect pixelsOf(int place, const MatrixView::Axis& axis) const;
  QString queryName(int place) const;
  QString keyName(int place) const;
  QString caveatText() const;
  QRectF cardArea(double width, double height) const;
  int seen(int query) const;
};

}  // namespace headlight::ui
