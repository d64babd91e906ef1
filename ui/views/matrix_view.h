#pragma once

#include <QRectF>
#include <algorithm>
#include <optional>
#include <vector>

#include "ui/views/difference.h"
#include "ui/views/matrix_values.h"
#include "ui/views/memo.h"
#include "ui/views/patch_names.h"
#include "ui/views/view.h"

namespace headlight::ui {

struct MatrixOptions {
  bool difference = false;   ///< after - before, where there is a baseline; the wish outlasts that
  MatrixWhat what{};         ///< as far as that can be shown (MatrixValues::possible)
  bool hideSpecial = false;  ///< without the special tokens' rows and columns, each row divided by what is left of it
  double zoom = 1;           ///< cells per field; 1: everything fits
  QPointF origin{};          ///< the cell in the field's upper left corner
  bool operator==(const MatrixOptions&) const = default;
};

/// One head: rows are queries, columns keys. At the right the map of all heads and the locked row's largest weights.
class MatrixView : public View {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::MatrixView)

 public:
  static inline const QString id = QStringLiteral("matrix");

  /// What stands along one side of the field: rows of one stack of the trace.
  struct Axis {
    StackId stack = StackId::Decoder;
    int count = 0;                ///< of the rows that have a place: all but hidden ones
    std::vector<int> places{};    ///< which these are, while some are hidden
    double first = 0, shown = 0;  ///< in sight, in cells
    bool hides() const { return !places.empty(); }
    /// The row of the trace at a place, and the other way round (-1: it is hidden).
    int rowAt(int place) const { return hides() ? places[static_cast<std::size_t>(place)] : place; }
    int placeOf(int row) const;
    bool has(int place) const { return place >= 0 && place < count; }
    bool operator==(const Axis&) const = default;
  };
  struct Layout {
    Axis queries{}, keys{};  ///< from the top down, from left to right
    QRectF field{};          ///< logical px
    double cell = 0;         ///< px of a cell, zoom included
    double labelWidth = 0;   ///< of row titles
    double columnText = 0;   ///< longest column title, px along the slope
    double columnTurn = 0;   ///< how steep column titles stand, radians: nearly upright where columns are narrow
    QRectF side{};           ///< column at the right; null where there is no room
    QRectF map{};            ///< first thumbnail's corner and the whole map's size
    double mapPitch = 0, mapSide = 0;
    QRectF picture{};  ///< of an image model, where there is room: which patches are meant
    QRectF bars{};     ///< the locked row's list
    int barCount = 0;
    QRectF caveat{};
    /// Of places on the two axes.
    QRectF cellRect(int query, int key) const;
    bool hides() const { return queries.hides() || keys.hides(); }
    int longest() const { return std::max(queries.count, keys.count); }
  };
  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  const MatrixOptions& options() const { return options_; }
  void setOptions(const MatrixOptions& options) { options_ = options; }
  /// Largest useful zoom: four cells along the longer side.
  static double largestZoom(const Layout& layout) { return std::max(1.0, layout.longest() / 4.0); }
  /// After - before is drawn: it is wanted and there is a baseline to subtract.
  bool showsDifference(const ViewState& state) const override {
    return options_.difference && state.baseline != nullptr;
  }
  /// Special tokens are left out: it is wanted and there are some.
  bool hidesSpecial(const ModelInfo& model, const ViewState& state) const {
    return options_.hideSpecial && canHideSpecial(model, state);
  }
  /// Some of the queries or keys are special tokens, and some are not.
  static bool canHideSpecial(const ModelInfo& model, const ViewState& state);
  /// What the cells hold of that trace.
  MatrixWhat what(const Trace& trace, const ViewState& state) const {
    return MatrixValues::possible(options_.what, trace, state);
  }
  /// Of the shown head; `values` is null where it cannot be made.
  const Difference& difference(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The largest value of the field, by which its map reaches: of a weight, or of a difference.
  float largestShown(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The query's place whose weights are listed: locked, else under the pointer, else the last. `shown`: see
  /// shownState.
  static int listedRow(const Layout& layout, const ViewState& shown);
  /// The places of the rows that are locked, where the listed one is among them; else that one alone.
  static std::vector<int> listedRows(const Layout& layout, const ViewState& shown);
  /// `state` with places in place of rows.
  static ViewState shownState(const Layout& layout, const ViewState& state);

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  std::optional<QRectF> areaOf(const Trace& trace, const ViewState& state, QSizeF size, const Hit& hit) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  QString title(const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  QJsonObject savedOptions() const override;
  void restoreOptions(const QJsonObject& saved) override;
  double widthOfTitles(const Trace& trace, const ViewState& state) const override;
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
    values_.forget();
  }

 private:
  /// A layout of which only what has a place is known.
  Layout shownAxes(const Trace& trace, const ViewState& state) const;
  Layout makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const;
  bool moveCell(ViewHost& host, const Step& step, bool toHead);
  void lockOrUnlock(ViewHost& host, int row) const;
  /// The cells are made on the host, not read where the pattern lies.
  bool isHostMade(const Trace& trace, const ViewState& state, const Layout& layout) const {
    return layout.hides() || !what(trace, state).isPattern();
  }
  /// A query's cells at the places of the keys; weights are divided by their sum where keys are hidden (NaN where
  /// nothing is left).
  std::vector<float> weightsOf(const Trace& trace, const ViewState& state, const Layout& layout, int place) const;
  /// What the cells at a query's place show: weights, or after - before.
  std::vector<float> shownRow(const Trace& trace, const ViewState& state, const Layout& layout, int place) const;
  /// What the bars list: of several locked rows the mean.
  std::vector<float> listedCells(const Trace& trace, const ViewState& state, const Layout& layout) const;
  /// The field's values where they are made on the host.
  const Difference& partial(const std::shared_ptr<const Trace>& trace, const ViewState& state,
                            const Layout& layout) const;

  MatrixOptions options_;
  QPointF dragOrigin_;
  struct LayoutKey {
    std::uint64_t trace = 0;  ///< its serial
    MatrixOptions options{};
    AttentionId attention{};
    StackRows queries{}, keys{};
    bool compares = false, panels = true;
    double width = 0, height = 0;
    bool operator==(const LayoutKey&) const = default;
  };
  mutable Memo<LayoutKey, Layout> layout_;
  MatrixValues values_;
  Differences differences_;
  mutable SeenPicture seen_;
  struct Partial {
    std::shared_ptr<const Trace> trace, baseline;
    SiteId site{};
    int head = -1;
    bool difference = false;
    MatrixWhat what{};
    std::vector<PinnedHead> pins{};
    std::vector<int> queries{}, keys{};  ///< their places
    Difference field{};
    std::shared_ptr<const std::vector<float>> rowScale{};  ///< of weights in RangeMode::PerRow
  };
  mutable Partial partial_;
};

}  // namespace headlight::ui
