#pragma once

#include <QRectF>
#include <array>
#include <vector>

#include "ui/views/difference.h"
#include "ui/views/patch_names.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// One head: rows are queries, columns keys. At the right the map of all heads and the locked row's largest weights.
class MatrixView : public View {
 public:
  struct Layout {
    int rows = 0;                                     ///< that are shown
    std::vector<int> places{};                        ///< rows of the trace that are shown, while some are hidden
    QRectF field{};                                   ///< logical px
    double cell = 0;                                  ///< px of a cell, zoom included
    double firstRow = 0, firstColumn = 0, shown = 0;  ///< in cells
    double labelWidth = 0;                            ///< of row titles
    double columnText = 0;                            ///< longest column title, px along the slope
    QRectF side{};                                    ///< column at the right; null where there is no room
    QRectF map{};                                     ///< first thumbnail's corner and the whole map's size
    double mapPitch = 0, mapSide = 0;
    QRectF picture{};  ///< of an image model, where there is room: which patches are meant
    QRectF bars{};     ///< the locked row's list
    int barCount = 0;
    QRectF caveat{};
    double moreLeft = 0;  ///< x of "More" in it
    /// Of shown rows and columns, counted from 0.
    QRectF cell_(int query, int key) const;
    bool hides() const { return !places.empty(); }
    /// The row of the trace that the shown row `place` is, and the other way round (-1: it is hidden).
    int rowAt(int place) const { return hides() ? places[static_cast<std::size_t>(place)] : place; }
    int placeOf(int row) const;
  };
  static Layout layout(const Trace& trace, const ViewState& state, QSizeF size);
  /// Largest useful zoom: four cells across.
  static double largestZoom(int rows);
  /// After - before is drawn: it is wanted and there is a baseline to subtract.
  static bool showsDifference(const ViewState& state) { return state.difference && state.baseline != nullptr; }
  /// Of the shown head; `values` is null where it cannot be made.
  const Difference& difference(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The largest value of the field, by which its map reaches: of a weight, or of a difference.
  float largestShown(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The shown row whose weights are listed: locked, else under the pointer, else the last. `shown`: see shownState.
  static int listedRow(const Layout& layout, const ViewState& shown);
  /// `state` with positions counted among the shown rows.
  static ViewState shownState(const Layout& layout, const ViewState& state);

  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;

 private:
  /// One row of the head, [keys]. The last ones are kept, since rows are asked for at every move of the pointer and may
  /// lie on a device. UI thread.
  const std::vector<float>& row(const Trace& trace, int layer, int head, int query) const;
  /// One shown row: of what is shown, and divided by its sum where something is hidden (NaN where nothing is left).
  std::vector<float> weightsOf(const Trace& trace, const ViewState& state, const Layout& layout, int place) const;
  /// What the cells of that shown row show: weights, or after - before.
  std::vector<float> shownRow(const Trace& trace, const ViewState& state, const Layout& layout, int place) const;
  /// The field's values while rows are hidden.
  const Difference& partial(const std::shared_ptr<const Trace>& trace, const ViewState& state,
                            const Layout& layout) const;
  struct Kept {
    std::uint64_t trace = 0;  ///< its serial
    int layer = -1, head = -1, query = -1;
    std::vector<float> weights{};
  };
  mutable std::array<Kept, 80> kept_;  // more than rows with numbers fit on a screen, before and after
  mutable std::size_t oldest_ = 0;
  Differences differences_;
  mutable SeenPicture seen_;
  struct Partial {
    std::shared_ptr<const Trace> trace, baseline;
    int layer = -1, head = -1;
    bool difference = false;
    std::vector<int> places{};
    Difference field{};
  };
  mutable Partial partial_;
};

}  // namespace headlight::ui
