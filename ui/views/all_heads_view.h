#pragma once

#include <tuple>
#include <utility>
#include <vector>

#include "ui/views/head_numbers.h"
#include "ui/views/memo.h"
#include "ui/views/patch_maps.h"
#include "ui/views/view.h"

namespace headlight::ui {

struct AllHeadsOptions {
  HeadNumber number = HeadNumber::Entropy;  ///< under each thumbnail
  bool sorted = false;                      ///< by that number, else by layer and head
  double scroll = 0;                        ///< px, with more heads than fit
};

/// Every head of every layer as a thumbnail, at one glance: its pattern, or of a picture what one query looks at.
/// Shrinks to 40 px, then scrolls by layer.
class AllHeadsView : public View {
 public:
  static inline const QString id = QStringLiteral("heads");

  /// Where the thumbnails stand; px of the view, before scrolling.
  struct Grid {
    double side = 0, height = 0;  ///< of a thumbnail; `side` is its width
    double pitchX = 0, pitchY = 0;
    bool beside = false;       ///< numbers stand at the right of the thumbnails instead of below: on a wide lens
    double left = 0, top = 0;  ///< of the first thumbnail
    int columns = 0;
    bool sorted = false;                     ///< by number: each thumbnail then carries its own name
    std::vector<std::pair<int, int>> order;  ///< (layer, head), row by row
    double contentHeight = 0;
    QRectF place(int index) const;
    int indexOf(int layer, int head) const;
  };
  Grid grid(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// What the query looks at, over the picture, in place of patterns.
  static bool showsPatchMaps(const Trace& trace, const ViewState& state) {
    return state.picture.patchMaps && ofPatches(trace, shownAttention(trace.model(), state).stack);
  }
  const AllHeadsOptions& options() const { return options_; }
  void setOptions(const AllHeadsOptions& options) { options_ = options; }
  /// On the picture, with one range for all: the largest weight that any head gives a patch (kept special tokens count
  /// too).
  float sharedHigh(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
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
  Grid makeGrid(const Trace& trace, AttentionId attention, double shape, QSizeF size) const;
  void scrollTo(const ViewHost& host, int layer, int head);
  void scrollBy(ViewHost& host, double pixels);
  bool moveHead(ViewHost& host, int key);
  /// One head's map on the picture; `shared`: the largest weight of all heads, where they share a range.
  void addPatchMap(Scene& scene, const Trace& trace, const ViewState& state, const QRectF& thumb, int layer, int head,
                   float shared) const;

  AllHeadsOptions options_;
  using GridKey = std::tuple<std::uint64_t, AttentionId, double, bool, HeadNumber, double, double>;
  mutable Memo<GridKey, Grid> grid_;
  mutable PatchMaps maps_;
  mutable SeenPicture seen_;
};

}  // namespace headlight::ui
