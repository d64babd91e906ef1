#include "ui/views/all_heads_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/scene/colormap.h"
#include "ui/theme/hidden.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_parts.h"
#include "ui/views/cards.h"
#include "ui/views/head_ranges.h"
#include "ui/views/head_words.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double titleHeight = 25;   // head names
constexpr double numberHeight = 18;  // the number below each
constexpr double wordHeight = 15;    // what is said of it, below that, where its name stands beside the number
constexpr double numberWidth = 38;   // the number beside each, with the gaps around it
constexpr double rowGap = 6;         // between rows of thumbnails with their numbers beside them
constexpr double rightMargin = 20;
constexpr double smallestSide = 40, largestSide = 320;

QString headName(int layer, int head) { return QStringLiteral("L%1H%2").arg(layer).arg(head); }

constexpr double wordGap = 12;  // at least, before the number of the row

/// With its own number; the word alone where that number stands beside it or there is no other. Nothing where there is
/// no room to tell it from another number: "previous 0.08" must not be read where 0.08 is an entropy.
void addWord(Scene& scene, const HeadParts& parts, const QRectF& area, bool ofItsOwn, bool hovered) {
  const auto word = headWord(parts.trace, parts.attention, parts.layer, parts.head);
  if (!word) return;
  const QString both = QStringLiteral("%1 %2").arg(word->word, decimal(word->value, 2));
  const bool isShown = scoreOf(parts.number) == word->score;
  const bool fits = textWidth(both, 11) + (ofItsOwn ? 0 : wordGap) <= area.width();
  if (!fits && !isShown && !ofItsOwn) return;
  scene.labels.push_back({.area = area,
                          .text = fits && (ofItsOwn || !isShown) ? both : word->word,
                          .color = hovered ? parts.state.theme->text : parts.state.theme->muted,
                          .pixelSize = textWidth(word->word, 11) <= area.width() ? 11 : 10,
                          .elide = true});
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
  return grid_.of({trace.serial(), attention, shape, options_.sorted, options_.filter,
                   shownNumber(trace.model(), state), state.pins, size.width(), size.height()},
                  [&] { return makeGrid(trace, state, shape, size); });
}

HeadNumber AllHeadsView::shownNumber(const ModelInfo& model, const ViewState& state) const {
  const std::vector<HeadNumber> there = headNumbersOf(model, shownAttention(model, state));
  return std::ranges::find(there, options_.number) != there.end() ? options_.number : HeadNumber::Entropy;
}

bool AllHeadsView::passes(const Trace& trace, const ViewState& state, int layer, int head) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  const auto atLeast = [&](double share) {
    return headNumber(trace, shownNumber(trace.model(), state), attention, layer, head) >= share;
  };
  switch (shownFilter(trace.model(), state)) {
    case HeadFilter::All:
      break;
    case HeadFilter::Said:
      return headWord(trace, attention, layer, head).has_value();
    case HeadFilter::Pinned:
      return state.isPinned({attention, layer, head});
    case HeadFilter::Third:
      return atLeast(0.3);
    case HeadFilter::Half:
      return atLeast(0.5);
  }
  return true;
}

HeadFilter AllHeadsView::shownFilter(const ModelInfo& model, const ViewState& state) const {
  const bool byNumber = options_.filter == HeadFilter::Third || options_.filter == HeadFilter::Half;
  return byNumber && !isShare(shownNumber(model, state)) ? HeadFilter::All : options_.filter;
}

AllHeadsView::Grid AllHeadsView::makeGrid(const Trace& trace, const ViewState& state, double shape, QSizeF size) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  const StackInfo& stack = trace.model().stack(attention.stack);
  Grid g;
  g.columns = std::max(1, stack.heads);
  g.named = options_.sorted || shownFilter(trace.model(), state) != HeadFilter::All;
  for (int layer = 0; layer < stack.layers; ++layer)
    for (int head = 0; head < stack.heads; ++head)
      if (passes(trace, state, layer, head)) g.order.emplace_back(layer, head);
  if (options_.sorted) {
    const HeadNumber number = shownNumber(trace.model(), state);
    // Entropy: the sharpest head first. Everything else: the largest first. Heads without the number last.
    const double sign = number == HeadNumber::Entropy ? 1 : -1;
    const auto key = [&](const std::pair<int, int>& at) {
      const double value = headNumber(trace, number, attention, at.first, at.second);
      return std::isnan(value) ? std::numeric_limits<double>::infinity() : sign * value;
    };
    std::stable_sort(g.order.begin(), g.order.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  }
  if (g.named) {
    std::ranges::stable_partition(g.order, [&](const auto& at) {
      return state.isPinned({attention, at.first, at.second});
    });
    g.columns = within(static_cast<int>(g.order.size()), 1, g.columns);
  }
  const double top = g.named ? 8 : titleHeight;
  const double left = g.named ? 20 : allHeadsGutter;
  double below = g.named ? numberHeight + wordHeight + 2 : numberHeight;
  const double width = size.width() - left - rightMargin;
  const int rows = g.named ? std::max(1, static_cast<int>((g.order.size() + static_cast<std::size_t>(g.columns) - 1) /
                                                          static_cast<std::size_t>(g.columns)))
                           : std::max(1, stack.layers);
  double gap = 14;
  const auto acrossWith = [&](double between) { return std::floor((width + between) / g.columns - between); };
  const double across = acrossWith(gap);
  const double down = std::floor((size.height() - top - 5) / rows - below);
  g.side = std::floor(std::min({across, std::max(down, smallestSide) / shape, largestSide, largestSide / shape}));
  if (g.side < smallestSide) {  // many heads: first the gaps shrink, then the thumbnails
    gap = 4;
    g.side = std::min(smallestSide, acrossWith(gap));
  }
  if (!g.named) {
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

double AllHeadsView::numberReach(const Trace& trace, const ViewState& state) const {
  const AttentionId attention = shownAttention(trace.model(), state);
  const HeadNumber number = shownNumber(trace.model(), state);
  if (isShare(number)) return 1;
  const StackInfo& stack = trace.model().stack(attention.stack);
  double most = 0;
  for (int layer = 0; layer < stack.layers; ++layer)
    for (int head = 0; head < stack.heads; ++head)
      if (const double value = headNumber(trace, number, attention, layer, head); value > most) most = value;
  return most > 0 ? most : 1;
}

void AllHeadsView::addNothing(Scene& scene, const ModelInfo& model, const ViewState& state, QSizeF size) const {
  const HeadFilter filter = shownFilter(model, state);
  const double width = within(size.width() - 40, 0.0, 560.0), left = (size.width() - width) / 2;
  const QString title = filter == HeadFilter::Pinned ? tr("No head is pinned")
                        : filter == HeadFilter::Said ? tr("Nothing can be said of any head")
                                                     : tr("No head reaches that share");
  const QString words =
      filter == HeadFilter::Pinned ? tr("P pins the head under the pointer, or the chosen one; so does its pin.")
      : filter == HeadFilter::Said
          ? tr("A head is said to do something from half of its weight on, in a text that is long enough to show it.")
          : tr("On this text the number that is shown is smaller in every head.");
  const double top = within(size.height() / 3 - 40, 0.0, 132.0);
  scene.labels.push_back(
      {.area = {left, top, width, 28}, .text = title, .color = state.theme->text, .pixelSize = 20, .elide = true});
  scene.labels.push_back(
      {.area = {left, top + 34, width, 20}, .text = words, .color = state.theme->muted, .elide = true});
  scene.labels.push_back({.area = {left, top + 56, width, 20},
                          .text = tr("“All heads” in the row above brings the others back."),
                          .color = state.theme->muted,
                          .elide = true});
}

Scene AllHeadsView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene = emptyScene(theme);
  if (!trace) return scene;
  const Grid g = grid(*trace, state, size);
  if (g.order.empty()) addNothing(scene, trace->model(), state, size);
  const HeadNumber number = shownNumber(trace->model(), state);
  const double reach = options_.coloured ? numberReach(*trace, state) : 0;
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
    const HeadParts parts{*trace, state, attention.id, layer, head, thumb, number};
    if (!g.named && head == 0) {
      const double middle = thumb.center().y();
      const bool tall = g.pitchY >= 44;
      if (tall)
        scene.labels.push_back(
            {.area = {12, middle - 18, allHeadsGutter - 16, 16}, .text = tr("Layer"), .color = theme.muted});
      scene.labels.push_back({.area = {12, tall ? middle - 2 : middle - 9, allHeadsGutter - 16, 18},
                              .text = QString::number(layer),
                              .color = theme.text,
                              .pixelSize = 14,
                              .weight = 600});
      parts.addLayerTags(scene, tall ? middle + 16 : middle + 8, middle + g.pitchY / 2);
    }
    if (!g.named && layer == 0)
      header.labels.push_back({.area = {thumb.center().x() - g.pitchX / 2, 2, g.pitchX, 20},
                               .text = g.pitchX >= 52 ? tr("Head %1").arg(head) : QString::number(head),
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
    parts.addTag(scene);
    scene.boxes.push_back(
        {.area = thumb.adjusted(-1, -1, 1, 1), .outline = captured ? theme.border : theme.borderStrong});
    const double value = headNumber(*trace, number, attention.id, layer, head);
    if (options_.coloured && !std::isnan(value)) {
      const auto& table = colormapTable(state.colormap, theme.ground);
      const int entry =
          colormapIndex(static_cast<float>(value), 0, static_cast<float>(reach), Scale::Linear, state.gamma);
      scene.boxes.push_back({.area = thumb.adjusted(-2, -2, 2, 2),
                             .outline = QColor::fromRgb(table[static_cast<std::size_t>(entry)]),
                             .lineWidth = 3});
    }
    parts.addPin(scene);
    if (state.keyboardFocus && layer == state.layer && head == state.head)
      scene.boxes.push_back(
          {.area = thumb.adjusted(-5, -5, 5, 5), .outline = theme.focus, .lineWidth = 2, .radius = 4});
    if (hovered) {
      parts.addHoverFrame(scene);
      card = parts.card(size);
    }
    const QRectF below(thumb.left(), thumb.bottom() + (hovered ? 3 : 1), thumb.width(), 16);
    const QRectF beside(thumb.right() + (hovered ? 6 : 4), thumb.bottom() - 15, numberWidth, 16);
    if (g.named && g.side >= 76)
      scene.labels.push_back(
          {.area = below, .text = headName(layer, head), .color = theme.muted, .pixelSize = 11, .fixedFont = true});
    const QString written = isHidden(Hidden::Numbers) ? QString() : headNumberText(value, number);
    const bool nameOnly = g.named && g.side < 76;
    if (!g.beside && g.side >= 34) {
      // In the line of the number, and into the gap before it; or below it where the head's name stands there.
      const double out = g.named ? 0 : within((g.pitchX - g.side) / 2 - 2, 0.0, 10.0);
      const double room = g.named ? thumb.width() : thumb.width() + out - textWidth(written, 11, 400, true) - 3;
      addWord(scene, parts, {below.left() - out, below.top() + (g.named ? wordHeight : 0), room, 16}, g.named, hovered);
    }
    if (g.side >= 24)
      scene.labels.push_back({.area = g.beside ? beside : below,
                              .text = nameOnly ? headName(layer, head) : written,
                              .color = hovered ? theme.text : theme.muted,
                              .pixelSize = g.side >= 34 ? 11 : 9,
                              .fixedFont = true,
                              .alignment = (g.beside ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter});
  }
  if (!g.named) {
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
  if (!g.named && at.y() < titleHeight - 2) return std::nullopt;
  const double scroll = within(options_.scroll, 0.0, g.contentHeight - size.height());
  for (int i = 0; i < static_cast<int>(g.order.size()); ++i) {
    if (!g.place(i).translated(0, -scroll).contains(at)) continue;
    Hit found;
    found.layer = g.order[static_cast<std::size_t>(i)].first;
    found.head = g.order[static_cast<std::size_t>(i)].second;
    found.pin = HeadParts::pinPlace(g.place(i).translated(0, -scroll)).contains(at);
    found.notComputed = trace.find(patternSite(shownAttention(trace.model(), state), found.layer)) == nullptr;
    return found;
  }
  return std::nullopt;
}

std::optional<QRectF> AllHeadsView::areaOf(const Trace& trace, const ViewState& state, QSizeF size,
                                           const Hit& hit) const {
  const Grid g = grid(trace, state, size);
  const double scroll = within(options_.scroll, 0.0, g.contentHeight - size.height());
  const auto found = std::find(g.order.begin(), g.order.end(), std::pair(hit.layer, hit.head));
  if (found == g.order.end()) return QRectF();
  const QRectF place = g.place(static_cast<int>(found - g.order.begin())).translated(0, -scroll);
  return QRectF(QPointF(0, 0), size).contains(place.center()) ? place : QRectF();
}

}  // namespace headlight::ui
