#include "ui/lens/figure_page.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"

namespace headlight::ui {
namespace {

constexpr double margin = 8;                               // px below what is drawn
constexpr double aroundMatrix = 200;                       // px, what stands above and below one
constexpr double narrowest = 160, most = 16384;            // px of a scene
constexpr double pointsPerPixel = 72.0 / 96, inch = 25.4;  // mm

/// The lowest point of what is drawn, px.
double lowest(const Scene& scene) {
  double bottom = 0;
  const auto reach = [&bottom](double y) { bottom = std::max(bottom, y); };
  for (const Field& field : scene.fields) reach(field.area.bottom());
  for (const Picture& picture : scene.pictures) reach(picture.area.bottom());
  for (const ArcBundle& arcs : scene.arcs) reach(arcs.area.bottom());
  for (const Box& box : scene.boxes) reach(box.area.bottom());
  for (const Curve& curve : scene.curves)
    for (const QPointF& point : curve.points) reach(point.y());
  for (const Label& label : scene.labels) reach(label.area.bottom());
  for (const Scene& above : scene.above) reach(lowest(above));
  return bottom;
}

int smallestText(const Scene& scene, int least) {
  for (const Label& label : scene.labels)
    if (!label.text.isEmpty()) least = std::min(least, label.pixelSize);
  for (const Scene& above : scene.above) least = smallestText(above, least);
  return least;
}

}  // namespace

double logicalWidth(const FigureOptions& options) {
  return options.unit == FigureOptions::Unit::Pixels ? options.width : options.width / inch * 96;
}

FigurePage figurePage(const View& view, const std::shared_ptr<const Trace>& trace, ViewState state,
                      const FigureOptions& options, double height) {
  state.hoveredQuery = state.hoveredKey = state.hoveredLayer = state.hoveredHead = -1;
  state.interactive = state.pointerInside = state.keyboardFocus = state.stale = false;
  state.panels = options.panels;
  const double wanted = within(logicalWidth(options), narrowest, most);
  FigurePage page;
  page.transparent = options.transparent;
  page.pixels = options.pixels;
  const double titles = options.everyTitle ? view.widthOfTitles(*trace, state) : 0;
  const double drawn = within(titles, wanted, most);
  page.scale = wanted / drawn;
  // Titles that need so wide a scene need it as high.
  const double high = height > 0 ? height : titles > wanted ? drawn + aroundMatrix : 0;
  page.size = view.wholeSize(*trace, state, {drawn, high});
  page.scene = view.scene(trace, state, page.size);
  if (options.trimmed && height <= 0)
    page.size.setHeight(within(std::ceil(lowest(page.scene)) + margin, 1.0, page.size.height()));
  return page;
}

FigurePage captionedPage(const View& view, const std::shared_ptr<const Trace>& trace, const ViewState& state,
                         const FigureOptions& options, const QString& shown, double height) {
  FigurePage page = figurePage(view, trace, state, options, height);
  page.size.rheight() +=
      addFigureCaption(page.scene, *state.theme, shown, view.legend(trace, state), page.size, options.caption);
  return page;
}

double smallestType(const FigurePage& page) {
  constexpr int none = 1000;
  const int pixels = smallestText(page.scene, none);
  return pixels == none ? 0 : pixels * page.scale * pointsPerPixel;
}

}  // namespace headlight::ui
