#pragma once

#include <QPointF>
#include <QSizeF>
#include <QStringList>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scene/scene.h"
#include "trace/intervention.h"
#include "trace/trace.h"

namespace headlight {
struct OcclusionMap;
}

namespace headlight::ui {

struct Theme;

enum class RangeMode { Own, Shared };

/// What the views of an image model show beside what all views show.
struct PictureState {
  /// What is laid over the picture: weights of the query; what it was put together from (rollout); how alike the
  /// position embeddings are to its own; and, whatever the query, the length of each token's vector, and what the class
  /// loses when a patch is covered.
  enum class Shown { Head, Mean, Largest, Chosen, Rollout, Positions, Norms, Occlusion } shown = Shown::Head;
  /// Weights of the pattern, by which special tokens can be kept and rows renormalised.
  bool weights() const { return shown <= Shown::Chosen; }
  /// It depends on who asks.
  bool asks() const { return shown <= Shown::Positions; }
  std::vector<int> chosen;   ///< heads whose mean Chosen is; sorted
  bool whoLooks = false;     ///< who looks at the query's patch, in place of where it looks
  int special = 0;           ///< the special token that asks; -1: the patch under the pointer
  int lastPatch = -1;        ///< row that the pointer was on last
  bool dropSpecial = true;   ///< special tokens do not count for the range
  bool renormalise = false;  ///< rows are divided by what special tokens leave
  bool smooth = false, grid = true;
  double opacity = 1;
  Colormap colormap = Colormap::Magma;
  bool patchMaps = true;  ///< All heads: the query's row over the picture in place of patterns
};

/// Everything a view needs beside the trace; plain data, no widget.
struct ViewState {
  const Theme* theme = nullptr;
  QStringList tokens;  ///< display text of each row of the trace ("·owl", "<bos>")
  int layer = 0, head = 0;
  int hoveredQuery = -1, hoveredKey = -1;
  int hoveredLayer = -1, hoveredHead = -1;  ///< thumbnail under the pointer
  int lockedRow = -1;
  RangeMode range = RangeMode::Own;
  Scale scale = Scale::Linear;
  Colormap colormap = Colormap::Viridis;
  /// Set by the inspector: fixed limits of every field instead of 0 and the largest weight, and the map's gamma.
  std::optional<float> low, high;
  float gamma = 1;
  bool interactive = false;    ///< on screen: what can be clicked is drawn as such (a file has no "More")
  bool pointerInside = false;  ///< the pointer is on this view: it gets the hover card
  bool keyboardFocus = false;  ///< the chosen head or cell wears the focus ring
  bool stale = false;          ///< older than the text: cards say so
  bool noPicture = false;      ///< no trace yet (the reason is `notComputed`)
  QString notComputed;         ///< why sites may be missing, for the hatched fields' card
  /// The same text without the trace's what-ifs; null where there are none.
  std::shared_ptr<const Trace> baseline;
  bool difference = false;    ///< Matrix: after - before, where there is a baseline
  std::vector<bool> special;  ///< rows of the trace that hold special tokens ([CLS], <s>)
  /// Matrix: without the special tokens' rows and columns, and each row divided by what is left of it.
  bool hideSpecial = false;
  /// Matrix: cells per field (1 = everything fits), and the cell in its upper left corner.
  double zoom = 1;
  QPointF origin;
  /// All heads: which number stands under a thumbnail, and the order.
  enum class Figure { Entropy, Distance, FirstTokenMass, Largest } figure = Figure::Entropy;
  enum class Sort { LayerHead, Figure } sort = Sort::LayerHead;
  double scroll = 0;  ///< px, All heads with more heads than fit
  PictureState picture;
  /// Of the trace's picture, as far as it has come; null: not asked for.
  std::shared_ptr<const OcclusionMap> occlusion;
};

/// What lies under a point.
struct Hit {
  int layer = -1, head = -1;
  int query = -1, key = -1;  ///< -1 where the point is on a thumbnail or a title
  bool title = false;        ///< on an axis title (a token's name), not on a cell
  float value = 0;           ///< the weight, for cells
  bool masked = false;
  bool more = false;         ///< on the caveat line's "More"
  bool notComputed = false;  ///< the site is not in the trace
};

/// Largest weight that a field's map reaches (the range is 0 to this), from the trace's statistics: of the head (Own)
/// or of all heads (Shared).
float rangeHigh(const Trace& trace, const ViewState& state, int layer, int head);
/// "off", "× 0.5".
QString factorTag(float factor);
/// What the trace's what-ifs do to this head, for the row over the matrix: "output off in the what-if"; empty: nothing.
QString headTag(std::span<const Intervention> changes, Stack stack, int layer, int head);
/// The single stack whose self-attention the views show.
Stack shownStack(const ModelInfo& model);

/// A pure function from Trace + ViewState to Scene: no widget and no device, so that screen, file and test share it.
class View {
 public:
  virtual ~View() = default;
  /// Sites that the view draws; the union over visible views is the capture plan.
  virtual std::vector<SiteId> needs(const ModelInfo& model, const ViewState& state) const = 0;
  virtual Scene scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const = 0;
  virtual std::optional<Hit> hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const = 0;
};

}  // namespace headlight::ui
