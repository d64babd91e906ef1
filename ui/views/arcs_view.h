#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "derived/top_mass.h"
#include "trace/host_rows.h"
#include "ui/views/difference.h"
#include "ui/views/memo.h"
#include "ui/views/view.h"

namespace headlight::ui {

struct ArcsOptions {
  static constexpr int leastShare = 5, mostShare = 100;
  int share = 70;           ///< percent of each query's weight whose keys have lines
  bool difference = false;  ///< after - before of the chosen head, where there is a baseline; the wish outlasts that
  /// Heads that stay drawn when another is chosen, each at the place of its colour; -1: the place is free.
  std::vector<int> picked{};
  int lockedKey = -1;  ///< the row whose onlookers stay in sight; a locked query is Selection::lockedRow
  double zoom = 1;     ///< 1: names can be read; smaller: more rows are in sight
  double scroll = 0;   ///< 0: the first rows are in sight; 1: the last
  bool operator==(const ArcsOptions&) const = default;
};

/// Two columns of tokens, queries and keys, joined by lines whose opacity and width are the weight: of one head or of
/// several of a layer, each in its colour. Of cross-attention the source stands at the left, the target at the right;
/// else queries stand at the left.
class ArcsView : public View {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::ArcsView)

 public:
  static inline const QString id = QStringLiteral("arcs");
  static constexpr double leastStep = 14;  ///< px from row to row, where that is left to the view
  static constexpr double mostZoom = 4;
  /// So many heads have a colour of their own; what is beyond is grey.
  static constexpr int colours = 8;

  /// One column of rows of a stack.
  struct Column {
    StackId stack = StackId::Decoder;
    bool queries = true, left = true;
    int count = 0;
    double first = 0, step = 0;  ///< px: the middle of row 0, and from row to row
    QRectF names{};              ///< where the rows' names stand
    QRectF bars{};               ///< beyond them, outwards; null: there is no room
    double middle(int row) const { return first + row * step; }
    bool has(int row) const { return row >= 0 && row < count; }
  };
  struct Layout {
    Column query{}, key{};
    QRectF arcs{};
    QRectF heads{};  ///< the list of the layer's heads; null where there is no room
    QRectF caveat{};
    double zoom = 1, leastZoom = 1;  ///< as shown; at which everything is in sight
    double overflow = 0;             ///< px by which the longer column is longer than what is in sight
    const Column& left() const { return query.left ? query : key; }
    const Column& right() const { return query.left ? key : query; }
    bool shows(const Column& column, int row) const {
      return column.has(row) && column.middle(row) >= arcs.top() && column.middle(row) <= arcs.bottom();
    }
  };
  /// A head whose lines are drawn, and the place of its colour.
  struct DrawnHead {
    int head = 0, slot = 0;
    bool operator==(const DrawnHead&) const = default;
  };
  /// The rows whose lines stand out: what a query looks at, or who looks at a key; with `other` the one line between
  /// the two.
  struct Focus {
    int query = -1, key = -1;
    bool pair = false;
    bool any() const { return query >= 0 || key >= 0; }
    /// The one whose lines are shown is a query.
    bool fromQuery = true;
    int row() const { return fromQuery ? query : key; }
    int other() const { return pair ? (fromQuery ? key : query) : -1; }
  };

  Layout layout(const Trace& trace, const ViewState& state, QSizeF size) const;
  /// In the order of their colours; the chosen head is always one of them.
  std::vector<DrawnHead> drawnHeads(const ModelInfo& model, const ViewState& state) const;
  Focus focus(const Trace& trace, const ViewState& state) const;
  /// Weights of a head, or what they changed by: of a query to every key, or of every query to a key. Empty where the
  /// pattern was not captured.
  std::vector<float> weightsOf(const std::shared_ptr<const Trace>& trace, const ViewState& state, int head,
                               bool fromQuery, int row) const;
  /// The mean of it over the drawn heads.
  std::vector<float> meanWeights(const std::shared_ptr<const Trace>& trace, const ViewState& state, bool fromQuery,
                                 int row) const;
  /// Which keys of each query have a line; null where the pattern was not captured.
  std::shared_ptr<const std::vector<derived::TopMass>> kept(const std::shared_ptr<const Trace>& trace,
                                                            const ViewState& state, int head) const;
  /// Line colour of a place; grey beyond those that there are.
  static QColor colourOf(const Theme& theme, int slot);

  const ArcsOptions& options() const { return options_; }
  void setOptions(const ArcsOptions& options) { options_ = options; }
  bool showsDifference(const ViewState& state) const override {
    return options_.difference && state.baseline != nullptr;
  }

  ViewName name() const override;
  std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const override;
  Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const override;
  std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const override;
  Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const override;
  QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const override;
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
  void forgetModel() override;

 private:
  Layout makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const;
  bool moveRow(ViewHost& host, const Step& step);
  void scrollBy(ViewHost& host, double pixels);
  void showRow(const ViewHost& host, const Column& column, int row);
  void lockOrUnlock(ViewHost& host, const Hit& hit);
  /// Draws a head's lines beside those of others, or no longer.
  void pickOrDrop(ViewHost& host, int head);
  ArcBundle bundle(const std::shared_ptr<const Trace>& trace, const ViewState& state, const Layout& layout) const;

  ArcsOptions options_;
  double dragScroll_ = 0;
  struct LayoutKey {
    std::uint64_t trace = 0;  ///< its serial
    AttentionId attention{};
    StackRows queries{}, keys{};
    double zoom = 1, scroll = 0;
    double width = 0, height = 0;
    bool operator==(const LayoutKey&) const = default;
  };
  mutable Memo<LayoutKey, Layout> layout_;
  /// The shown layer's pattern on the host, or (of the chosen head) what it changed by, and which keys are kept.
  struct Source {
    std::shared_ptr<const Trace> trace, baseline;  ///< baseline: of a difference
    SiteId site{};
    int head = -1;  ///< of a difference
    std::shared_ptr<const HostRows> rows{};
    float largest = 1;  ///< what a difference reaches to
    std::map<std::pair<int, int>, std::shared_ptr<const std::vector<derived::TopMass>>> kept{};  ///< by head and share
  };
  const Source& source(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  mutable Source source_;
  Differences differences_;
};

}  // namespace headlight::ui
