#pragma once

#include <tuple>
#include <utility>
#include <vector>

#include "ui/views/head_numbers.h"
#include "ui/views/memo.h"
#include "ui/views/patch_maps.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// Which heads are shown: all of them; those of which something is said; the pinned ones; those whose number, a share
/// of the weight, is at least 0.3 or 0.5.
enum class HeadFilter { All, Said, Pinned, Third, Half };

struct AllHeadsOptions {
  HeadNumber number = HeadNumber::Entropy;  ///< under each thumbnail
  bool sorted = false;                      ///< by that number, else by layer and head
  bool coloured = false;                    ///< frames in the colour of that number
  HeadFilter filter = HeadFilter::All;
  double scroll = 0;  ///< px, with more heads than fit
};

/// Every head of every layer as a thumbnail, at one glance: its pattern, or of a picture what one query looks at.
/// Shrinks to 40 px, then scrolls by layer.
class AllHeadsView : public View {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::AllHeadsView)

 public:
  static inline const QString id = QStringLiteral("heads");

  /// Where the thumbnails stand; px of the view, before scrolling.
  struct Grid {
    double side = 0, height = 0;  ///< of a thumbnail; `side` is its width
    double pitchX = 0, pitchY = 0;
    bool beside = false;       ///< numbers stand at the right of the thumbnails instead of below: on a wide lens
    double left = 0, top = 0;  ///< of the first thumbnail
    int columns = 0;
    /// Not every head in its place by layer and head: each thumbnail carries its own name, pinned ones come first.
    bool named = false;
    std::vector<std::pair<int, int>> order;  ///< (layer, head), row by row; none: no head passes the filter
    double contentHeight = 0;
    QRectF place(int index) const;
    int indexOf(int layer, int head) const;
  };
  Grid grid(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// What the query looks at, over the picture, in place of patterns.
  static bool showsPatchMaps(const Trace& trace, const ViewState& state) {
    return state.picture.patchMaps && ofPatches(trace, shownAttention(trace.model(), state).stack);
  }
  /// The number that is chosen, or the first where the attention has none such.
  HeadNumber shownNumber(const ModelInfo& model, const ViewState& state) const;
  /// The filter that is chosen; all, where the number that is shown is no share.
  HeadFilter shownFilter(const ModelInfo& model, const ViewState& state) const;
  /// Where the colours of frames end: 1 for shares, else the largest number of all heads.
  double numberReach(const Trace& trace, const ViewState& state) const;
  const AllHeadsOptions& options() const { return options_; }
  void setOptions(const AllHeadsOptions& options) { options_ = options; }
  /// On the picture, with one range for all: the largest weight that any head gives a patch (kept special tokens count
  /// too).
  float sharedHigh(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  std::optional<QRectF> areaOf(const Trace& trace, const ViewState& state, QSizeF size, const Hit& hit) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  Colormap& colormap(const Trace* trace, ViewState& state) const override;
  QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const override;
  QString title(const ViewState& state) const override;
  QString caption(const Trace& trace, const ViewState& state) const override;
  QJsonObject savedOptions() const override;
  void restoreOptions(const QJsonObject& saved) override;
  OptionsRow* makeOptions(ViewHost& host, QWidget* parent) override;

  void click(ViewHost& host, const Hit& hit, Qt::KeyboardModifiers modifiers) override;
  bool wheel(ViewHost& host, QPointF at, double notches) override;
  bool press(ViewHost& host, int key, Qt::KeyboardModifiers modifiers) override;
  MenuPlace menuPlace(const Trace& trace, const ViewState& state, QSizeF size) const override;
  void settle(const ViewHost& host) override;
  void enter(ViewHost& host) override;
  void forgetModel() override {
    options_.scroll = 0;
    maps_ = {};
    seen_ = {};
  }

 private:
  /// `shape`: height of a thumbnail for its width.
  Grid makeGrid(const Trace& trace, const ViewState& state, double shape, QSizeF size) const;
  bool passes(const Trace& trace, const ViewState& state, int layer, int head) const;
  /// What stands where no head passes the filter.
  void addNothing(Scene& scene, const ModelInfo& model, const ViewState& state, QSizeF size) const;
  void scrollTo(const ViewHost& host, int layer, int head);
  void scrollBy(ViewHost& host, double pixels);
  bool moveHead(ViewHost& host, int key);
  /// One head's map on the picture; `shared`: the largest weight of all heads, where they share a range.
  void addPatchMap(Scene& scene, const Trace& trace, const ViewState& state, const QRectF& thumb, int layer, int head,
                   float shared) const;

  AllHeadsOptions options_;
  using GridKey = std::tuple<std::uint64_t, AttentionId, double, bool, HeadFilter, HeadNumber, std::vector<PinnedHead>,
                             double, double>;
  mutable Memo<GridKey, Grid> grid_;
  mutable PatchMaps maps_;
  mutable SeenPicture seen_;
};

}  // namespace headlight::ui
