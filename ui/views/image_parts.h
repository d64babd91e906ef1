#pragma once

#include "ui/views/image_view.h"

namespace headlight::ui {

/// What ImageView's scene is put together from: each adds itself.
struct ImageParts {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::ImageParts)

 public:
  const std::shared_ptr<const Trace>& trace;
  const ViewState& state;
  const ImageView::Layout& layout;
  QSizeF size;
  const QImage& seen;
  PatchMaps& maps;
  int query;

  void addPicture(Scene& scene) const;
  /// Of the query, of the row under the pointer, and their badges.
  void addMarks(Scene& scene) const;
  void addHeads(Scene& scene) const;
  void addLayers(Scene& scene) const;
  void addBars(Scene& scene) const;
  void addCaveat(Scene& scene) const;
  void addCard(Scene& scene) const;

  /// The other end of the weight that the card states: the row under the pointer, on the query itself the row of the
  /// largest weight; -1: none.
  int partnerRow() const;
  /// x where "More" of the caveat line begins.
  double moreLeft() const;
  /// Upper end of a thumbnail's map: its own, or `shared`.
  float high(const PatchMap& map, float shared) const;
  float sharedHeads() const;
  QString caveatText() const;

 private:
  void addThumbnail(Scene& scene, const QRectF& area, const PatchMap& map, float high) const;
  void addFrame(Scene& scene, const QRectF& thumbnail, bool chosen, bool hovered, bool focused) const;
  QString siteText() const;
  /// What the number of the card is: "attention weight", "length of the vector", "change of p(cat)".
  QString quantity() const;
  QString occludedClass() const;
  QString occlusionWords() const;
};

}  // namespace headlight::ui
