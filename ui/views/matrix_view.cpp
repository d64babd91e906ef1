#include "ui/views/matrix_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/host_field.h"
#include "ui/views/matrix_parts.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16;
constexpr double sideWidth = 182;
constexpr double axisTitleWidth = 20;  // the turned "query: ..." at the left
constexpr double belowField = 52;      // caveat line and its air
constexpr double largestCell = 64;
constexpr double turned = 50 * 3.14159265358979 / 180;
constexpr double moreWidth = 34;

QString token(const ViewState& state, int index) {
  return index >= 0 && index < state.tokens.size() ? state.tokens[index] : QString::number(index);
}

}  // namespace

QRectF MatrixView::Layout::cellRect(int query, int key) const {
  return {field.left() + (key - firstColumn) * cell, field.top() + (query - firstRow) * cell, cell, cell};
}

double MatrixView::largestZoom(int rows) { return std::max(1.0, rows / 4.0); }

int MatrixView::Layout::placeOf(int row) const {
  if (!hides()) return row;
  const auto found = std::lower_bound(places.begin(), places.end(), row);
  return found != places.end() && *found == row ? static_cast<int>(found - places.begin()) : -1;
}

int MatrixView::listedRow(const Layout& layout, const ViewState& shown) {
  if (shown.lockedRow >= 0 && shown.lockedRow < layout.rows) return shown.lockedRow;
  if (shown.hoveredQuery >= 0 && shown.hoveredQuery < layout.rows) return shown.hoveredQuery;
  return layout.rows - 1;
}

ViewState MatrixView::shownState(const Layout& layout, const ViewState& state) {
  ViewState shown = state;
  if (!layout.hides()) return shown;
  shown.tokens.clear();
  for (const int row : layout.places) shown.tokens << token(state, row);
  shown.lockedRow = layout.placeOf(state.lockedRow);
  shown.hoveredQuery = layout.placeOf(state.hoveredQuery);
  shown.hoveredKey = layout.placeOf(state.hoveredKey);
  return shown;
}

MatrixView::Layout MatrixView::layout(const Trace& trace, const ViewState& state, QSizeF size) const {
  return layout_.of({.trace = trace.serial(),
                     .options = options_,
                     .tokens = state.tokens,
                     .special = state.special,
                     .compares = state.baseline != nullptr,
                     .width = size.width(),
                     .height = size.height()},
                    [&] { return makeLayout(trace, state, size); });
}

MatrixView::Layout MatrixView::shownRows(const Trace& trace, const ViewState& state) const {
  Layout l;
  l.rows = std::max(1, trace.rows(shownStack(trace.model())));
  if (!options_.hideSpecial) return l;
  for (int row = 0; row < l.rows; ++row)
    if (static_cast<std::size_t>(row) >= state.special.size() || !state.special[static_cast<std::size_t>(row)])
      l.places.push_back(row);
  // With nothing to hide, or nothing left, everything is shown.
  if (static_cast<int>(l.places.size()) == l.rows) l.places.clear();
  if (l.hides()) l.rows = static_cast<int>(l.places.size());
  return l;
}

MatrixView::Layout MatrixView::makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const {
  const StackInfo& stack = trace.model().stack(shownStack(trace.model()));
  Layout l = shownRows(trace, state);
  double widest = 0;
  for (int i = 0; i < l.rows; ++i) widest = std::max(widest, textWidth(axisText(token(state, l.rowAt(i))), 12));
  l.labelWidth = std::clamp(std::ceil(widest * 1.06) + 18, 44.0, 120.0);  // bold under the pointer is wider
  const double top = std::clamp(std::ceil(widest * std::sin(turned)) + 24, 44.0, 84.0);
  l.columnText = (top - 22) / std::sin(turned);
  const double left = axisTitleWidth + l.labelWidth;
  const bool withSide = size.width() >= 600;
  const double overhang = std::max(40.0, std::ceil(l.columnText * std::cos(turned)) + 8);
  const double right = withSide ? margin + sideWidth + overhang : overhang + 8;
  const double room = std::max(8.0, std::min(size.width() - left - right, size.height() - top - belowField));
  double base = std::min(room / l.rows, largestCell);
  if (base >= 3) base = std::floor(base);  // cell edges on whole pixels
  const double edge = std::max(1.0, std::floor(base * l.rows + 1e-9));
  l.field = QRectF(left, top, edge, edge);
  const double zoom = std::clamp(options_.zoom, 1.0, largestZoom(l.rows));
  l.cell = edge / l.rows * zoom;
  l.shown = l.rows / zoom;
  l.firstColumn = std::clamp(options_.origin.x(), 0.0, l.rows - l.shown);
  l.firstRow = std::clamp(options_.origin.y(), 0.0, l.rows - l.shown);
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
    const double barsBottom = l.side.bottom() - matrixCardHeight(trace, state) - 12;
    if (const auto& seen = trace.picture(); seen && trace.grid().count() > 0) {
      const double height = std::min(120.0, barsBottom - barsTop - 4 * 23 - 16);
      const double width = std::min(sideWidth - 14, height * seen->width / seen->height);
      if (height >= 40) {
        l.picture =
            QRectF(mapLeft, l.map.bottom() + 12, std::floor(width), std::floor(width * seen->height / seen->width));
        barsTop = l.picture.bottom() + 38;
      }
    }
    l.barCount = std::clamp(static_cast<int>((barsBottom - barsTop) / 23) - 1, 1, 12);
    l.bars = QRectF(l.side.left(), barsTop, sideWidth, 23.0 * l.barCount);
  }
  return l;
}

std::vector<SiteId> MatrixView::needs(const ModelInfo& model, const ViewState&) const { return everyPattern(model); }

const std::vector<float>& MatrixView::row(const Trace& trace, int layer, int head, int query) const {
  for (const Kept& kept : kept_)
    if (kept.trace == trace.serial() && kept.layer == layer && kept.head == head && kept.query == query)
      return kept.weights;
  Kept& kept = kept_[oldest_];
  oldest_ = (oldest_ + 1) % kept_.size();
  kept = {};
  kept.weights = patternRow(trace, shownStack(trace.model()), layer, head, query);
  kept.trace = trace.serial();
  kept.layer = layer;
  kept.head = head;
  kept.query = query;
  return kept.weights;
}

const Difference& MatrixView::difference(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  return differences_.of(trace, state.baseline, state.layer, state.head);
}

std::vector<float> MatrixView::weightsOf(const Trace& trace, const ViewState& state, const Layout& layout,
                                         int place) const {
  const std::vector<float>& whole = row(trace, state.layer, state.head, layout.rowAt(place));
  if (!layout.hides()) return whole;
  std::vector<float> part;
  double sum = 0;
  for (const int key : layout.places) {
    part.push_back(whole[static_cast<std::size_t>(key)]);
    sum += static_cast<double>(part.back());
  }
  const bool causal = trace.model().stack(shownStack(trace.model())).causal;
  for (std::size_t key = 0; key < part.size(); ++key) {
    if (causal && static_cast<int>(key) > place) continue;
    part[key] =
        sum > 0 ? static_cast<float>(static_cast<double>(part[key]) / sum) : std::numeric_limits<float>::quiet_NaN();
  }
  return part;
}

const Difference& MatrixView::partial(const std::shared_ptr<const Trace>& trace, const ViewState& state,
                                      const Layout& layout) const {
  const bool difference = showsDifference(state);
  Partial& kept = partial_;
  if (kept.trace == trace && kept.baseline == state.baseline && kept.layer == state.layer && kept.head == state.head &&
      kept.difference == difference && kept.places == layout.places)
    return kept.field;
  kept = {trace, state.baseline, state.layer, state.head, difference, layout.places, {}};
  const Rows* rows = trace->find({shownStack(trace->model()), Site::Pattern, state.layer});
  if (!rows || rows->rows() == 0) return kept.field;
  std::vector<float> values;
  for (int place = 0; place < layout.rows; ++place) {
    const std::vector<float> line = shownRow(*trace, state, layout, place);
    for (const float value : line) kept.field.largest = std::max(kept.field.largest, std::abs(value));
    values.insert(values.end(), line.begin(), line.end());
  }
  kept.field.values = hostField(*rows, std::move(values), layout.rows);
  return kept.field;
}

float MatrixView::largestShown(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  const Layout l = shownRows(*trace, state);
  if (l.hides()) {
    // Rows add up to 1 again, so that weights may be larger than any of the pattern: shared is all that a row can hold.
    if (!showsDifference(state) && state.high) return *state.high;
    if (!showsDifference(state) && state.range == RangeMode::Shared) return 1;
    const float largest = partial(trace, state, l).largest;
    return largest > 0 || showsDifference(state) ? largest : 1.0F;
  }
  if (showsDifference(state)) return difference(trace, state).largest;
  return rangeHigh(*trace, state, state.layer, state.head);
}

std::vector<float> MatrixView::shownRow(const Trace& trace, const ViewState& state, const Layout& layout,
                                        int place) const {
  std::vector<float> values = weightsOf(trace, state, layout, place);
  if (!showsDifference(state)) return values;
  const int query = layout.rowAt(place);
  const SiteId site{shownStack(trace.model()), Site::Pattern, state.layer};
  const Rows* before = state.baseline->find(site);
  if (!before || query >= before->rows()) return values;
  const std::vector<float> old = weightsOf(*state.baseline, state, layout, place);
  for (std::size_t i = 0; i < std::min(values.size(), old.size()); ++i) values[i] -= old[i];
  return values;
}

Scene MatrixView::scene(std::shared_ptr<const Trace> trace, const ViewState& wholeState, QSizeF size) const {
  const Theme& theme = *wholeState.theme;
  Scene scene;
  scene.background = theme.canvas;
  scene.fieldColors = {theme.masked, theme.hatch, theme.surface, theme.isDark};
  if (!trace) return scene;
  const StackInfo& stack = trace->model().stack(shownStack(trace->model()));
  if (wholeState.layer < 0 || wholeState.layer >= stack.layers || wholeState.head < 0 || wholeState.head >= stack.heads)
    return scene;
  const Layout l = layout(*trace, wholeState, size);
  const ViewState state = shownState(l, wholeState);
  const SiteId site{stack.stack, Site::Pattern, state.layer};
  const bool captured = trace->find(site) != nullptr;

  scene.fields.push_back({.area = l.field,
                          .trace = captured ? trace : nullptr,
                          .site = site,
                          .head = state.head,
                          .firstRow = l.firstRow,
                          .rowCount = l.shown,
                          .firstColumn = l.firstColumn,
                          .columnCount = l.shown,
                          .low = state.low.value_or(0.0F),
                          .high = rangeHigh(*trace, state, state.layer, state.head),
                          .colormap = state.colormap,
                          .scale = state.scale,
                          .gamma = state.gamma,
                          .causal = stack.causal});
  if (l.hides() && captured) {
    Field& field = scene.fields.back();
    field.trace = nullptr;
    field.values = partial(trace, state, l).values;
    field.head = 0;
    field.high = largestShown(trace, wholeState);
  }
  if (showsDifference(state)) {
    const Difference& made = l.hides() ? partial(trace, state, l) : difference(trace, state);
    Field& field = scene.fields.back();
    field.trace = nullptr;
    field.values = made.values;
    field.head = 0;
    field.high = made.largest > 0 ? made.largest : 1.0F;
    field.low = -field.high;
    field.colormap = Colormap::Diverging;
    field.scale = Scale::Linear;
    field.gamma = 1;
    field.largestMagnitude = true;
  }
  scene.boxes.push_back({.area = l.field.adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});
  const MatrixParts parts{*trace, state, l, size, site, captured, showsDifference(state)};
  parts.addAxes(scene);
  if (captured && stack.causal && l.shown == l.rows && l.field.width() >= 300 && state.hoveredKey < 0)
    scene.labels.push_back({.area = {l.field.right() - 260, l.field.top() + 6, 250, 20},
                            .text = QStringLiteral("later tokens: masked, weight exactly 0"),
                            .color = theme.muted,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  parts.addCuts(scene);
  if (state.lockedRow >= 0 && state.lockedRow < l.rows) parts.addRowFrame(scene, state.lockedRow);
  parts.addCrosshair(scene);
  parts.addCaveat(scene);
  parts.addZoom(scene);
  if (captured && l.cell >= numberedCell) {
    const Field field = scene.fields.front();
    const int last = std::min(l.rows - 1, static_cast<int>(std::ceil(l.firstRow + l.shown)));
    for (int query = static_cast<int>(l.firstRow); query <= last; ++query)
      parts.addNumbers(scene, field, query, shownRow(*trace, state, l, query));
  }
  if (!l.side.isNull()) {
    parts.addHeadMap(scene, trace);
    parts.addPatches(scene, seen_.of(*trace));
    if (captured) parts.addBars(scene, shownRow(*trace, state, l, listedRow(l, state)));
  }
  if (state.pointerInside && (!captured || (state.hoveredQuery >= 0 && state.hoveredQuery < l.rows &&
                                            state.hoveredKey >= 0 && state.hoveredKey < l.rows))) {
    static const std::vector<float> none;
    const bool before = captured && state.baseline && state.baseline->find(site) &&
                        l.rowAt(state.hoveredQuery) < state.baseline->rows(stack.stack);
    const std::vector<float> old = before ? weightsOf(*state.baseline, state, l, state.hoveredQuery) : none;
    parts.addCard(scene, captured ? weightsOf(*trace, state, l, state.hoveredQuery) : none, old);
    if (captured) parts.addPatchThumbnails(scene.above.back(), seen_.of(*trace));
  }
  return scene;
}

std::optional<Hit> MatrixView::hit(const Trace& trace, const ViewState& wholeState, QSizeF size, QPointF at) const {
  const StackInfo& stack = trace.model().stack(shownStack(trace.model()));
  const Layout l = layout(trace, wholeState, size);
  const ViewState state = shownState(l, wholeState);
  Hit found;
  found.layer = state.layer;
  found.head = state.head;
  if (state.layer < 0 || state.layer >= stack.layers || state.head < 0 || state.head >= stack.heads)
    return std::nullopt;
  found.notComputed = trace.find({stack.stack, Site::Pattern, state.layer}) == nullptr;
  if (!l.side.isNull() && l.map.contains(at)) {
    found.layer = std::min(stack.layers - 1, static_cast<int>((at.y() - l.map.top()) / l.mapPitch));
    found.head = std::min(stack.heads - 1, static_cast<int>((at.x() - l.map.left()) / l.mapPitch));
    found.notComputed = trace.find({stack.stack, Site::Pattern, found.layer}) == nullptr;
    return found;
  }
  const double moreLeft = MatrixParts{trace, state, l, size, {}, !found.notComputed}.moreLeft();
  if (QRectF(moreLeft, l.caveat.top(), moreWidth, l.caveat.height()).contains(at)) {
    found.more = true;
    return found;
  }
  const auto cellAt = [&](double position, double start, double first) {
    return std::clamp(static_cast<int>(std::floor(first + (position - start) / l.cell)), 0, l.rows - 1);
  };
  const bool inRows = at.y() >= l.field.top() && at.y() < l.field.bottom();
  const bool inColumns = at.x() >= l.field.left() && at.x() < l.field.right();
  if (inRows && at.x() >= axisTitleWidth && at.x() < l.field.left()) {
    found.query = l.rowAt(cellAt(at.y(), l.field.top(), l.firstRow));
    found.title = true;
    return found;
  }
  if (at.y() < l.field.top() && at.y() > 4) {
    // Column titles lean to the right: go down along the slope to the column's foot.
    const double foot = at.x() - (l.field.top() - at.y()) / std::tan(turned);
    if (foot < l.field.left() || foot >= l.field.right()) return std::nullopt;
    found.key = l.rowAt(cellAt(foot, l.field.left(), l.firstColumn));
    found.title = true;
    return found;
  }
  int query = -1, key = -1;
  if (inRows && inColumns) {
    query = cellAt(at.y(), l.field.top(), l.firstRow);
    key = cellAt(at.x(), l.field.left(), l.firstColumn);
  } else if (!l.side.isNull() && !found.notComputed && l.bars.contains(at)) {
    query = listedRow(l, state);
    const auto order = MatrixParts::largestFirst(shownRow(trace, state, l, query), stack.causal ? query + 1 : l.rows);
    const auto place = static_cast<std::size_t>((at.y() - l.bars.top()) / 23);
    if (place >= order.size()) return std::nullopt;
    key = order[place];
  } else {
    return std::nullopt;
  }
  found.query = l.rowAt(query);
  found.key = l.rowAt(key);
  found.masked = stack.causal && key > query;
  if (!found.notComputed) found.value = weightsOf(trace, state, l, query)[static_cast<std::size_t>(key)];
  return found;
}

}  // namespace headlight::ui
