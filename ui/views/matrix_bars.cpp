// The largest weights of the locked rows, beside the matrix.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/matrix_parts.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {
constexpr double barLeft = 62, barLongest = 72, placeWidth = 22;
}

std::vector<int> MatrixParts::largestFirst(const std::vector<float>& weights, int seen) {
  std::vector<int> order(static_cast<std::size_t>(within(seen, 0, static_cast<int>(weights.size()))));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    const float left = weights[static_cast<std::size_t>(a)], right = weights[static_cast<std::size_t>(b)];
    if (std::isnan(left) || std::isnan(right)) return std::isnan(left) && !std::isnan(right);
    return std::abs(left) > std::abs(right);
  });
  return order;
}

void MatrixParts::addBars(Scene& scene, const std::vector<float>& weights) const {
  const Theme& theme = *state.theme;
  const int query = MatrixView::listedRow(layout, state);
  const double x = layout.side.left();
  const double titleTop = layout.bars.top() - 26;
  addBadge(scene, theme, {x, titleTop + 1}, 'A', theme.attention);
  const bool locked = state.lockedRow == query;
  const auto written = [this](double value) { return isSigned() ? signedDecimal(value, 2) : shortWeight(value); };
  const std::vector<int> rows = MatrixView::listedRows(layout, state);
  const QString title =
      rows.size() > 1 ? (difference ? MatrixView::tr("Change, mean of %1 rows") : MatrixView::tr("Mean of %1 rows"))
                            .arg(rows.size())
                      : (difference ? tr("Change, “%1” %2") : tr("Row “%1” %2"))
                            .arg(axisText(queryName(query)), QString::number(layout.queries.rowAt(query)));
  scene.labels.push_back({.area = {x + 22, titleTop, layout.side.width() - 22 - (locked ? 20 : 0), 18},
                          .text = title,
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  if (locked) {
    const double right = layout.side.right();
    scene.boxes.push_back(
        {.area = {right - 12, titleTop + 8, 11, 8}, .outline = theme.text, .lineWidth = 1.5, .radius = 2});
    scene.curves.push_back({.points = {{right - 9.5, titleTop + 8},
                                       {right - 9.5, titleTop + 5},
                                       {right - 8, titleTop + 3},
                                       {right - 5, titleTop + 3},
                                       {right - 3.5, titleTop + 5},
                                       {right - 3.5, titleTop + 8}},
                            .color = theme.text,
                            .width = 1.5});
  }
  const auto order = largestFirst(weights, seen(std::ranges::max(rows)));
  const auto weight = [&](int key) { return static_cast<double>(weights[static_cast<std::size_t>(key)]); };
  const int listed = std::min(layout.barCount, static_cast<int>(order.size()));
  // Weights lie on an axis from 0 to 1, as probabilities do, so that rows can be compared; changes and scores have
  // none.
  const double most = order.empty() ? 0.0 : std::abs(weight(order.front()));
  const double longest = isSigned() && most > 0 ? most : 1.0;
  const auto number = [&](double y, const QString& text, const QColor& color) {
    scene.labels.push_back({.area = {x, y, layout.side.width(), 23},
                            .text = text,
                            .color = color,
                            .fixedFont = true,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  };
  for (int i = 0; i < listed; ++i) {
    const int key = order[static_cast<std::size_t>(i)];
    const double y = layout.bars.top() + 23 * i;
    const bool lit = key == state.hoveredKey;
    if (lit) scene.boxes.push_back({.area = {x - 8, y, layout.side.width() + 16, 23}, .fill = theme.beam, .radius = 4});
    const QColor ink = lit ? theme.beamText : theme.text;
    // Of tokens that read the same the places tell them apart.
    const auto reads = [&](int other) { return keyName(other) == keyName(key); };
    const bool placed = std::count_if(order.begin(), order.begin() + listed, reads) > 1;
    const double room = barLeft - 6 - (placed ? placeWidth : 0);
    scene.labels.push_back({.area = {x, y, room, 23}, .text = axisText(keyName(key)), .color = ink, .elide = true});
    if (placed)
      scene.labels.push_back({.area = {x + room, y, placeWidth, 23},
                              .text = QString::number(layout.keys.rowAt(key)),
                              .color = lit ? ink : theme.muted,
                              .pixelSize = 11,
                              .alignment = Qt::AlignRight | Qt::AlignVCenter});
    if (!isSigned())
      scene.boxes.push_back({.area = {x + barLeft, y + 6, barLongest, 11}, .fill = theme.raised, .radius = 2});
    if (weight(key) != 0 && !std::isnan(weight(key)))
      scene.boxes.push_back(
          {.area = {x + barLeft, y + 6, std::max(2.0, barLongest * std::abs(weight(key)) / longest), 11},
           .fill = lit           ? theme.beamText
                   : !isSigned() ? theme.attention
                                 : (weight(key) > 0 ? theme.divergingHigh : theme.divergingLow),
           .radius = 2});
    number(y, written(weight(key)), ink);
  }
  const int rest = static_cast<int>(order.size()) - listed;
  // Scores do not add up to anything.
  if (rest <= 0 || what.signedCells()) return;
  double sum = 0;
  for (std::size_t i = static_cast<std::size_t>(listed); i < order.size(); ++i) sum += weight(order[i]);
  const double y = layout.bars.top() + 23 * listed;
  scene.labels.push_back({.area = {x, y, 130, 23}, .text = tr("%1 more, together").arg(rest), .color = theme.muted});
  number(y, written(sum), theme.muted);
}

}  // namespace headlight::ui
