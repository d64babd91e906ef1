#pragma once

#include <QColor>
#include <QCoreApplication>
#include <QJsonObject>
#include <QKeySequence>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QStringList>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scene/scene.h"
#include "trace/intervention.h"
#include "trace/trace.h"
#include "ui/document/pinned_head.h"
#include "ui/document/stack_rows.h"
#include "ui/views/view_input.h"

namespace headlight {
struct OcclusionMap;
}

namespace headlight::ui {

struct Comparison;
struct LayerReadings;
class OptionsRow;
struct Theme;

/// What the upper end of a pattern's colour map is: each row's largest weight; the largest of the head; the weight that
/// 99 % of the head's do not exceed; the largest of all heads. Of what is laid over a picture, which is one row, all
/// but Shared are the same.
enum class RangeMode { PerRow, Own, Percentile, Shared };

/// What the views of an image model show beside what all views show.
struct PictureState {
  /// What is laid over the picture: weights of the query; what it was put together from (rollout); how alike the
  /// position embeddings are to its own; and, whatever the query, the length of each token's vector, and what the class
  /// loses when a patch is covered.
  enum class Shown { Head, Mean, Largest, Chosen, Rollout, Positions, Norms, Occlusion } shown = Shown::Head;
  /// Weights of the pattern, by which special tokens can be kept and rows renormalised.
  bool weights() const { return shown <= Shown::Chosen; }
  /// It is another one for another query.
  bool dependsOnQuery() const { return shown <= Shown::Positions; }
  std::vector<int> chosen;  ///< heads whose mean Chosen is; sorted
  /// Weights from the query to every row, or to the query from every row.
  enum class Direction { From, To } direction = Direction::From;
  bool toQuery() const { return direction == Direction::To; }
  int special = 0;           ///< the special token that asks; -1: the patch under the pointer
  int lastPatch = -1;        ///< row that the pointer was on last
  bool dropSpecial = true;   ///< special tokens do not count for the range
  bool renormalise = false;  ///< rows are divided by what special tokens leave
  bool smooth = false, grid = true;
  double opacity = 1;
  Colormap colormap = Colormap::Magma;
  bool patchMaps = true;  ///< All heads: the query's row over the picture in place of patterns
};

/// What all views share beside the trace; plain data, no widget. What only one view knows is in its own options.
struct ViewState {
  const Theme* theme = nullptr;
  std::map<StackId, StackRows> rows;  ///< of the trace; a stack that is missing has rows without names
  /// Whose patterns are shown; nothing, or one that the model has not: its first (shownAttention). Queries are rows of
  /// its stack, keys those of AttentionInfo::keys.
  std::optional<AttentionId> attention;
  int layer = 0, head = 0;
  int hoveredQuery = -1, hoveredKey = -1;
  int hoveredLayer = -1, hoveredHead = -1;  ///< thumbnail under the pointer
  int lockedRow = -1;
  std::vector<int> alsoLocked;   ///< rows beside lockedRow
  std::vector<PinnedHead> pins;  ///< of every attention, in the order in which they were pinned
  RangeMode range = RangeMode::PerRow;
  Scale scale = Scale::Linear;
  Colormap colormap = Colormap::Viridis;
  /// Set by the inspector: fixed limits of every field instead of 0 and the largest weight, and the map's gamma.
  std::optional<float> low, high;
  float gamma = 1;
  bool interactive = false;    ///< on screen: what can be clicked is drawn as such (a file has no "More")
  bool pointerInside = false;  ///< the pointer is on this view: it gets the hover card
  bool keyboardFocus = false;  ///< the chosen head or cell wears the focus ring
  bool stale = false;          ///< older than the text: cards say so
  bool noTrace = false;        ///< no trace yet (the reason is `notComputed`)
  bool panels = true;          ///< what stands beside and below the main picture is drawn too (a file may go without)
  QString notComputed;         ///< why sites may be missing, for the hatched fields' card
  /// The same text without the trace's what-ifs; null where there are none.
  std::shared_ptr<const Trace> baseline;
  PictureState picture;
  /// Of the trace's picture, as far as it has come; null: not asked for.
  std::shared_ptr<const OcclusionMap> occlusion;
  /// What the trace would say after each layer, as far as it has come; null: not asked for.
  std::shared_ptr<const LayerReadings> readings;
  /// What the trace is compared with; null: nothing was set.
  std::shared_ptr<const Comparison> comparison;

  const StackRows& rowsOf(StackId stack) const;
  bool isPinned(const PinnedHead& head) const;
};

/// What lies under a point.
struct Hit {
  int layer = -1, head = -1;
  int query = -1, key = -1;  ///< -1 where the point is on a thumbnail or a title
  bool title = false;        ///< on an axis title (a token's name), not on a cell
  bool pin = false;          ///< on the pin of that head
  bool alone = false;        ///< what was pointed at is the one (a query, a key) and not also the other
  float value = 0;           ///< the weight, for cells
  bool masked = false;
  bool more = false;         ///< on the caveat line's "More"
  bool notComputed = false;  ///< the site is not in the trace
};

/// The colour map that a view draws with, and what its ends mean. `high` is where the map ends, as `range` says;
/// `clamped` where there is more beyond it, which looks the same. In PerRow, and in All heads unless the range is
/// shared, there is no single number, and `perRow` or `perHead` is true.
struct Legend {
  double low = 0, high = 1;
  RangeMode range = RangeMode::Own;
  bool perRow = false, perHead = false, log = false, clamped = false;
  bool signedMap = false;  ///< after - before, symmetric about 0; high == 0: nothing differs
  Colormap colormap = Colormap::Viridis;
  QString words{};  ///< in place of what the range is said to be
  QColor ink{};     ///< valid: lines of this colour, whose opacity is the value, in place of a map
};

/// How a view is called and chosen.
struct ViewName {
  QString id;     ///< "matrix": what files, the command line and code call it
  QString title;  ///< of its tab
  QString entry;  ///< of the View menu, with its mnemonic
  QString tip;
  QKeySequence shortcut;
};

/// "off", "× 0.5".
QString factorTag(float factor);
/// What the trace's what-ifs do to this head, for the row over the matrix: "output off in the what-if"; empty: nothing.
QString headTag(std::span<const Intervention> changes, AttentionId attention, int layer, int head);
/// The attention that is asked for, or the model's first where it has none such.
AttentionId shownAttention(const ModelInfo& model, std::optional<AttentionId> asked);
inline AttentionId shownAttention(const ModelInfo& model, const ViewState& state) {
  return shownAttention(model, state.attention);
}

/// Some rows of a stack hold special tokens, and some do not.
bool hasSpecialRows(const StackRows& rows);
/// The part of `area` that a pattern of so many rows and columns takes: cells are square unless one side would be less
/// than a third of the other.
QRectF patternArea(const QRectF& area, int queries, int keys);
/// Height of a pattern for its width, by the same rule.
double patternShape(int queries, int keys);

/// One way to look at a trace, and everything that belongs to it: its name, what it needs, what it draws, its words,
/// its input (ViewInput) and its own options. Drawing is a function of trace, state and these options, without widget
/// or device, so that screen, file and test share it.
class View : public ViewInput {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::View)
 public:
  virtual ViewName name() const = 0;
  /// Whether it can show what that model makes.
  virtual bool fits(const ModelInfo&) const { return true; }
  /// Models like that start with this view.
  virtual bool isFirstFor(const ModelInfo&) const { return false; }
  /// Sites that the view draws; the union over visible views is the capture plan.
  virtual std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const = 0;

  /// `trace` is null while there is none.
  virtual Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const = 0;
  virtual std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const = 0;
  /// Where what was hit is now: empty where it is not in sight; nothing where the view cannot tell.
  virtual std::optional<QRectF> areaOf(const Trace&, const ViewState&, QSizeF, const Hit&) const { return {}; }
  /// `trace` is null while there is none.
  virtual Legend legend(const std::shared_ptr<const Trace>& trace, const ViewState& state) const;
  /// The map in `state` that the view draws with, to be read and chosen.
  virtual Colormap& colormap(const Trace* trace, ViewState& state) const;
  /// After - before of the what-ifs is drawn, not weights.
  virtual bool showsDifference(const ViewState&) const { return false; }
  /// A layer's heads can be shown put together (PictureState::Shown::Mean, Largest).
  virtual bool mixesHeads() const { return false; }
  /// For files, in which nothing scrolls: `asked`, and the height that the view takes there. A height of 0 is the
  /// view's own choice.
  virtual QSizeF wholeSize(const Trace& trace, const ViewState& state, QSizeF asked) const;
  /// For files: the width from which on every token's title has room; 0: any has.
  virtual double widthOfTitles(const Trace&, const ViewState&) const { return 0; }

  /// What is shown, in few words, for a screen reader: "Attention matrix, layer 1, head 2".
  virtual QString title(const ViewState& state) const = 0;
  /// The numbers of the chosen head in a sentence, for a screen reader; `trace` is null while there is none.
  virtual QString describe(const Trace* trace, const ViewState& state) const;
  /// What is shown, under the figure in a file: "L1H2 · decoder.blocks.1.attn.pattern".
  virtual QString caption(const Trace& trace, const ViewState& state) const = 0;

  /// The view's own options for a file of work, and back: what a file does not say, or says wrongly, stays.
  virtual QJsonObject savedOptions() const { return {}; }
  virtual void restoreOptions(const QJsonObject&) {}

  /// Rows of the view's own options above and below the lens; null: it has none.
  virtual OptionsRow* makeOptions(ViewHost&, QWidget*) { return nullptr; }
  virtual OptionsRow* makeFooter(ViewHost&, QWidget*) { return nullptr; }
};

/// The sites of every layer's pattern of an attention.
std::vector<SiteId> everyPattern(const ModelInfo& model, AttentionId attention);

}  // namespace headlight::ui
