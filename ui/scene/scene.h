#pragma once

#include <QColor>
#include <QFont>
#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <memory>
#include <vector>

#include "trace/trace.h"

namespace headlight::ui {

enum class Colormap { Viridis, Magma, Cividis, Diverging };
enum class Scale { Linear, Log };

/// A heatmap: one head's pattern of a trace, left where it lies, or values made on the host; painted into `area`
/// (logical px). Cells outside the
/// causal mask are flat `masked`, never a colour of the map. Rows and columns [first, first + count) are shown, so
/// zooming is a change of these.
struct Field {
  QRectF area{};
  std::shared_ptr<const Trace> trace{};  ///< null: not computed, painted hatched
  std::shared_ptr<const Rows> values{};  ///< instead of the trace's site: [queries, heads, keys], blocks of 64 rows
  SiteId site{};
  int head = 0;
  double firstRow = 0, rowCount = 0;  ///< in cells; fractions scroll smoothly
  double firstColumn = 0, columnCount = 0;
  float low = 0, high = 1;
  Colormap colormap = Colormap::Viridis;
  Scale scale = Scale::Linear;
  float gamma = 1;  ///< position on the map = position in the range to this power
  bool causal = true;
  /// [queries] what each row's values are multiplied by before they meet low and high: 1 / its largest. Null: by 1.
  std::shared_ptr<const std::vector<float>> rowScale{};
  bool largestMagnitude = false;  ///< under a pixel of several cells: the one farthest from 0, not the largest
};

/// Values laid over a picture, one per patch. The picture below becomes 30 % grey and 50 % colour, so that the map is
/// what shines; a value's opacity grows with its place on the map (0.22 + 0.66 t^0.7, or |2t - 1| of a map with a
/// sign).
struct Overlay {
  int rows = 0, columns = 0;
  std::vector<float> values{};  ///< [rows, columns]; NaN: no value, painted hatched
  float low = 0, high = 1;
  Colormap colormap = Colormap::Magma;
  float gamma = 1;
  double opacity = 1;   ///< of all of it
  bool smooth = false;  ///< bilinear between the patches' middles, which invents values; else one colour a patch
  bool operator==(const Overlay&) const = default;
};

/// A picture stretched over `area` (logical px), with what is laid over it.
struct Picture {
  QRectF area{};
  QImage image{};  ///< Format_RGB32
  bool smooth = true;
  std::shared_ptr<const Overlay> overlay{};  ///< null: the picture as it is
};

/// Many thin lines at once: an arc from each query to each key of a head's pattern, which is left where it lies, or of
/// values made on the host. Row r of the queries stands at firstQuery + r * queryStep, of the keys at firstKey + r *
/// keyStep (logical px). An arc is as opaque as its weight is near to `high`.
struct ArcBundle {
  QRectF area{};                         ///< nothing is drawn beyond it
  std::shared_ptr<const Trace> trace{};  ///< null: not computed, painted hatched
  std::shared_ptr<const Rows> values{};  ///< instead of the trace's site: [queries, heads, keys], blocks of 64 rows
  SiteId site{};
  int head = 0;
  QPointF firstQuery{}, queryStep{};
  QPointF firstKey{}, keyStep{};
  double bend = 0;  ///< how far an arc leans to the left of its way, as a share of its length; 0: straight lines
  float least = 0;  ///< weights below it have no arc
  float high = 1;
  QColor color{};
  bool causal = true;
  int onlyQuery = -1;  ///< the only row that has arcs; -1: all have
  bool operator==(const ArcBundle&) const = default;
};

/// What painters need beside the map, from the theme.
struct FieldColors {
  QColor masked{};
  QColor hatch{}, hatchPaper{};  ///< lines of "not computed", and what lies between them
  bool dark = false;             ///< which diverging map
};

/// A filled and/or outlined rectangle.
struct Box {
  QRectF area{};
  QColor fill{};     ///< invalid: none
  QColor outline{};  ///< invalid: none
  double lineWidth = 1;
  double radius = 0;
  bool hatched = false;    ///< "not computed"
  bool shadow = false;     ///< soft, 8 px: cards
  bool underline = false;  ///< only the lower edge of the outline
};

struct Label {
  QRectF area{};
  QString text{};
  QColor color{};
  int pixelSize = 12;
  int weight = 400;
  bool fixedFont = false;
  Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
  double angle = 0;    ///< degrees, about the area's left bottom corner; -50 leans like "/"
  bool elide = false;  ///< cut with an ellipsis at the area's width
  QColor pill{};       ///< valid: a rounded background, 3 px wider than the area
  QColor pillOutline{};
  bool underline = false;
};

struct Curve {
  std::vector<QPointF> points{};
  QColor color{};
  double width = 1;
  bool closed = false;
};

/// What a view draws: arcs, pictures and fields below (each over those before it), then boxes, curves and labels, in
/// order; then `above` (cards: no fields in them, and pictures only as they are, over the boxes). Logical px.
struct Scene {
  QColor background;
  FieldColors fieldColors;
  std::vector<ArcBundle> arcs;
  std::vector<Picture> pictures;
  std::vector<Field> fields;
  std::vector<Box> boxes;
  std::vector<Curve> curves;
  std::vector<Label> labels;
  std::vector<Scene> above;
};

}  // namespace headlight::ui
