#include "ui/views/image_view.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/views/image_parts.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16;
constexpr double titleHeight = 18, titleGap = 8;
constexpr double belowPicture = 34;  // caveat line and its air
constexpr double lowLens = 240;      // below it the picture needs the height of its title
constexpr double smallestSide = 190, widestSide = 460;
constexpr double headGap = 5, headText = 17, layerGap = 6, layerText = 15;
constexpr double barHeight = 20;
constexpr double moreWidth = 34;

/// `count` squares (of the picture's shape) in rows of `columns`, `width` wide in all.
std::vector<QRectF> squares(int count, int columns, double left, double top, double width, double gap, double text,
                            double shape) {
  std::vector<QRectF> made;
  const double side = std::floor((width - (columns - 1) * gap) / columns);
  const double pitch = columns > 1 ? (width - side) / (columns - 1) : 0;
  for (int i = 0; i < count; ++i)
    made.emplace_back(std::round(left + (i % columns) * pitch), top + (i / columns) * (std::round(side * shape) + text),
                      side, std::round(side * shape));
  return made;
}

double heightOf(int count, int columns, double width, double gap, double text, double shape) {
  const double side = std::floor((width - (columns - 1) * gap) / columns);
  return std::ceil(1.0 * count / columns) * (std::round(side * shape) + text);
}

}  // namespace

QRectF ImageView::Layout::patch(int row) const {
  if (!places.isPatch(row)) return {};
  return {picture.left() + places.columnOf(row) * cellX, picture.top() + places.lineOf(row) * cellY, cellX, cellY};
}

int ImageView::Layout::rowAt(QPointF at) const {
  if (at.x() < picture.left() || at.x() >= picture.right() || at.y() < picture.top() || at.y() >= picture.bottom() ||
      places.grid.count() == 0)
    return -1;
  return places.rowOf(std::min(places.grid.rows - 1, static_cast<int>((at.y() - picture.top()) / cellY)),
                      std::min(places.grid.columns - 1, static_cast<int>((at.x() - picture.left()) / cellX)));
}

int ImageView::query(const Trace& trace, const ViewState& state) { return queryRow(patchRows(trace), state); }

ImageView::Layout ImageView::layout(const Trace& trace, const ViewState& state, QSizeF size) const {
  return layout_.of(
      {trace.serial(), query(trace, state), state.picture.shown, state.panels, size.width(), size.height()},
      [&] { return makeLayout(trace, state, size); });
}

ImageView::Layout ImageView::makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const {
  Layout l;
  l.places = patchRows(trace);
  const PatchGrid grid = l.places.grid;
  if (grid.count() == 0) return l;
  const StackInfo& stack = trace.model().stack(patchStack(trace.model()));
  const ImageInputInfo& info = *trace.model().image();
  const double patchWidth = info.patchWidth, patchHeight = info.patchHeight;
  const bool low = size.height() < lowLens;
  const double top = low ? 8 : 12 + titleHeight + titleGap;
  const double roomY = std::max(20.0, size.height() - top - belowPicture);
  const bool withSide = state.panels && size.width() >= 480;
  const double roomX = size.width() - 2 * margin - (withSide ? smallestSide + 1.5 * margin : 0);
  double scale = std::min(roomX / (grid.columns * patchWidth), roomY / (grid.rows * patchHeight));
  // Whole pixels a patch, so that all are of one size and edges are sharp.
  l.cellX = scale * patchWidth >= 2 ? std::floor(scale * patchWidth) : scale * patchWidth;
  l.cellY = scale * patchHeight >= 2 ? std::floor(scale * patchHeight) : scale * patchHeight;
  if (info.patchWidth == info.patchHeight) l.cellX = l.cellY = std::min(l.cellX, l.cellY);
  l.cellX = std::max(l.cellX, 0.5);
  l.cellY = std::max(l.cellY, 0.5);
  l.picture = QRectF(margin, top, grid.columns * l.cellX, grid.rows * l.cellY);
  if (!low) l.title = QRectF(margin, 12, std::max(l.picture.width(), 120.0), titleHeight);
  l.caveat = QRectF(margin, std::min(l.picture.bottom() + 9, size.height() - 24), size.width() - 2 * margin, 20);
  if (!withSide) return l;

  const double left = l.picture.right() + 1.5 * margin;
  const double width = std::min(size.width() - margin - left, widestSide);
  l.side = QRectF(left, 12, width, size.height() - 12 - belowPicture);
  const double shape = l.picture.height() / l.picture.width();
  const int query = queryRow(l.places, state);
  const PictureState& picture = state.picture;
  if (picture.weights() || picture.shown == PictureState::Shown::Rollout || picture.shown == PictureState::Shown::Norms)
    l.barRows = {-1};
  if (!l.barRows.empty() && picture.dependsOnQuery()) l.barRows.push_back(query);
  for (int row = 0; !l.barRows.empty() && row < l.places.first(); ++row)
    if (row != query || !picture.dependsOnQuery()) l.barRows.push_back(row);
  const double titleRow = titleHeight + titleGap, between = 10;
  struct Choice {
    int heads = 1, layers = 0, bars = 0;  ///< a row; lines
    double height = 0, score = -1;
  } best;
  // As large as thumbnails can be while everything fits; heads count more than layers, and both more than the last
  // bars. Room for as many bars in every mode: lists would jump when another map is laid over the picture.
  const int allBars = 2 + l.places.first();
  for (int heads = std::min(stack.heads, 3); heads <= stack.heads; ++heads)
    for (int layers = 0; layers <= stack.layers; layers = layers == 0 ? std::min(stack.layers, 4) : layers + 1)
      for (int bars = 0; bars <= allBars; bars = bars == 0 ? within(allBars, 1, 2) : bars + 1) {
        const double headSide = std::floor((width - (heads - 1) * headGap) / heads);
        const double layerSide = layers > 0 ? std::floor((width - (layers - 1) * layerGap) / layers) : 0;
        if (layerSide > headSide) continue;
        Choice choice{heads, layers, bars};
        choice.height =
            titleRow + heightOf(stack.heads, heads, width, headGap, headText, shape) +
            (layers > 0 ? between + titleRow + heightOf(stack.layers, layers, width, layerGap, layerText, shape) : 0) +
            (bars > 0 ? between + titleRow + bars * barHeight : 0);
        choice.score = headSide + 0.7 * layerSide + (layers > 0 ? 30 : 0) + (bars > 0 ? 20 : 0) + 8 * bars;
        const bool fits = choice.height <= l.side.height();
        const bool bestFits = best.height <= l.side.height() && best.score >= 0;
        // Where nothing fits, the lowest.
        if (fits ? !bestFits || choice.score > best.score
                 : !bestFits && (best.score < 0 || choice.height < best.height))
          best = choice;
      }
  const int barCount = std::min(best.bars, static_cast<int>(l.barRows.size())), layersPerRow = best.layers,
            headColumns = best.heads;
  double y = l.side.top();
  l.headsTitle = y;
  y += titleRow;
  l.heads = squares(stack.heads, headColumns, left, y, width, headGap, headText, shape);
  y += heightOf(stack.heads, headColumns, width, headGap, headText, shape);
  if (layersPerRow > 0) {
    y += between;
    l.layersTitle = y;
    y += titleRow;
    l.layers = squares(stack.layers, layersPerRow, left, y, width, layerGap, layerText, shape);
    y += heightOf(stack.layers, layersPerRow, width, layerGap, layerText, shape);
  }
  if (barCount > 0) {
    y += between;
    l.barsTitle = y;
    y += titleRow - 2;
    for (int i = 0; i < barCount; ++i) l.bars.emplace_back(left, y + i * barHeight, width, barHeight);
  }
  return l;
}

std::vector<SiteId> ImageView::needs(const ModelInfo& model, const ViewState& state) const {
  // Every layer: the column at the right shows them all.
  std::vector<SiteId> sites = everyPattern(model, patchStack(model));
  if (state.picture.shown == PictureState::Shown::Norms && state.layer < model.stack(patchStack(model)).layers)
    sites.push_back(normSite(model, state.layer));
  return sites;
}

const PatchMap& ImageView::map(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  maps_.ask(trace, query(*trace, state), state.picture);
  return maps_.shown(state);
}

float ImageView::rangeOf(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  if (state.high) return *state.high;
  const PatchMap& shown = map(trace, state);
  if (!state.picture.weights()) return shown.largest > 0 ? shown.largest : 1.0F;
  const Layout none;
  const QImage image;
  const ImageParts parts{trace, state, none, {}, image, maps_, 0};
  const float reached = parts.high(shown, parts.sharedHeads());
  return reached > 0 ? reached : 1.0F;
}

Scene ImageView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene = emptyScene(theme);
  if (!trace || trace->grid().count() == 0) return scene;
  const Layout l = layout(*trace, state, size);
  const int row = queryRow(l.places, state);
  maps_.ask(trace, row, state.picture);
  const ImageParts parts{trace, state, l, size, seen_.of(*trace), maps_, row};
  parts.addPicture(scene);
  parts.addMarks(scene);
  if (!l.side.isNull()) {
    parts.addHeads(scene);
    parts.addLayers(scene);
    parts.addBars(scene);
  }
  if (state.panels) parts.addCaveat(scene);
  if (state.pointerInside) parts.addCard(scene);
  return scene;
}

std::optional<Hit> ImageView::hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const {
  const Layout l = layout(trace, state, size);
  if (l.places.grid.count() == 0) return std::nullopt;
  Hit found;
  found.layer = state.layer;
  found.head = state.head;
  const StackId stack = patchStack(trace.model());
  const auto captured = [&](int layer) { return trace.find({stack, Site::Pattern, layer}) != nullptr; };
  found.notComputed = !captured(state.layer);
  for (std::size_t i = 0; i < l.heads.size(); ++i)
    if (l.heads[i].adjusted(0, 0, 0, headText).contains(at)) {
      found.head = static_cast<int>(i);
      return found;
    }
  for (std::size_t i = 0; i < l.layers.size(); ++i)
    if (l.layers[i].adjusted(0, 0, 0, layerText).contains(at)) {
      found.layer = static_cast<int>(i);
      found.head = -1;
      found.notComputed = !captured(found.layer);
      return found;
    }
  const std::shared_ptr<const Trace> shared(std::shared_ptr<const Trace>(), &trace);  // lives as long as this call
  const QImage none;
  const ImageParts parts{shared, state, l, size, none, maps_, 0};
  if (QRectF(parts.moreLeft(), l.caveat.top(), moreWidth, l.caveat.height()).contains(at)) {
    found.more = true;
    return found;
  }
  const int query = queryRow(l.places, state);
  int pointed = l.rowAt(at);
  for (std::size_t i = 1; i < l.bars.size() && pointed < 0; ++i)
    if (l.bars[i].contains(at)) pointed = l.barRows[i];
  if (pointed < 0) return std::nullopt;
  if (!state.picture.dependsOnQuery()) {
    found.query = found.key = pointed;
    return found;
  }
  // Nothing asks yet but the pointer itself.
  const bool asks = state.lockedRow < 0 && (state.picture.special < 0 || l.places.first() == 0);
  const int asked = asks && l.places.isPatch(pointed) ? pointed : query;
  found.query = state.picture.toQuery() ? pointed : asked;
  found.key = state.picture.toQuery() ? asked : pointed;
  return found;
}

std::optional<QRectF> ImageView::areaOf(const Trace& trace, const ViewState& state, QSizeF size, const Hit& hit) const {
  const Layout l = layout(trace, state, size);
  if (hit.query >= 0) {
    const QRectF patch = l.patch(state.picture.toQuery() ? hit.query : hit.key);
    return patch.isEmpty() ? std::nullopt : std::optional(patch);
  }
  const auto at = [](const std::vector<QRectF>& list, int place) {
    return place >= 0 && place < static_cast<int>(list.size()) ? list[static_cast<std::size_t>(place)] : QRectF();
  };
  if (hit.head < 0) return at(l.layers, hit.layer);
  return hit.layer == state.layer ? at(l.heads, hit.head) : QRectF();
}

}  // namespace headlight::ui
