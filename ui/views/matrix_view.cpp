#include "ui/views/matrix_view.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/head_ranges.h"
#include "ui/views/matrix_parts.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16;
constexpr double sideWidth = 182;
constexpr double axisTitleWidth = 20;  // the turned "query: ..." at the left
constexpr double belowField = 52;      // caveat line and its air
constexpr double lowLens = 260, lowBelowField = 36;
constexpr double largestCell = 64;
constexpr double leaning = 50 * std::numbers::pi / 180, nearlyUpright = 78 * std::numbers::pi / 180;
constexpr double leaningPitch = 18;  // narrower columns have room for titles that stand upright only
constexpr double moreWidth = 34;

/// What the last column's title stands out beyond the field, px.
double overhangOf(const MatrixView::Layout& layout) {
  return std::max(40.0, std::ceil(layout.columnText * std::cos(layout.columnTurn)) + 8);
}

}  // namespace

QRectF MatrixView::Layout::cellRect(int query, int key) const {
  return {field.left() + (key - keys.first) * cell, field.top() + (query - queries.first) * cell, cell, cell};
}

int MatrixView::Axis::placeOf(int row) const {
  if (!hides()) return row;
  const auto found = std::lower_bound(places.begin(), places.end(), row);
  return found != places.end() && *found == row ? static_cast<int>(found - places.begin()) : -1;
}

int MatrixView::listedRow(const Layout& layout, const ViewState& shown) {
  if (layout.queries.has(shown.lockedRow)) return shown.lockedRow;
  if (layout.queries.has(shown.hoveredQuery)) return shown.hoveredQuery;
  return layout.queries.count - 1;
}

std::vector<int> MatrixView::listedRows(const Layout& layout, const ViewState& shown) {
  std::vector<int> rows{listedRow(layout, shown)};
  if (rows.front() == shown.lockedRow)
    std::ranges::copy_if(shown.alsoLocked, std::back_inserter(rows), [&](int row) { return layout.queries.has(row); });
  return rows;
}

ViewState MatrixView::shownState(const Layout& layout, const ViewState& state) {
  ViewState shown = state;
  shown.lockedRow = layout.queries.placeOf(state.lockedRow);
  shown.hoveredQuery = layout.queries.placeOf(state.hoveredQuery);
  shown.hoveredKey = layout.keys.placeOf(state.hoveredKey);
  shown.alsoLocked.clear();
  for (const int row : state.alsoLocked)
    if (const int place = layout.queries.placeOf(row); place >= 0) shown.alsoLocked.push_back(place);
  return shown;
}

bool MatrixView::canHideSpecial(const ModelInfo& model, const ViewState& state) {
  const AttentionInfo attention = model.attention(shownAttention(model, state));
  return hasSpecialRows(state.rowsOf(attention.id.stack)) || hasSpecialRows(state.rowsOf(attention.keys));
}

MatrixView::Layout MatrixView::layout(const Trace& trace, const ViewState& state, QSizeF size) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  return layout_.of({.trace = trace.serial(),
                     .options = options_,
                     .attention = attention.id,
                     .queries = state.rowsOf(attention.id.stack),
                     .keys = state.rowsOf(attention.keys),
                     .compares = state.baseline != nullptr,
                     .panels = state.panels,
                     .width = size.width(),
                     .height = size.height()},
                    [&] { return makeLayout(trace, state, size); });
}

MatrixView::Layout MatrixView::shownAxes(const Trace& trace, const ViewState& state) const {
  const auto axis = [&](StackId stack) {
    const int all = std::max(1, trace.rows(stack));
    Axis made{.stack = stack, .count = all};
    if (!options_.hideSpecial) return made;
    const StackRows& rows = state.rowsOf(stack);
    for (int row = 0; row < all; ++row)
      if (!rows.isSpecial(row)) made.places.push_back(row);
    // With nothing to hide, or nothing left, everything is shown.
    if (static_cast<int>(made.places.size()) == all) made.places.clear();
    if (made.hides()) made.count = static_cast<int>(made.places.size());
    return made;
  };
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  Layout l;
  l.queries = axis(attention.id.stack);
  l.keys = axis(attention.keys);
  return l;
}

MatrixView::Layout MatrixView::makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const {
  Layout l = shownAxes(trace, state);
  const StackInfo& stack = trace.model().stack(l.queries.stack);
  const auto widest = [&](const Axis& axis) {
    const StackRows& rows = state.rowsOf(axis.stack);
    double width = 0;
    for (int place = 0; place < axis.count; ++place)
      width = std::max(width, textWidth(axisText(rows.name(axis.rowAt(place))), 12));
    return width;
  };
  const double query = widest(l.queries), key = l.keys == l.queries ? query : widest(l.keys);
  l.labelWidth = within(std::ceil(query * 1.06) + 18, 44.0, 120.0);  // bold under the pointer is wider
  const double left = axisTitleWidth + l.labelWidth;
  const bool withSide = state.panels && size.width() >= 600;
  const int longest = l.longest();
  const double zoom = within(options_.zoom, 1.0, largestZoom(l));
  double top = 0, across = 0, down = 0, edge = 0;
  const auto standTitles = [&](double turn) {
    l.columnTurn = turn;
    top = within(std::ceil(key * std::sin(turn)) + 24, 44.0, 84.0);
    l.columnText = (top - 22) / std::sin(turn);
    const double overhang = overhangOf(l);
    across = std::max(8.0, size.width() - left - (withSide ? margin + sideWidth + overhang : overhang + 8));
    down = std::max(8.0, size.height() - top - (size.height() < lowLens ? lowBelowField : belowField));
    double base = std::min({across / l.keys.count, down / l.queries.count, largestCell});
    if (base >= 3) base = std::floor(base);  // cell edges on whole pixels
    edge = std::max(1.0, std::floor(base * longest + 1e-9));
    l.cell = edge / longest * zoom;
  };
  standTitles(leaning);
  if (l.cell < leaningPitch) standTitles(nearlyUpright);
  // Zoomed in, the longer side keeps its length, and the shorter one grows as far as there is room.
  const auto extent = [&](const Axis& axis, double room) {
    return axis.count == longest ? edge : std::max(1.0, std::min({edge, room, l.cell * axis.count}));
  };
  l.field = QRectF(left, top, extent(l.keys, across), extent(l.queries, down));
  const auto look = [&](Axis& axis, double length, double origin) {
    axis.shown = axis.count == longest ? axis.count / zoom : std::min<double>(axis.count, length / l.cell);
    axis.first = within(origin, 0.0, axis.count - axis.shown);
  };
  look(l.keys, l.field.width(), options_.origin.x());
  look(l.queries, l.field.height(), options_.origin.y());
  l.caveat = QRectF(left, l.field.bottom() + 14, size.width() - left - margin, 20);
  if (withSide) {
    const double sideTop = std::min(top - 6, 66.0);
    l.side = QRectF(size.width() - margin - sideWidth, sideTop, sideWidth, size.height() - sideTop - margin);
    const double mapLeft = l.side.left() + 14;
    l.mapPitch = std::min({21.0, (sideWidth - 14 + 3) / std::max(1, stack.heads),
                           std::max(3.0, l.side.height() * 0.36) / std::max(1, stack.layers)});
    l.mapPitch = std::max(2.0, std::floor(l.mapPitch));
    l.mapSide = std::max(1.0, l.mapPitch - (l.mapPitch >= 12 ? 3 : l.mapPitch >= 5 ? 1 : 0));
    l.map = QRectF(mapLeft, l.side.top() + 26, l.mapPitch * stack.heads, l.mapPitch * stack.layers);
    double barsTop = l.map.bottom() + 44;
    const double barsBottom = std::min(l.side.bottom(), l.caveat.top() - 6) - matrixCardHeight(trace, l, state) - 12;
    if (const auto& seen = trace.picture();
        seen && (ofPatches(trace, l.queries.stack) || ofPatches(trace, l.keys.stack))) {
      const double height = std::min(120.0, barsBottom - barsTop - 4 * 23 - 16);
      const double width = std::min(sideWidth - 14, height * seen->width / seen->height);
      if (height >= 40) {
        l.picture =
            QRectF(mapLeft, l.map.bottom() + 12, std::floor(width), std::floor(width * seen->height / seen->width));
        barsTop = l.picture.bottom() + 38;
      }
    }
    l.barCount = within(static_cast<int>((barsBottom - barsTop) / 23) - 1, 1, 12);
    l.bars = QRectF(l.side.left(), barsTop, sideWidth, 23.0 * l.barCount);
  }
  return l;
}

double MatrixView::widthOfTitles(const Trace& trace, const ViewState& state) const {
  ViewState alone = state;
  alone.panels = false;
  const Layout l = makeLayout(trace, alone, {4096, 4096});
  return std::ceil(l.field.left() +
                   std::ceil(columnPitch / std::sin(nearlyUpright)) * std::max(l.keys.count, l.queries.count) +
                   overhangOf(l) + 8);
}

std::vector<SiteId> MatrixView::needs(const ModelInfo& model, const ViewState& state) const {
  const AttentionId attention = shownAttention(model, state);
  std::vector<SiteId> sites = everyPattern(model, attention);
  // For the score in the card. They are computed anyway; of one layer they take little room.
  if (state.layer >= 0 && state.layer < model.stack(attention.stack).layers)
    for (const Site site : {Site::Query, Site::Key})
      sites.push_back({attention.stack, site, state.layer, attention.which});
  return sites;
}

Scene MatrixView::scene(std::shared_ptr<const Trace> trace, const ViewState& wholeState, QSizeF size) const {
  const Theme& theme = *wholeState.theme;
  Scene scene = emptyScene(theme);
  if (!trace) return scene;
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), wholeState));
  const StackInfo& stack = trace->model().stack(attention.id.stack);
  if (wholeState.layer < 0 || wholeState.layer >= stack.layers || wholeState.head < 0 ||
      wholeState.head >= attention.heads)
    return scene;
  const Layout l = layout(*trace, wholeState, size);
  const ViewState state = shownState(l, wholeState);
  const SiteId site = patternSite(attention.id, state.layer);
  const MatrixWhat shown = what(*trace, wholeState);
  const bool captured = MatrixValues::captured(shown, *trace, wholeState);
  const bool hostMade = isHostMade(*trace, wholeState, l);

  scene.fields.push_back({.area = l.field,
                          .trace = captured ? trace : nullptr,
                          .site = site,
                          .head = state.head,
                          .firstRow = l.queries.first,
                          .rowCount = l.queries.shown,
                          .firstColumn = l.keys.first,
                          .columnCount = l.keys.shown,
                          .causal = attention.causal});
  colourField(scene.fields.back(), *trace, state, state.layer, state.head);
  if (hostMade && captured) {
    Field& field = scene.fields.back();
    field.trace = nullptr;
    field.values = partial(trace, state, l).values;
    field.head = 0;
    field.high = largestShown(trace, wholeState);
    field.rowScale = state.range == RangeMode::PerRow && !state.high ? partial_.rowScale : nullptr;
  }
  if (captured && (showsDifference(state) || shown.signedCells())) {
    const Difference& made = hostMade ? partial(trace, state, l) : difference(trace, state);
    Field& field = scene.fields.back();
    field.trace = nullptr;
    field.values = made.values;
    field.head = 0;
    field.high = made.largest > 0 ? made.largest : 1.0F;
    field.low = -field.high;
    field.colormap = Colormap::Diverging;
    field.scale = Scale::Linear;
    field.gamma = 1;
    field.rowScale = nullptr;
    field.largestMagnitude = true;
  }
  scene.boxes.push_back({.area = l.field.adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});
  if (captured && (showsDifference(state) || shown.signedCells()) && scene.fields.back().values &&
      largestShown(trace, wholeState) == 0) {
    // A head that is switched off attends as before: a flat field without a word looks like a fault.
    const QStringList lines =
        showsDifference(state)
            ? QStringList{tr("No weight of this head changes."),
                          tr("The what-if takes effect after it: see a later layer.")}
            : QStringList{tr("The scores of this head are not known."),
                          tr("Its weights are not the softmax of q·k/√d alone: places are added, or a what-if is on.")};
    for (int line = 0; line < lines.size(); ++line)
      scene.labels.push_back(
          {.area = {l.field.left() + 4, l.field.center().y() - 20 + 20 * line, l.field.width() - 8, 20},
           .text = lines[line],
           .color = theme.text,
           .alignment = Qt::AlignCenter});
  }
  const MatrixParts parts{*trace, state, l, size, attention, site, captured, showsDifference(state), shown};
  parts.addAxes(scene);
  if (captured && attention.causal && l.queries.shown == l.queries.count && l.field.width() >= 300 &&
      state.hoveredKey < 0)
    scene.labels.push_back({.area = {l.field.right() - 260, l.field.top() + 6, 250, 20},
                            .text = tr("later tokens: masked, weight exactly 0"),
                            .color = theme.muted,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  parts.addCuts(scene);
  if (l.queries.has(state.lockedRow)) parts.addRowFrame(scene, state.lockedRow);
  for (const int row : state.alsoLocked) parts.addRowFrame(scene, row);
  parts.addCrosshair(scene);
  if (state.panels) parts.addCaveat(scene);
  parts.addZoom(scene);
  if (captured && l.cell >= numberedCell) {
    const Field field = scene.fields.front();
    const int last = std::min(l.queries.count - 1, static_cast<int>(std::ceil(l.queries.first + l.queries.shown)));
    for (int query = static_cast<int>(l.queries.first); query <= last; ++query)
      parts.addNumbers(scene, field, query, shownRow(*trace, state, l, query));
  }
  if (!l.side.isNull()) {
    parts.addHeadMap(scene, trace);
    parts.addPatches(scene, seen_.of(*trace));
    if (captured) parts.addBars(scene, listedCells(*trace, state, l));
  }
  if (state.pointerInside && (!captured || (l.queries.has(state.hoveredQuery) && l.keys.has(state.hoveredKey)))) {
    static const std::vector<float> none;
    const bool before = captured && state.baseline && MatrixValues::captured(shown, *state.baseline, state) &&
                        l.queries.rowAt(state.hoveredQuery) < state.baseline->rows(stack.stack);
    const std::vector<float> old = before ? weightsOf(*state.baseline, state, l, state.hoveredQuery) : none;
    std::optional<float> score;
    if (captured && !parts.difference && shown.isPattern()) {
      const std::vector<float> scores = values_.scores(*trace, state, l.queries.rowAt(state.hoveredQuery));
      const auto key = static_cast<std::size_t>(l.keys.rowAt(state.hoveredKey));
      if (key < scores.size() && !std::isnan(scores[key])) score = scores[key];
    }
    parts.addCard(scene, captured ? weightsOf(*trace, state, l, state.hoveredQuery) : none, old, score);
    if (captured) parts.addPatchThumbnails(scene.above.back(), seen_.of(*trace));
  }
  return scene;
}

std::optional<Hit> MatrixView::hit(const Trace& trace, const ViewState& wholeState, QSizeF size, QPointF at) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), wholeState));
  const StackInfo& stack = trace.model().stack(attention.id.stack);
  const Layout l = layout(trace, wholeState, size);
  const ViewState state = shownState(l, wholeState);
  Hit found;
  found.layer = state.layer;
  found.head = state.head;
  if (state.layer < 0 || state.layer >= stack.layers || state.head < 0 || state.head >= stack.heads)
    return std::nullopt;
  found.notComputed = !MatrixValues::captured(what(trace, wholeState), trace, wholeState);
  if (!l.side.isNull() && l.map.contains(at)) {
    found.layer = std::min(stack.layers - 1, static_cast<int>((at.y() - l.map.top()) / l.mapPitch));
    found.head = std::min(stack.heads - 1, static_cast<int>((at.x() - l.map.left()) / l.mapPitch));
    found.notComputed = trace.find(patternSite(attention.id, found.layer)) == nullptr;
    return found;
  }
  const double moreLeft = MatrixParts{trace,
                                      state,
                                      l,
                                      size,
                                      attention,
                                      patternSite(attention.id, state.layer),
                                      !found.notComputed,
                                      false,
                                      what(trace, wholeState)}
                              .moreLeft();
  if (QRectF(moreLeft, l.caveat.top(), moreWidth, l.caveat.height()).contains(at)) {
    found.more = true;
    return found;
  }
  const auto placeAt = [&](double position, double start, const Axis& axis) {
    return within(static_cast<int>(std::floor(axis.first + (position - start) / l.cell)), 0, axis.count - 1);
  };
  const auto queryAt = [&](double y) { return placeAt(y, l.field.top(), l.queries); };
  const auto keyAt = [&](double x) { return placeAt(x, l.field.left(), l.keys); };
  const bool inRows = at.y() >= l.field.top() && at.y() < l.field.bottom();
  const bool inColumns = at.x() >= l.field.left() && at.x() < l.field.right();
  if (inRows && at.x() >= axisTitleWidth && at.x() < l.field.left()) {
    found.query = l.queries.rowAt(queryAt(at.y()));
    found.title = true;
    return found;
  }
  if (at.y() < l.field.top() && at.y() > 4) {
    // Column titles lean to the right: go down along the slope to the column's foot.
    const double foot = at.x() - (l.field.top() - at.y()) / std::tan(l.columnTurn);
    if (foot < l.field.left() || foot >= l.field.right()) return std::nullopt;
    found.key = l.keys.rowAt(keyAt(foot));
    found.title = true;
    return found;
  }
  int query = -1, key = -1;
  if (inRows && inColumns) {
    query = queryAt(at.y());
    key = keyAt(at.x());
  } else if (!l.side.isNull() && !found.notComputed && l.bars.contains(at)) {
    const std::vector<int> rows = listedRows(l, state);
    query = rows.front();
    const auto order = MatrixParts::largestFirst(listedCells(trace, state, l),
                                                 attention.causal ? std::ranges::max(rows) + 1 : l.keys.count);
    const auto place = static_cast<std::size_t>((at.y() - l.bars.top()) / 23);
    if (place >= order.size()) return std::nullopt;
    key = order[place];
  } else {
    return std::nullopt;
  }
  found.query = l.queries.rowAt(query);
  found.key = l.keys.rowAt(key);
  found.masked = attention.causal && key > query;
  if (!found.notComputed) found.value = weightsOf(trace, state, l, query)[static_cast<std::size_t>(key)];
  return found;
}

std::optional<QRectF> MatrixView::areaOf(const Trace& trace, const ViewState& state, QSizeF size,
                                         const Hit& hit) const {
  if (hit.query < 0 || hit.key < 0) return std::nullopt;
  if (hit.layer != state.layer || hit.head != state.head) return QRectF();
  const Layout l = layout(trace, state, size);
  const int query = l.queries.placeOf(hit.query), key = l.keys.placeOf(hit.key);
  if (query < 0 || key < 0) return QRectF();
  const QRectF cell = l.cellRect(query, key);
  return l.field.contains(cell.center()) ? cell : QRectF();
}

}  // namespace headlight::ui
