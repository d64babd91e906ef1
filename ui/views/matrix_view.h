#pragma once

#include <QRectF>
#include <array>
#include <tuple>
#include <vector>

#include "ui/views/difference.h"
#include "ui/views/memo.h"
#include "ui/views/patch_names.h"
#include "ui/views/view.h"

namespace headlight::ui {

struct MatrixOptions {
  bool difference = false;   ///< after - before, where there is a baseline; the wish outlasts that
  bool hideSpecial = false;  ///< without the special tokens' rows and columns, each row divided by what is left of it
  double zoom = 1;           ///< cells per field; 1: everything fits
  QPointF origin{};          ///< the cell in the field's upper left corner
  bool operator==(const MatrixOptions&) const = default;
};

/// One head: rows are queries, columns keys. At the right the map of all heads and the locked row's largest weights.
class MatrixView : public View {
 public:
  static inline const QString id = QStringLiteral("matrix");

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
    /// Of shown rows and columns, counted from 0.
    QRectF cellRect(int query, int key) const;
    bool hides() const { return !places.empty(); }
    /// The row of the trace that the shown row `place` is, and the other way round (-1: it is hidden).
    int rowAt(int place) const { return hides() ? places[static_cast<std::size_t>(place)] : place; }
    int placeOf(int row) const;
  };
  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  const MatrixOptions& options() const { return options_; }
  void setOptions(const MatrixOptions& options) { options_ = options; }
  /// Largest useful zoom: four cells across.
  static double largestZoom(int rows);
  /// After - before is drawn: it is wanted and there is a baseline to subtract.
  bool showsDifference(const ViewState& state) const override {
    return options_.difference && state.baseline != nullptr;
  }
  /// Special tokens are left out: it is wanted and there are some.
  bool hidesSpecial(const ViewState& state) const { return options_.hideSpecial && hasSpecialRows(state); }
  /// Of the shown head; `values` is null where it cannot be made.
  const Difference& difference(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The largest value of the field, by which its map reaches: of a weight, or of a difference.
  float largestShown(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The shown row whose weights are listed: locked, else under the pointer, else the last. `shown`: see shownState.
  static int listedRow(const Layout& layout, const ViewState& shown);
  /// `state` with positions counted among the shown rows.
  static ViewState shownState(const Layout& layout, const ViewState& state);

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  QString title(const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  OptionsRow* makeOptions(ViewHost& host, QWidget* parent) override;

  Qt::CursorShape cursor(const Hit& hit) const override;
  void click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) override;
  bool wheel(ViewHost& host, QPointF at, double notches) override;
  bool beginDrag(ViewHost& host) override;
  void drag(ViewHost& host, QPointF moved) override;
  bool press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) override;
  void zoom(ViewHost& host, QPointF at, double factor) override;
  void zoomToFit(ViewHost& host) override;
  MenuPlace menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const override;
  void settle(const ViewHost& host) override;
  void enter(ViewHost& host) override { settle(host); }
  void forgetModel() override {
    options_.zoom = 1;
    differences_ = {};
    seen_ = {};
    partial_ = {};
  }

 private:
  /// A layout of which only the rows are known.
  Layout shownRows(const Trace& trace, const ViewState& state) const;
  Layout makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const;
  bool moveCell(ViewHost& host, const Step& step, bool toHead);
  void lockOrUnlock(ViewHost& host, int row) const;
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

  MatrixOptions options_;
  QPointF dragOrigin_;
  struct LayoutKey {
    std::uint64_t trace = 0;  ///< its serial
    MatrixOptions options{};
    QStringList tokens{};
    std::vector<bool> special{};
    bool compares = false;
    double width = 0, height = 0;
    bool operator==(const LayoutKey&) const = default;
  };
  mutable Memo<LayoutKey, Layout> layout_;
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
