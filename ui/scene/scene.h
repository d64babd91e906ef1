#pragma once

#include <QColor>
#include <QFont>
#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <memory>
#include <vector>

#include "derived/top_mass.h"
#include "trace/host_rows.h"
#include "trace/trace.h"
#include "ui/theme/theme.h"

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
/// what shines, or, on a projector's wall, where dark is much, 60 % white and 40 % grey; a value's opacity grows with
/// its place on the map (0.22 + 0.66 t^0.7, or |2t - 1| of a map with a sign).
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

/// The lines of one head of an ArcBundle.
struct ArcSet {
  std::shared_ptr<const HostRows> rows{};  ///< the pattern, [queries, heads, keys]; null: not computed, painted hatched
  int head = 0;
  /// [queries] which keys have a line. Rows beyond the last have none.
  std::shared_ptr<const std::vector<derived::TopMass>> kept{};
  int keys = 0;  ///< of the attention; of a causal one no row has a line to a later key
  bool causal = false;
  float high = 1;  ///< a weight that large is drawn in full
  enum class Sign { Any, Positive, Negative } sign = Sign::Any;
  int onlyQuery = -1, onlyKey = -1;  ///< the only row that has lines; -1: all have
  QColor color{};
  bool dashed = false;  ///< 7 px on, 7 px off
  bool faint = false;   ///< behind what is looked at
  double least = 1;     ///< share of the least opacity: less where many lines lie over each other
  double shift = 0;     ///< px downwards, so that heads do not hide each other
  bool operator==(const ArcSet&) const = default;
};

/// Many lines at once, from each query to the keys that it looks at: two columns of rows, one at the left edge of
/// `area` and one at its right. Row r of the queries stands at firstQuery + r * queryStep, of the keys at firstKey + r
/// * keyStep (logical px, downwards). A line is drawn where one of its ends at least is in the area, faintly where the
/// other is not and nothing is isolated; where rows stand closer than device pixels, lines whose ends fall on the same
/// pixels are one, of the largest weight.
struct ArcBundle {
  QRectF area{};         ///< nothing is drawn beyond it
  double lineScale = 1;  ///< as of the scene
  bool queriesLeft = true;
  double firstQuery = 0, queryStep = 0;
  double firstKey = 0, keyStep = 0;
  std::vector<ArcSet> sets{};  ///< each over those before it
  bool operator==(const ArcBundle&) const = default;
};

/// What painters need beside the map, from the theme.
struct FieldColors {
  QColor masked{};
  QColor hatch{}, hatchPaper{};   ///< lines of "not computed", and what lies between them
  Ground ground = Ground::Light;  ///< which tables of the colour maps
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
  double lineScale = 1;  ///< boxes and curves are drawn with lines so many times as wide as they say
  FieldColors fieldColors;
  std::vector<ArcBundle> arcs;
  std::vector<Picture> pictures;
  std::vector<Field> fields;
  std::vector<Box> boxes;
  std::vector<Curve> curves;
  std::vector<Label> labels;
  std::vector<Scene> above;
};

/// Nothing yet, in the colours and lines of that theme.
Scene emptyScene(const Theme& theme);

}  // namespace headlight::ui
