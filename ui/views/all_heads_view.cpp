#include "ui/views/all_heads_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/head_ranges.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double gutter = 58;        // layer names
constexpr double titleHeight = 25;   // head names
constexpr double numberHeight = 18;  // the number below each
constexpr double numberWidth = 38;   // the number beside each, with the gaps around it
constexpr double rowGap = 6;         // between rows of thumbnails with their numbers beside them
constexpr double rightMargin = 20;
constexpr double smallestSide = 40, largestSide = 320;
constexpr double cardWidth = 236;

QString headName(int layer, int head) { return QStringLiteral("L%1H%2").arg(layer).arg(head); }

/// Left and right of a pair of thumbnails' edges: ink outside, beam inside.
void addHoverFrame(Scene& scene, const Theme& theme, const QRectF& thumb) {
  scene.boxes.push_back({.area = thumb.adjusted(-4, -4, 4, 4), .outline = theme.beamText, .lineWidth = 2, .radius = 2});
  if (theme.isDark)
    scene.boxes.push_back({.area = thumb.adjusted(-5, -5, 5, 5), .outline = theme.text, .lineWidth = 1, .radius = 3});
  scene.boxes.push_back({.area = thumb.adjusted(-2, -2, 2, 2), .outline = theme.beam, .lineWidth = 2});
}

/// "off" in the corner that the mask leaves free: the pattern below is computed all the same, its output is not used.
void addTag(Scene& scene, const Theme& theme, const QRectF& thumb, const QString& text) {
  if (thumb.width() < 30) return;
  const int size = thumb.width() >= 56 ? 11 : 9;
  const double width = std::ceil(textWidth(text, size, 600)) + 1;
  scene.labels.push_back({.area = {thumb.right() - width - 5, thumb.top() + 3, width, size + 4.0},
                          .text = text,
                          .color = theme.text,
                          .pixelSize = size,
                          .weight = 600,
                          .alignment = Qt::AlignCenter,
                          .pill = theme.surface,
                          .pillOutline = theme.borderStrong});
}

/// What is done to a whole layer, under its name.
void addLayerTags(Scene& scene, const Trace& trace, const Theme& theme, AttentionId shown, int layer, double top,
                  double bottom) {
  double y = top;
  for (const Intervention& change : trace.changes()) {
    const auto* attention = std::get_if<ScaleAttention>(&change);
    const auto* mlp = std::get_if<ScaleMlp>(&change);
    if (!(attention && attentionOf(*attention) == shown && attention->layer == layer && attention->factor != 1) &&
        !(mlp && mlp->stack == shown.stack && mlp->layer == layer && mlp->factor != 1))
      continue;
    if (y + 13 > bottom) return;
    scene.labels.push_back({.area = {8, y, gutter - 10, 13},
                            .text = attention ? QStringLiteral("attn ") + factorTag(attention->factor)
                                              : QStringLiteral("MLP ") + factorTag(mlp->factor),
                            .color = theme.text,
                            .pixelSize = 10,
                            .elide = true});
    y += 13;
  }
}

Scene headCard(const Trace& trace, const ViewState& state, QSizeF size, const QRectF& thumb) {
  const Theme& theme = *state.theme;
  const int layer = state.hoveredLayer, head = state.hoveredHead;
  const AttentionId attention = shownAttention(trace.model(), state);
  const HeadStatistics* s = statisticsOf(trace, attention, layer, head);
  const bool captured = trace.find(patternSite(attention, layer)) != nullptr;
  std::vector<CardLine> lines;
  if (s != nullptr) {
    lines = {{QStringLiteral("mean entropy"), decimal(s->entropyBits, 2) + QStringLiteral(" bits")},
             {QStringLiteral("mass on first token"), decimal(s->firstTokenMass, 2)},
             {QStringLiteral("largest weight"), decimal(s->largest, 2)}};
    if (trace.model().attention(attention).ofItself())
      lines.insert(lines.begin() + 1,
                   {QStringLiteral("mean distance"),
                    decimal(headNumber(trace, HeadNumber::Distance, attention, layer, head), 1) +
                        (ofPatches(trace, attention.stack) ? QStringLiteral(" pixels") : QStringLiteral(" tokens"))});
  }
  if (const float factor = headFactor(trace.changes(), attention, layer, head); factor != 1)
    lines.push_back({QStringLiteral("output, in the what-if"), factorTag(factor)});
  const double height = 12 + 20 + 6 + 18.0 * static_cast<double>(lines.size()) + 6 + (captured ? 18 : 52) + 8;
  const QString site = QString::fromStdString(trace.model().siteName(patternSite(attention, layer)));
  const QString source = captured ? QStringLiteral("%1, head %2").arg(site).arg(head)
                                  : QStringLiteral("%1 was not computed. %2").arg(site, state.notComputed);
  const double width = captured ? std::max(cardWidth, std::ceil(textWidth(source, 11)) + 25) : cardWidth;
  double x = thumb.right() + 12;
  if (x + width > size.width() - 4) x = thumb.left() - 12 - width;
  x = within(x, 4.0, size.width() - width - 4);
  const double y = within(thumb.center().y() - height / 2, 4.0, size.height() - height - 4);
  const QRectF area(x, y, width, height);
  Scene card;
  addSheet(card, theme, area);
  card.labels.push_back({.area = {x + 12, y + 12, width - 52, 20},
                         .text = QStringLiteral("Layer %1 · Head %2").arg(layer).arg(head),
                         .color = theme.text,
                         .pixelSize = 13,
                         .weight = 600});
  addBadge(card, theme, {area.right() - 28, y + 14}, 'A', theme.attention);
  const double below = addLines(card, theme, area, y + 38, lines) + 6;
  card.labels.push_back({.area = {x + 12, below, width - 24, captured ? 18.0 : 52.0},
                         .text = source,
                         .color = theme.muted,
                         .pixelSize = 11,
                         .alignment = Qt::AlignLeft | (captured ? Qt::AlignVCenter : Qt::AlignTop)});
  return card;
}

}  // namespace

QRectF AllHeadsView::Grid::place(int index) const {
  return {left + (index % columns) * pitchX, top + (index / columns) * pitchY, side, height};
}

int AllHeadsView::Grid::indexOf(int layer, int head) const {
  const auto found = std::find(order.begin(), order.end(), std::pair{layer, head});
  return found == order.end() ? -1 : static_cast<int>(found - order.begin());
}

AllHeadsView::Grid AllHeadsView::grid(const Trace& trace, const ViewState& state, QSizeF size) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  const double shape =
      showsPatchMaps(trace, state) ? 1 : patternShape(trace.rows(attention.stack), trace.keys(attention));
  return grid_.of({trace.serial(), attention, shape, options_.sorted, options_.number, size.width(), size.height()},
                  [&] { return makeGrid(trace, attention, shape, size); });
}

AllHeadsView::Grid AllHeadsView::makeGrid(const Trace& trace, AttentionId attention, double shape, QSizeF size) const {
  const StackInfo& stack = trace.model().stack(attention.stack);
  Grid g;
  g.columns = std::max(1, stack.heads);
  g.sorted = options_.sorted;
  for (int layer = 0; layer < stack.layers; ++layer)
    for (int head = 0; head < stack.heads; ++head) g.order.emplace_back(layer, head);
  if (g.sorted) {
    // Entropy: the sharpest head first. Everything else: the largest first. Heads without the number last.
    const double sign = options_.number == HeadNumber::Entropy ? 1 : -1;
    const auto key = [&](const std::pair<int, int>& at) {
      const double value = headNumber(trace, options_.number, attention, at.first, at.second);
      return std::isnan(value) ? std::numeric_limits<double>::infinity() : sign * value;
    };
    std::stable_sort(g.order.begin(), g.order.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  }
  const double top = g.sorted ? 8 : titleHeight;
  const double left = g.sorted ? 20 : gutter;
  double below = g.sorted ? numberHeight + 2 : numberHeight;
  const double width = size.width() - left - rightMargin;
  const int rows = std::max(1, stack.layers);
  double gap = 14;
  const auto acrossWith = [&](double between) { return std::floor((width + between) / g.columns - between); };
  const double across = acrossWith(gap);
  const double down = std::floor((size.height() - top - 5) / rows - below);
  g.side = std::floor(std::min({across, std::max(down, smallestSide) / shape, largestSide, largestSide / shape}));
  if (g.side < smallestSide) {  // many heads: first the gaps shrink, then the thumbnails
    gap = 4;
    g.side = std::min(smallestSide, acrossWith(gap));
  }
  if (!g.sorted) {
    // A wide lens has room at the right of each thumbnail and none below it.
    const double room = std::floor((size.height() - top - 5) / rows - rowGap);
    const double side =
        std::floor(std::min({width / g.columns - numberWidth - 4, room / shape, largestSide, largestSide / shape}));
    if (side > g.side) {
      g.side = side;
      g.beside = true;
      gap = numberWidth + 4;
      below = rowGap;
    }
  }
  g.side = std::max(g.side, 4.0);
  if (g.columns > 1)
    gap = within(std::floor((width - (g.beside ? numberWidth : 0) - g.columns * g.side) / (g.columns - 1)), gap,
                 std::max({26.0, gap, std::floor(g.side * 0.4)}));
  g.height = std::round(g.side * shape);
  g.pitchX = g.side + gap;
  g.pitchY = g.height + below;
  g.left = left;
  g.top = top;
  g.contentHeight = top + rows * g.pitchY + 5;
  return g;
}

std::vector<SiteId> AllHeadsView::needs(const ModelInfo& model, const ViewState& state) const {
  return everyPattern(model, shownAttention(model, state));
}

void AllHeadsView::addPatchMap(Scene& scene, const Trace& trace, const ViewState& state, const QRectF& thumb, int layer,
                               int head, float shared) const {
  const PatchMap& map = maps_.head(layer, head);
  if (!map.computed()) {
    scene.fields.push_back({.area = thumb});
    return;
  }
  const QImage& seen = seen_.of(trace);
  // Pictures that are not square keep their shape.
  const double widest = std::max(seen.width(), seen.height());
  const double x = thumb.width() * (1 - seen.width() / widest) / 2,
               y = thumb.height() * (1 - seen.height() / widest) / 2;
  const float own = state.picture.dropSpecial ? map.largest : map.largestOfAll;
  scene.pictures.push_back({.area = thumb.adjusted(x, y, -x, -y),
                            .image = seen,
                            .smooth = true,
                            .overlay = overlayOf(maps_.places(), map, state, shared > 0 ? shared : own)});
}

float AllHeadsView::sharedHigh(const std::shared_ptr<const Trace>& trace, const ViewState& state) const {
  maps_.ask(trace, queryRow(patchRows(*trace), state), state.picture);
  const StackInfo& stack = trace->model().stack(patchStack(trace->model()));
  float most = 0;
  for (int layer = 0; layer < stack.layers; ++layer)
    for (int head = 0; head < stack.heads; ++head) {
      const PatchMap& map = maps_.head(layer, head);
      most = std::max(most, state.picture.dropSpecial ? map.largest : map.largestOfAll);
    }
  return most;
}

Scene AllHeadsView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene;
  scene.background = theme.canvas;
  scene.fieldColors = {theme.masked, theme.hatch, theme.surface, theme.isDark};
  if (!trace) return scene;
  const Grid g = grid(*trace, state, size);
  const AttentionInfo attention = trace->model().attention(shownAttention(trace->model(), state));
  const int queries = trace->rows(attention.id.stack), keys = trace->rows(attention.keys);
  const double scroll = within(options_.scroll, 0.0, g.contentHeight - size.height());
  const QRectF visible(0, 0, size.width(), size.height());
  const bool patchMaps = showsPatchMaps(*trace, state);
  const float shared = patchMaps && state.range == RangeMode::Shared ? sharedHigh(trace, state) : 0;
  if (patchMaps) maps_.ask(trace, queryRow(patchRows(*trace), state), state.picture);
  Scene header;
  Scene card;
  for (int i = 0; i < static_cast<int>(g.order.size()); ++i) {
    const auto [layer, head] = g.order[static_cast<std::size_t>(i)];
    const QRectF thumb = g.place(i).translated(0, -scroll);
    if (!g.sorted && head == 0) {
      const double middle = thumb.center().y();
      const bool tall = g.pitchY >= 44;
      if (tall)
        scene.labels.push_back(
            {.area = {12, middle - 18, gutter - 16, 16}, .text = QStringLiteral("Layer"), .color = theme.muted});
      scene.labels.push_back({.area = {12, tall ? middle - 2 : middle - 9, gutter - 16, 18},
                              .text = QString::number(layer),
                              .color = theme.text,
                              .pixelSize = 14,
                              .weight = 600});
      addLayerTags(scene, *trace, theme, attention.id, layer, tall ? middle + 16 : middle + 8, middle + g.pitchY / 2);
    }
    if (!g.sorted && layer == 0)
      header.labels.push_back({.area = {thumb.center().x() - g.pitchX / 2, 2, g.pitchX, 20},
                               .text = g.pitchX >= 52 ? QStringLiteral("Head %1").arg(head) : QString::number(head),
                               .color = theme.muted,
                               .alignment = Qt::AlignCenter});
    if (!thumb.adjusted(-6, -6, 6, 20).intersects(visible)) continue;
    const SiteId site = patternSite(attention.id, layer);
    const bool captured = trace->find(site) != nullptr;
    if (patchMaps) {
      addPatchMap(scene, *trace, state, thumb, layer, head, shared);
    } else {
      scene.fields.push_back({.area = thumb,
                              .trace = captured ? trace : nullptr,
                              .site = site,
                              .head = head,
                              .rowCount = static_cast<double>(queries),
                              .columnCount = static_cast<double>(keys),
                              .causal = attention.causal});
      colourField(scene.fields.back(), *trace, state, layer, head);
    }
    const bool hovered = layer == state.hoveredLayer && head == state.hoveredHead;
    if (const float factor = headFactor(trace->changes(), attention.id, layer, head); factor != 1)
      addTag(scene, theme, thumb, factorTag(factor));
    scene.boxes.push_back(
        {.area = thumb.adjusted(-1, -1, 1, 1), .outline = captured ? theme.border : theme.borderStrong});
    if (state.keyboardFocus && layer == state.layer && head == state.head)
      scene.boxes.push_back(
          {.area = thumb.adjusted(-5, -5, 5, 5), .outline = theme.focus, .lineWidth = 2, .radius = 4});
    if (hovered) {
      addHoverFrame(scene, theme, thumb);
      card = headCard(*trace, state, size, thumb);
    }
    const QRectF below(thumb.left(), thumb.bottom() + (hovered ? 3 : 1), thumb.width(), 16);
    const QRectF beside(thumb.right() + (hovered ? 6 : 4), thumb.bottom() - 15, numberWidth, 16);
    if (g.sorted && g.side >= 76)
      scene.labels.push_back(
          {.area = below, .text = headName(layer, head), .color = theme.muted, .pixelSize = 11, .fixedFont = true});
    const QString number =
        headNumberText(headNumber(*trace, options_.number, attention.id, layer, head), options_.number);
    const bool nameOnly = g.sorted && g.side < 76;
    if (g.side >= 24)
      scene.labels.push_back({.area = g.beside ? beside : below,
                              .text = nameOnly ? headName(layer, head) : number,
                              .color = hovered ? theme.text : theme.muted,
                              .pixelSize = g.side >= 34 ? 11 : 9,
                              .fixedFont = true,
                              .alignment = (g.beside ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter});
  }
  if (!g.sorted) {
    if (scroll > 0) header.boxes.push_back({.area = {0, 0, size.width(), titleHeight - 2}, .fill = theme.canvas});
    scene.above.push_back(std::move(header));
  }
  if (g.contentHeight > size.height() + 1) {
    const double track = size.height() - 8;
    const double length = std::max(24.0, track * size.height() / g.contentHeight);
    const double y = 4 + (track - length) * scroll / (g.contentHeight - size.height());
    scene.boxes.push_back({.area = {size.width() - 9, y, 6, length}, .fill = theme.borderStrong, .radius = 3});
  }
  if (!card.boxes.empty() && state.pointerInside) scene.above.push_back(std::move(card));
  return scene;
}

std::optional<Hit> AllHeadsView::hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const {
  const Grid g = grid(trace, state, size);
  if (!g.sorted && at.y() < titleHeight - 2) return std::nullopt;
  const double scroll = within(options_.scroll, 0.0, g.contentHeight - size.height());
  for (int i = 0; i < static_cast<int>(g.order.size()); ++i) {
    if (!g.place(i).translated(0, -scroll).contains(at)) continue;
    Hit found;
    found.layer = g.order[static_cast<std::size_t>(i)].first;
    found.head = g.order[static_cast<std::size_t>(i)].second;
    found.notComputed = trace.find(patternSite(shownAttention(trace.model(), state), found.layer)) == nullptr;
    return found;
  }
  return std::nullopt;
}

}  // namespace headlight::ui
