// The hover card of the matrix.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/matrix_parts.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {
constexpr double cardWidth = 260;
}

QRectF MatrixParts::cardArea(double width, double height) const {
  const QRectF whole(4, 4, size.width() - 8, size.height() - 8);
  const QRectF row(layout.field.left(), layout.cellRect(std::max(0, state.hoveredQuery), 0).top() - 3,
                   layout.field.width(), layout.cell + 6);
  const QRectF column(layout.cellRect(0, std::max(0, state.hoveredKey)).left() - 3, layout.field.top(), layout.cell + 6,
                      layout.field.height());
  // Above the caveat, which is to be read with what the card says, wherever there is so much room.
  const double above = layout.caveat.top() - 6 - height;
  const double below = above >= whole.top() ? above : size.height() - 12 - height;
  // The free margin; the masked triangle; then anywhere that leaves the row and the column free.
  // Where the margin between the field and the column at the right is wide enough, level with the row.
  const double between = layout.side.isNull() ? 0 : layout.side.left() - layout.field.right();
  if (between >= width + 40) {
    const double level = within(row.center().y() - height / 2, layout.field.top(), below);
    return {layout.field.right() + 20, level, width, height};
  }
  const QRectF margin(size.width() - 16 - width, below, width, height);
  const QRectF triangle(layout.field.right() - width - 8, layout.field.top() + 8, width, height);
  if (!margin.intersects(layout.field)) return margin;
  if (!triangle.intersects(row) && !triangle.intersects(column) && whole.contains(triangle)) return triangle;
  for (double y = below; y >= whole.top(); y -= 12)
    for (double x = whole.right() - width; x >= whole.left(); x -= 12) {
      const QRectF other(x, y, width, height);
      if (!other.intersects(row) && !other.intersects(column)) return other;
    }
  return margin;
}

void MatrixParts::addCard(Scene& scene, const std::vector<float>& weights, const std::vector<float>& before,
                          std::optional<float> score) const {
  const Theme& theme = *state.theme;
  const QString name = QString::fromStdString(trace.model().siteName(site));
  const QString source =
      what.isPattern() ? tr("%1, head %2").arg(name).arg(state.head) : MatrixValues::nameOf(what, trace.model(), state);
  const double wanted = std::max(cardWidth, std::ceil(textWidth(source, 11)) + 26);
  const QRectF area =
      cardArea(std::min(wanted, size.width() - 8), matrixCardHeight(trace, layout, state) - (score ? 0 : cardLine));
  const double x = area.left() + 12, width = area.width() - 24;
  Scene card;
  addSheet(card, theme, area);
  if (!captured) {
    card.labels.push_back({.area = {x, area.top() + 12, width, 20},
                           .text = tr("Not computed"),
                           .color = theme.text,
                           .pixelSize = 13,
                           .weight = 600});
    card.labels.push_back({.area = {x, area.top() + 38, width, area.height() - 48},
                           .text = name + QStringLiteral(". ") + state.notComputed,
                           .color = theme.muted,
                           .alignment = Qt::AlignLeft | Qt::AlignTop});
    scene.above.push_back(std::move(card));
    return;
  }
  const int query = state.hoveredQuery, key = state.hoveredKey;
  const bool masked = key >= seen(query);
  const float weight = weights[static_cast<std::size_t>(key)];
  const bool compared = static_cast<std::size_t>(key) < before.size();
  const float old = compared ? before[static_cast<std::size_t>(key)] : 0;
  const bool compares = compared && difference;

  // Q token 18 -> K token 14: the two names share what the badges, the numbers and the arrow leave.
  const QString queryPlace = QString::number(layout.queries.rowAt(query)),
                keyPlace = QString::number(layout.keys.rowAt(key));
  const double fixedParts =
      2 * 22 + 24 + textWidth(queryPlace, 12, 400, true) + textWidth(keyPlace, 12, 400, true) + 12;
  const double half = (width - fixedParts) / 2;
  const double queryText = textWidth(queryName(query), 13, 600), keyText = textWidth(keyName(key), 13, 600);
  const double queryWidth = std::min(queryText + 1, std::max(half, width - fixedParts - keyText));
  const double keyWidth = std::min(keyText + 1, width - fixedParts - queryWidth);
  double at = x;
  const double y = area.top() + 10;
  const auto name_ = [&](QChar letter, const QColor& color, const QString& text, double room, const QString& place) {
    addBadge(card, theme, {at, y + 2}, letter, color);
    card.labels.push_back({.area = {at + 22, y, room, 20},
                           .text = text,
                           .color = theme.text,
                           .pixelSize = 13,
                           .weight = 600,
                           .elide = true});
    at += 22 + room + 6;
    card.labels.push_back({.area = {at, y, 40, 20}, .text = place, .color = theme.muted, .fixedFont = true});
    at += textWidth(place, 12, 400, true);
  };
  name_('Q', theme.query, queryName(query), queryWidth, queryPlace);
  const double arrow = at + 7, middle = y + 10;
  card.curves.push_back({.points = {{arrow, middle}, {arrow + 10, middle}}, .color = theme.text, .width = 1.5});
  card.curves.push_back({.points = {{arrow + 6.5, middle - 3.5}, {arrow + 10, middle}, {arrow + 6.5, middle + 3.5}},
                         .color = theme.text,
                         .width = 1.5});
  at += 24;
  name_('K', theme.key, keyName(key), keyWidth, keyPlace);

  const QString number = masked               ? QStringLiteral("0")
                         : compares           ? signedExact(static_cast<double>(weight - old))
                         : std::isnan(weight) ? QStringLiteral("–")
                         : what.signedCells() ? decimal(static_cast<double>(weight), 4)
                                              : exactWeight(weight);
  card.labels.push_back({.area = {x, area.top() + 36, width, 28},
                         .text = number,
                         .color = theme.text,
                         .pixelSize = 22,
                         .weight = 600,
                         .fixedFont = true});
  card.labels.push_back({.area = {x + textWidth(number, 22, 600, true) + 8, area.top() + 38, width, 28},
                         .text = masked                ? tr("masked: a later token")
                                 : state.stale         ? tr("from before the last edit")
                                 : compares            ? tr("after − before")
                                 : isCut(query, key)   ? tr("cut in the what-if")
                                 : what.signedCells()  ? (std::isnan(weight) ? MatrixView::tr("not known")
                                                                             : MatrixView::tr("score q·k/√d"))
                                 : layout.keys.hides() ? tr("of what is left")
                                 : what.cells == MatrixCells::Rollout ? MatrixView::tr("share by rollout")
                                 : what.heads == MatrixHeads::Mean    ? MatrixView::tr("mean weight")
                                 : what.heads == MatrixHeads::Largest ? MatrixView::tr("largest weight")
                                                                      : tr("attention weight"),
                         .color = theme.muted});
  QString place = QStringLiteral("–");
  if (!masked) {
    const auto order = largestFirst(weights, seen(query));
    const auto found = std::find(order.begin(), order.end(), key);
    place = tr("%1 of %2").arg(found - order.begin() + 1).arg(order.size());
  }
  std::vector<CardLine> lines{{tr("place in the row"), place}};
  if (compares)
    lines = {{tr("before the what-ifs"), masked ? place : exactWeight(old)},
             {tr("after"), masked ? place : exactWeight(weight)}};
  else if (compared)
    lines.push_back({tr("before the what-ifs"), masked ? place : exactWeight(old)});
  if (score) lines.push_back({tr("score q·k/√d, before softmax"), decimal(static_cast<double>(*score), 4)});
  const double below = addLines(card, theme, area, area.top() + 70, lines);
  card.labels.push_back({.area = {x, below + 4, width, 18}, .text = source, .color = theme.muted, .pixelSize = 11});
  if (area.left() > layout.field.right()) {
    const QRectF cell = layout.cellRect(query, key) & layout.field;
    const double rowY = within(layout.cellRect(query, key).center().y(), layout.field.top(), layout.field.bottom());
    const double cardY = within(rowY, area.top() + 12, area.bottom() - 12);
    scene.curves.push_back(
        {.points = {{std::max(cell.right() + 2, layout.field.right() + 2), rowY}, {area.left(), cardY}},
         .color = theme.text,
         .width = 1.5});
  }
  scene.above.push_back(std::move(card));
}

}  // namespace headlight::ui
