#include "ui/views/arcs_view.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/views/arcs_parts.h"
#include "ui/views/cards.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double margin = 16;
constexpr double titleHeight = 34;  // what stands above the columns
constexpr double belowArcs = 52, lowLens = 260, lowBelowArcs = 36;
constexpr double largestStep = 44;
constexpr double headsWidth = 138, headsFrom = 540;  // of the list of heads; px of the lens that it needs
constexpr double gap = 8;                            // between a name and its lines
constexpr double moreWidth = 34;
constexpr double roomyLines = 40;  // rows in sight, times heads, up to which a weak line is drawn as the legend says
constexpr double swatchRow = 20;   // the heads' colours above the columns, where there is no list

bool validLayer(const ModelInfo& model, AttentionId attention, const ViewState& state) {
  return state.layer >= 0 && state.layer < model.stack(attention.stack).layers && state.head >= 0 &&
         state.head < model.attention(attention).heads;
}

}  // namespace

QColor ArcsView::colourOf(const Theme& theme, int slot) {
  static constexpr QRgb light[colours] = {0xFF0B5E92, 0xFF885E26, 0xFFA054FB, 0xFF4F9676,
                                          0xFF511231, 0xFF978C10, 0xFF2F007F, 0xFF1F370C};
  static constexpr QRgb dark[colours] = {0xFF60A9E7, 0xFFE5A588, 0xFF73F6E1, 0xFFBF7392,
                                         0xFFE0E86A, 0xFF6172E0, 0xFFB79A18, 0xFF558C5C};
  // The light ones with 4.5 : 1 against white.
  static constexpr QRgb projector[colours] = {0xFF0B5E92, 0xFF885E26, 0xFF934DE7, 0xFF437F64,
                                              0xFF511231, 0xFF7D740D, 0xFF2F007F, 0xFF1F370C};
  if (slot < 0 || slot >= colours) return theme.muted;
  switch (theme.ground) {
    case Ground::Light:
      return QColor::fromRgb(light[slot]);
    case Ground::Dark:
      return QColor::fromRgb(dark[slot]);
    case Ground::Projector:
      break;
  }
  return QColor::fromRgb(projector[slot]);
}

std::vector<ArcsView::DrawnHead> ArcsView::drawnHeads(const ModelInfo& model, const ViewState& state) const {
  if (showsDifference(state)) return {{state.head, 0}};
  const int heads = model.attention(shownAttention(model, state)).heads;
  std::vector<int> places = options_.picked;
  if (std::ranges::find(places, state.head) == places.end()) {
    const auto free = std::ranges::find(places, -1);
    free == places.end() ? places.push_back(state.head) : void(*free = state.head);
  }
  std::vector<DrawnHead> drawn;
  for (std::size_t slot = 0; slot < places.size(); ++slot)
    if (places[slot] >= 0 && places[slot] < heads) drawn.push_back({places[slot], static_cast<int>(slot)});
  return drawn;
}

ArcsView::Focus ArcsView::focus(const Trace& trace, const ViewState& state) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const auto inside = [](int row, int count) { return row < count ? row : -1; };
  const int queries = trace.rows(attention.id.stack), keys = trace.keys(attention.id);
  const int query = inside(state.hoveredQuery, queries), key = inside(state.hoveredKey, keys);
  const int lockedQuery = inside(state.lockedRow, queries),
            lockedKey = lockedQuery >= 0 ? -1 : inside(options_.lockedKey, keys);
  const auto ofQuery = [](int row) { return Focus{.query = row, .fromQuery = true}; };
  const auto ofKey = [](int row) { return Focus{.key = row, .fromQuery = false}; };
  if (query >= 0 && key >= 0) {
    if (lockedQuery == query) return {query, key, true, true};
    if (lockedKey == key) return {query, key, true, false};
    // A token of the text is both, and is asked what it looks at; two different ones are a line.
    if (query != key) return {query, key, true, true};
    if (lockedQuery < 0 && lockedKey < 0) return ofQuery(query);
  } else if (query >= 0) {
    return ofQuery(query);
  } else if (key >= 0) {
    return ofKey(key);
  }
  if (lockedQuery >= 0) return ofQuery(lockedQuery);
  if (lockedKey >= 0) return ofKey(lockedKey);
  return {};
}

const ArcsView::Source& ArcsView::source(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  const AttentionId attention = shownAttention(trace->model(), state);
  const SiteId site = patternSite(attention, state.layer);
  const bool difference = showsDifference(state);
  const std::shared_ptr<const Trace> baseline = difference ? state.baseline : nullptr;
  const int head = difference ? state.head : -1;
  if (source_.trace == trace && source_.baseline == baseline && source_.site == site && source_.head == head)
    return source_;
  source_ = {trace, baseline, site, head, nullptr, 1, {}};
  if (difference) {
    const Difference& made = differences_.of(trace, baseline, attention, state.layer, state.head);
    if (made.values) source_.rows = std::make_shared<const HostRows>(*made.values);
    source_.largest = made.largest > 0 ? made.largest : 1.0F;
  } else if (const Rows* rows = trace->find(site); rows != nullptr && rows->rows() > 0) {
    source_.rows = std::make_shared<const HostRows>(*rows);
  }
  return source_;
}

std::shared_ptr<const std::vector<derived::TopMass>> ArcsView::kept(const std::shared_ptr<const Trace>& trace,
                                                                    const ViewState& state, int head) const {
  source(trace, state);
  if (!source_.rows) return nullptr;
  auto& known = source_.kept[{head, options_.share}];
  if (known) return known;
  std::erase_if(source_.kept, [this](const auto& one) { return one.first.second != options_.share; });
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), state));
  const int keys = trace->keys(attention.id);
  auto made = std::make_shared<std::vector<derived::TopMass>>();
  for (int query = 0; query < source_.rows->rows(); ++query)
    made->push_back(derived::topMass(
        source_.rows->head(query, source_.head >= 0 ? 0 : head,
                           static_cast<std::size_t>(attention.causal ? std::min(query + 1, keys) : keys)),
        options_.share / 100.0));
  known = std::move(made);
  return known;
}

std::vector<float> ArcsView::weightsOf(const std::shared_ptr<const Trace>& trace, const ViewState& state, int head,
                                       bool fromQuery, int row) const {
  const Source& from = source(trace, state);
  if (!from.rows) return {};
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), state));
  const auto keys = static_cast<std::size_t>(trace->keys(attention.id));
  const int place = from.head >= 0 ? 0 : head;
  const auto line = [&](int query) {
    return from.rows->head(query, place, attention.causal ? std::min(static_cast<std::size_t>(query) + 1, keys) : keys);
  };
  std::vector<float> values(fromQuery ? keys : static_cast<std::size_t>(from.rows->rows()), 0.0F);
  if (row < 0 || row >= (fromQuery ? from.rows->rows() : static_cast<int>(keys))) return values;
  if (fromQuery) {
    std::ranges::copy(line(row), values.begin());
    return values;
  }
  for (int query = 0; query < from.rows->rows(); ++query)
    if (const std::span<const float> weights = line(query); static_cast<std::size_t>(row) < weights.size())
      values[static_cast<std::size_t>(query)] = weights[static_cast<std::size_t>(row)];
  return values;
}

std::vector<float> ArcsView::meanWeights(const std::shared_ptr<const Trace>& trace, const ViewState& state,
                                         bool fromQuery, int row) const {
  const std::vector<DrawnHead> drawn = drawnHeads(trace->model(), state);
  std::vector<double> sums;
  for (const DrawnHead& head : drawn) {
    const std::vector<float> one = weightsOf(trace, state, head.head, fromQuery, row);
    sums.resize(one.size(), 0.0);
    for (std::size_t i = 0; i < one.size(); ++i) sums[i] += static_cast<double>(one[i]);
  }
  std::vector<float> mean;
  for (const double sum : sums) mean.push_back(static_cast<float>(sum / static_cast<double>(drawn.size())));
  return mean;
}

ArcsView::Layout ArcsView::layout(const Trace& trace, const ViewState& state, QSizeF size) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  return layout_.of({.trace = trace.serial(),
                     .attention = attention.id,
                     .queries = state.rowsOf(attention.id.stack),
                     .keys = state.rowsOf(attention.keys),
                     .zoom = options_.zoom,
                     .scroll = options_.scroll,
                     .width = size.width(),
                     .height = size.height()},
                    [&] { return makeLayout(trace, state, size); });
}

ArcsView::Layout ArcsView::makeLayout(const Trace& trace, const ViewState& state, QSizeF size) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  Layout l;
  l.query = {.stack = attention.id.stack,
             .queries = true,
             .left = attention.ofItself(),
             .count = std::max(1, trace.rows(attention.id.stack))};
  l.key = {.stack = attention.keys,
           .queries = false,
           .left = !attention.ofItself(),
           .count = std::max(1, trace.keys(attention.id))};
  const bool listed = size.width() >= headsFrom;
  const double right = listed ? size.width() - margin - headsWidth - 12 : size.width() - margin;
  const double across = std::max(24.0, right - margin);
  const double top = titleHeight + (listed ? 0 : swatchRow);
  const double below = size.height() < lowLens ? lowBelowArcs : belowArcs;
  const double high = std::max(8.0, size.height() - top - below);

  const auto widest = [&](const Column& column) {
    const StackRows& rows = state.rowsOf(column.stack);
    double width = 0;
    for (int row = 0; row < column.count; ++row) width = std::max(width, textWidth(axisText(rows.name(row)), 12, 600));
    return within(std::ceil(width) + 14, 30.0, std::min(132.0, across * 0.24));
  };
  const double queryWidth = widest(l.query), keyWidth = l.key.stack == l.query.stack ? queryWidth : widest(l.key);
  const double free = across - queryWidth - keyWidth;
  const double bars = free >= 380 ? 96 : free >= 240 ? 44 : 0;
  const double leftWidth = l.query.left ? queryWidth : keyWidth, rightWidth = l.query.left ? keyWidth : queryWidth;
  const double arcsLeft = margin + bars + leftWidth + gap, arcsRight = right - bars - rightWidth - gap;
  l.arcs = QRectF(arcsLeft, top, std::max(8.0, arcsRight - arcsLeft), high);

  const auto stepOf = [&](const Column& column) { return within(high / column.count, leastStep, largestStep); };
  double least = 1;  // at this zoom everything is in sight
  for (const Column* column : {&l.query, &l.key}) least = std::min(least, high / (column->count * stepOf(*column)));
  l.leastZoom = least;
  l.zoom = within(options_.zoom, least, mostZoom);
  double longest = 0;
  for (Column* column : {&l.query, &l.key}) {
    column->step = stepOf(*column) * l.zoom;
    longest = std::max(longest, column->count * column->step);
  }
  l.overflow = longest - high > 0.5 ? longest - high : 0;  // what rounding leaves is no reason to scroll
  const double scroll = within(options_.scroll, 0.0, 1.0);
  for (Column* column : {&l.query, &l.key}) {
    const double length = column->count * column->step;
    // The shorter column is scrolled along, or stands in the middle of the longer one.
    const double begin = length > high ? -scroll * (length - high) : (std::min(longest, high) - length) / 2;
    column->first = top + begin + column->step / 2;
    const double width = column->queries ? queryWidth : keyWidth;
    const double left = column->left ? arcsLeft - gap - width : l.arcs.right() + gap;
    column->names = QRectF(left, top, width, high);
    if (bars > 0) column->bars = QRectF(column->left ? left - bars : left + width, top, bars, high);
  }
  if (listed) l.heads = QRectF(size.width() - margin - headsWidth, 12, headsWidth, size.height() - 12 - below);
  l.caveat = QRectF(margin, l.arcs.bottom() + 14, std::max(8.0, size.width() - 2 * margin), 20);
  return l;
}

std::vector<SiteId> ArcsView::needs(const ModelInfo& model, const ViewState& state) const {
  return everyPattern(model, shownAttention(model, state));
}

ArcBundle ArcsView::bundle(const std::shared_ptr<const Trace>& trace, const ViewState& state,
                           const Layout& layout) const {
  const Theme& theme = *state.theme;
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), state));
  ArcBundle made{.area = layout.arcs,
                 .lineScale = theme.lineScale,
                 .queriesLeft = layout.query.left,
                 .firstQuery = layout.query.first,
                 .queryStep = layout.query.step,
                 .firstKey = layout.key.first,
                 .keyStep = layout.key.step};
  const std::vector<DrawnHead> drawn = drawnHeads(trace->model(), state);
  const Focus focused = focus(*trace, state);
  const auto pointed =
      std::ranges::find(drawn, state.hoveredLayer == state.layer ? state.hoveredHead : -1, &DrawnHead::head);
  const double apart =
      std::min(3.0, std::min(layout.query.step, layout.key.step) / (static_cast<double>(drawn.size()) + 2));
  // The more lines may lie over each other, the less each weak one covers.
  const auto inSight = [&](const Column& column) {
    return std::min<double>(column.count, layout.arcs.height() / column.step);
  };
  const double crowd = std::max(inSight(layout.query), inSight(layout.key)) * static_cast<double>(drawn.size());
  const Source& from = source(trace, state);
  const auto setOf = [&](const DrawnHead& head) {
    const auto place = static_cast<double>(&head - drawn.data());
    ArcSet set{.rows = from.rows,
               .head = from.head >= 0 ? 0 : head.head,
               .kept = kept(trace, state, head.head),
               .keys = layout.key.count,
               .causal = attention.causal,
               .high = from.head >= 0 ? from.largest : state.high.value_or(1.0F),
               .color = colourOf(theme, head.slot),
               .dashed = head.slot >= colours / 2 && head.slot < colours,
               .least = std::min(1.0, roomyLines / crowd),
               .shift = (place - (static_cast<double>(drawn.size()) - 1) / 2) * apart};
    // Beyond the colours that there are, the one that is pointed at takes the first.
    if (head.slot >= colours && pointed != drawn.end() && pointed->head == head.head) set.color = colourOf(theme, 0);
    return set;
  };
  const auto push = [&](const ArcSet& set) {
    if (!showsDifference(state)) return made.sets.push_back(set);
    for (const bool positive : {true, false}) {
      ArcSet part = set;
      part.sign = positive ? ArcSet::Sign::Positive : ArcSet::Sign::Negative;
      part.color = positive ? theme.divergingHigh : theme.divergingLow;
      made.sets.push_back(part);
    }
  };
  const bool isolates = focused.any() || pointed != drawn.end();
  for (const DrawnHead& head : drawn) {
    ArcSet set = setOf(head);
    set.faint = isolates;
    push(set);
  }
  for (const DrawnHead& head : drawn) {
    if (!isolates || (pointed != drawn.end() && pointed->head != head.head)) continue;
    ArcSet set = setOf(head);
    if (focused.fromQuery || focused.pair) set.onlyQuery = focused.query;
    if (!focused.fromQuery || focused.pair) set.onlyKey = focused.key;
    push(set);
  }
  return made;
}

Scene ArcsView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene = emptyScene(theme);
  if (!trace) return scene;
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), state));
  if (!validLayer(trace->model(), attention.id, state)) return scene;
  const Layout l = layout(*trace, state, size);
  scene.arcs.push_back(bundle(trace, state, l));
  const ArcsParts parts{*this, *trace, trace, state, l, size, attention, source(trace, state).rows != nullptr};
  parts.addTitles(scene);
  parts.addNames(scene, l.query);
  parts.addNames(scene, l.key);
  parts.addBars(scene);
  parts.addHeads(scene);
  parts.addCaveat(scene);
  if (state.pointerInside) parts.addCard(scene);
  return scene;
}

std::optional<Hit> ArcsView::hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const {
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  if (!validLayer(trace.model(), attention.id, state)) return std::nullopt;
  const Layout l = layout(trace, state, size);
  Hit found;
  found.layer = state.layer;
  found.head = state.head;
  found.notComputed = trace.find(patternSite(attention.id, state.layer)) == nullptr;
  const ArcsParts parts{*this, trace, nullptr, state, l, size, attention, !found.notComputed};
  if (const int head = parts.headAt(at); head >= 0) {
    found.head = head;
    return found;
  }
  if (QRectF(parts.moreLeft(), l.caveat.top(), moreWidth, l.caveat.height()).contains(at)) {
    found.more = true;
    return found;
  }
  for (const Column* column : {&l.query, &l.key}) {
    if (!column->names.united(column->bars).contains(at)) continue;
    const int row = static_cast<int>(std::floor((at.y() - column->first) / column->step + 0.5));
    if (!column->has(row)) return std::nullopt;
    (column->queries ? found.query : found.key) = row;
    found.title = found.alone = true;
    // Beside a locked row it is the line between the two.
    const int locked = column->queries ? (state.lockedRow >= 0 ? -1 : options_.lockedKey) : state.lockedRow;
    if (const Column& other = column->queries ? l.key : l.query; other.has(locked)) {
      (column->queries ? found.key : found.query) = locked;
      found.title = found.alone = false;
    }
    found.masked = attention.causal && found.query >= 0 && found.key > found.query;
    if (found.query >= 0 && found.key >= 0 && !found.masked && !found.notComputed)
      found.value =
          patternRow(trace, attention.id, state.layer, state.head, found.query)[static_cast<std::size_t>(found.key)];
    return found;
  }
  return std::nullopt;
}

}  // namespace headlight::ui
