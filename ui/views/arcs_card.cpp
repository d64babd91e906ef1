// The hover card of the arcs.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/arcs_parts.h"
#include "ui/views/cards.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double cardWidth = 248;
constexpr std::size_t mostLines = 6, fewLines = 3;
constexpr double lowLens = 420;
constexpr double lineHeight = 18;

/// Places of the largest magnitudes that are not 0, of equal ones the earlier first.
std::vector<int> largestFirst(const std::vector<float>& values) {
  std::vector<int> order;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != 0) order.push_back(static_cast<int>(i));  // NaN is unlike 0: a broken one is named
  std::ranges::stable_sort(order, [&](int a, int b) {
    const float left = values[static_cast<std::size_t>(a)], right = values[static_cast<std::size_t>(b)];
    if (std::isnan(left) || std::isnan(right)) return std::isnan(left) && !std::isnan(right);
    return std::abs(left) > std::abs(right);
  });
  return order;
}

}  // namespace

QRectF ArcsParts::cardArea(double width, double height) const {
  const ArcsView::Focus focus = view.focus(trace, state);
  const ArcsView::Column& column = columnOf(focus.fromQuery);
  const double middle = focus.any() ? column.middle(focus.row()) : layout.arcs.center().y();
  // Near its own column lines lie close together; the half of the height where they are not is free.
  const bool below = middle < layout.arcs.center().y();
  const double y =
      below ? std::max(middle + 22, layout.arcs.bottom() - height) : std::min(middle - 22 - height, layout.arcs.top());
  const double x = column.left ? layout.arcs.left() + 6 : layout.arcs.right() - 6 - width;
  return {within(x, 4.0, size.width() - 4 - width), within(y, 4.0, size.height() - 4 - height), width, height};
}

void ArcsParts::addCard(Scene& scene) const {
  const ArcsView::Focus focus = view.focus(trace, state);
  if (captured && !focus.any()) return;
  const Theme& theme = *state.theme;
  const QString site = QString::fromStdString(trace.model().siteName(patternSite(attention.id, state.layer)));
  Scene card;
  if (!captured) {
    const QRectF area = cardArea(std::min(cardWidth, size.width() - 8), 96);
    addSheet(card, theme, area);
    card.labels.push_back({.area = {area.left() + 12, area.top() + 12, area.width() - 24, 20},
                           .text = tr("Not computed"),
                           .color = theme.text,
                           .pixelSize = 13,
                           .weight = 600});
    card.labels.push_back({.area = {area.left() + 12, area.top() + 36, area.width() - 24, 52},
                           .text = site + QStringLiteral(". ") + state.notComputed,
                           .color = theme.muted,
                           .alignment = Qt::AlignLeft | Qt::AlignTop});
    scene.above.push_back(std::move(card));
    return;
  }
  const bool difference = view.showsDifference(state);
  const auto exact = [difference](double value) { return difference ? signedExact(value) : exactWeight(value); };
  const std::vector<ArcsView::DrawnHead> drawn = view.drawnHeads(trace.model(), state);
  const std::vector<float> values = view.meanWeights(shared, state, focus.fromQuery, focus.row());
  std::vector<CardLine> lines;
  QString sentence;
  if (focus.pair) {
    sentence = attention.causal && focus.key > focus.query ? tr("masked: a later token") : tr("weight of this line");
    for (const ArcsView::DrawnHead& head : drawn)
      lines.push_back({tr("head %1").arg(head.head),
                       exact(static_cast<double>(view.weightsOf(shared, state, head.head, true,
                                                                focus.query)[static_cast<std::size_t>(focus.key)]))});
    if (drawn.size() > 1)
      lines.push_back({tr("mean"), exact(static_cast<double>(values[static_cast<std::size_t>(focus.other())]))});
  } else {
    const std::vector<int> order = largestFirst(values);
    const auto shown = std::min<std::size_t>(order.size(), size.height() < lowLens ? fewLines : mostLines);
    for (std::size_t i = 0; i < shown; ++i)
      lines.push_back({axisText(nameOf(!focus.fromQuery, order[i])) + QStringLiteral("  %1").arg(order[i]),
                       exact(static_cast<double>(values[static_cast<std::size_t>(order[i])]))});
    if (const std::size_t rest = order.size() - shown; rest > 0) {
      double sum = 0;
      for (std::size_t i = shown; i < order.size(); ++i)
        sum += static_cast<double>(values[static_cast<std::size_t>(order[i])]);
      lines.push_back({tr("%1 more, together").arg(rest), exact(sum)});
    }
    sentence = focus.fromQuery ? tr("looks at") : tr("is looked at by");
    if (focus.fromQuery && order.size() == 1 && attention.causal && focus.query == 0)
      sentence = tr("sees itself alone");
    if (order.empty()) sentence = focus.fromQuery ? tr("looks at nothing") : tr("nobody looks at it");
  }
  if (state.stale) sentence = tr("from before the last edit");
  const QString heads = focus.pair   ? tr("layer %1").arg(state.layer)
                        : difference ? tr("%1, after − before").arg(headWords())
                                     : headWords();
  const double wanted = std::max(
      {cardWidth, std::ceil(textWidth(site, 11)) + 26, std::ceil(textWidth(sentence, 12) + textWidth(heads, 12)) + 40});
  const double height = 40 + 20 + lineHeight * static_cast<double>(lines.size()) + 30 + (focus.pair ? 22 : 0);
  const QRectF area = cardArea(std::min(wanted, size.width() - 8), height);
  addSheet(card, theme, area);
  const double x = area.left() + 12, width = area.width() - 24;
  double y = area.top() + 10;
  const auto named = [&](bool query, int row) {
    addBadge(card, theme, {x, y + 2}, query ? QLatin1Char('Q') : QLatin1Char('K'), query ? theme.query : theme.key);
    const QString place = QString::number(row);
    const double placeWidth = std::ceil(textWidth(place, 12, 400, true)) + 2;
    const QString name = nameOf(query, row);
    const double nameWidth = std::min(std::ceil(textWidth(name, 13, 600)) + 2, width - 28 - placeWidth);
    card.labels.push_back({.area = {x + 22, y, nameWidth, 20},
                           .text = name,
                           .color = theme.text,
                           .pixelSize = 13,
                           .weight = 600,
                           .elide = true});
    card.labels.push_back(
        {.area = {x + 22 + nameWidth + 4, y, placeWidth, 20}, .text = place, .color = theme.muted, .fixedFont = true});
    y += 22;
  };
  named(focus.fromQuery, focus.row());
  if (focus.pair) named(!focus.fromQuery, focus.other());
  card.labels.push_back({.area = {x, y + 2, width, 18}, .text = sentence, .color = theme.muted});
  card.labels.push_back({.area = {x, y + 2, width, 18},
                         .text = heads,
                         .color = theme.muted,
                         .alignment = Qt::AlignRight | Qt::AlignVCenter});
  y = addLines(card, theme, area, y + 24, lines);
  card.labels.push_back(
      {.area = {x, y + 3, width, 18}, .text = site, .color = theme.muted, .pixelSize = 11, .elide = true});
  scene.above.push_back(std::move(card));
}

}  // namespace headlight::ui
