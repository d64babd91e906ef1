#pragma once

#include <utility>
#include <vector>

#include "ui/views/patch_maps.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// Every head of every layer as a thumbnail, at one glance: its pattern, or of a picture what one query looks at.
/// Shrinks to 40 px, then scrolls by layer.
class AllHeadsView : public View {
 public:
  /// Where the thumbnails stand; px of the view, before scrolling.
  struct Grid {
    double side = 0, pitchX = 0, pitchY = 0;
    double left = 0, top = 0;  ///< of the first thumbnail
    int columns = 0;
    bool sorted = false;                     ///< by figure: each thumbnail then carries its own name
    std::vector<std::pair<int, int>> order;  ///< (layer, head), row by row
    double contentHeight = 0;
    QRectF place(int index) const;
    int indexOf(int layer, int head) const;
  };
  static Grid grid(const Trace& trace, const ViewState& state, QSizeF size);

  /// On the picture, with one range for all: the largest weight that any head gives a patch (kept special tokens count
  /// too).
  float sharedHigh(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;

  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;

 private:
  /// One head's map on the picture; `shared`: the largest weight of all heads, where they share a range.
  void addPatchMap(Scene& scene, const Trace& trace, const ViewState& state, const QRectF& thumb, int layer, int head,
                   float shared) const;
  mutable PatchMaps maps_;
  mutable SeenPicture seen_;
};

/// The number under a thumbnail, as a value; NaN where the head's statistics are missing.
double figureOf(const Trace& trace, ViewState::Figure figure, int layer, int head);

}  // namespace headlight::ui
