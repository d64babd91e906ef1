#include "ui/views/arcs_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/head_numbers.h"
#include "ui/views/numbers.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {
namespace {

constexpr double chipStep = 24;   // px from row to row, from which on names are chips
constexpr double namedStep = 11;  // below it names thin out
constexpr double thinnedStep = 14;
constexpr double headRowHeight = 24, lowHeadRow = 17;
constexpr double pillReach = 17;  // a lit name hides what would stick out from under it
constexpr double numberWidth = 38;

/// A check box of 14 px.
void addCheckBox(Scene& scene, const Theme& theme, QPointF topLeft, bool checked) {
  scene.boxes.push_back({.area = QRectF(topLeft, QSizeF(14, 14)),
                         .fill = checked ? theme.accent : theme.base,
                         .outline = checked ? theme.accent : theme.borderStrong,
                         .radius = 4});
  if (checked)
    scene.curves.push_back(
        {.points = {topLeft + QPointF(3.5, 7.2), topLeft + QPointF(6, 9.8), topLeft + QPointF(10.6, 4.4)},
         .color = theme.onAccent,
         .width = 1.6});
}

/// A piece of a head's line, dashed like it.
void addSwatch(Scene& scene, const Theme& theme, int slot, double x, double y, double length) {
  const bool dashed = slot >= ArcsView::colours / 2 && slot < ArcsView::colours;
  for (double begin = 0; begin < length; begin += dashed ? 14 : length)
    scene.boxes.push_back({.area = {x + begin, y - 1.5, dashed ? std::min(7.0, length - begin) : length, 3},
                           .fill = ArcsView::colourOf(theme, slot)});
}

}  // namespace

QString ArcsParts::nameOf(bool query, int row) const { return state.rowsOf(columnOf(query).stack).name(row); }

QString ArcsParts::headWords() const {
  const std::vector<ArcsView::DrawnHead> drawn = view.drawnHeads(trace.model(), state);
  if (drawn.size() > 1) return tr("layer %1, mean of %2 heads").arg(state.layer).arg(drawn.size());
  return tr("layer %1, head %2").arg(state.layer).arg(drawn.empty() ? state.head : drawn.front().head);
}

void ArcsParts::addTitles(Scene& scene) const {
  const Theme& theme = *state.theme;
  const bool several = trace.model().stacks.size() > 1;
  const double middle = layout.arcs.center().x();
  for (const ArcsView::Column* column : {&layout.query, &layout.key}) {
    const QString row = ofPatches(trace, column->stack) ? tr("patch") : tr("token");
    const QString what =
        several ? QStringLiteral("%1 %2").arg(stackName(trace.model().stack(column->stack)), row) : row;
    const QString words = (column->queries ? tr("query: the %1 that looks") : tr("key: the %1 looked at")).arg(what);
    const QString brief = several ? QStringLiteral("%1: %2").arg(stackName(trace.model().stack(column->stack)),
                                                                 column->queries ? tr("query") : tr("key"))
                          : column->queries ? tr("query")
                                            : tr("key");
    const double outer = column->left ? 8 : (layout.heads.isNull() ? size.width() - 8 : layout.heads.left() - 12);
    const double room = std::abs(middle - 8 - outer);
    const bool roomy = textWidth(words, 12, 600) <= room;
    // Over the names; where these are narrow, as far inwards as it needs.
    const double wanted = std::ceil(textWidth(roomy ? words : brief, 12, 600)) + 2;
    const double inner =
        column->left ? std::max(column->names.right(), outer + wanted) : std::min(column->names.left(), outer - wanted);
    const double left = column->left ? inner - wanted : inner;
    scene.labels.push_back({.area = {left, 8, wanted, 18},
                            .text = roomy ? words : brief,
                            .color = column->queries ? theme.query : theme.key,
                            .weight = 600,
                            .alignment = (column->left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter});
  }
  if (!layout.heads.isNull() || view.showsDifference(state)) return;
  double x = 16;
  for (const ArcsView::DrawnHead& head : view.drawnHeads(trace.model(), state)) {
    const QString name = QStringLiteral("L%1H%2").arg(state.layer).arg(head.head);
    const double width = std::ceil(textWidth(name, 11, 400, true));
    if (x + 24 + width > size.width() - 8) break;
    addSwatch(scene, theme, head.slot, x, 37, 18);
    scene.labels.push_back(
        {.area = {x + 23, 29, width + 1, 16}, .text = name, .color = theme.text, .pixelSize = 11, .fixedFont = true});
    x += 23 + width + 14;
  }
}

void ArcsParts::addNames(Scene& scene, const ArcsView::Column& column) const {
  const Theme& theme = *state.theme;
  const ArcsView::Focus focus = view.focus(trace, state);
  const int focused = column.queries ? focus.query : focus.key;
  const bool sameStack = layout.query.stack == layout.key.stack;
  const int pointed = column.queries ? state.hoveredQuery : state.hoveredKey;
  const int locked = column.queries ? state.lockedRow : state.lockedRow >= 0 ? -1 : view.options().lockedKey;
  const auto lit = [&](int row) { return row == focused || row == pointed || row == locked; };
  const auto hidden = [&](int row) {
    const auto near = [&](int other) { return other >= 0 && std::abs(row - other) * column.step < pillReach; };
    return near(focused) || near(pointed) || near(locked);
  };
  const int every = column.step >= namedStep ? 1 : static_cast<int>(std::ceil(thinnedStep / column.step));
  const bool chips = column.step >= chipStep;
  const double high = std::min(24.0, column.step - 4);
  const StackRows& rows = state.rowsOf(column.stack);
  std::vector<Label> last;  // over their neighbours
  for (int row = 0; row < column.count; ++row) {
    if (!layout.shows(column, row) || (!lit(row) && (row % every != 0 || hidden(row)))) continue;
    const double y = column.middle(row);
    const QString text = axisText(nameOf(column.queries, row));
    const double inside = column.names.width() - 12;
    const double width = std::min(inside, std::ceil(textWidth(text, 12, lit(row) ? 600 : 400)) + 1);
    const double left = column.left ? column.names.right() - 6 - width : column.names.left() + 6;
    Label label{.area = {left, y - 9, width, 18},
                .text = text,
                .color = rows.isSpecial(row) ? theme.muted : theme.text,
                .pixelSize = column.step * every < 14 ? 11 : 12,
                .alignment = (column.left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                .elide = true};
    if (chips && !lit(row))
      scene.boxes.push_back({.area = {left - 6, y - high / 2, width + 12, high},
                             .fill = theme.raised,
                             .outline = theme.border,
                             .radius = 6});
    if (lit(row)) {
      // The beam is the pointer's; a row that was locked keeps an outline.
      const bool beamed =
          row == pointed || (row == focused && row != locked) || (row == locked && !sameStack && pointed == row);
      label.weight = 600;
      label.pixelSize = 12;
      label.pill = beamed ? theme.beam : theme.surface;
      label.pillOutline = beamed ? (theme.isDark() ? QColor() : theme.beamText) : theme.text;
      label.color = beamed ? theme.beamText : theme.text;
      last.push_back(label);
    } else {
      scene.labels.push_back(label);
    }
    if (state.keyboardFocus && row == focused && column.queries == focus.fromQuery)
      scene.boxes.push_back(
          {.area = {left - 6, y - 12, width + 12, 24}, .outline = theme.focus, .lineWidth = 2, .radius = 5});
  }
  scene.labels.insert(scene.labels.end(), last.begin(), last.end());
}

void ArcsParts::addBars(Scene& scene) const {
  const ArcsView::Focus focus = view.focus(trace, state);
  if (!focus.any() || !captured) return;
  const Theme& theme = *state.theme;
  const bool toKeys = focus.fromQuery;
  const ArcsView::Column& column = columnOf(!toKeys);
  if (column.bars.isNull()) return;
  const std::vector<float> values = view.meanWeights(shared, state, toKeys, focus.row());
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  if (!(largest > 0)) return;
  const bool numbers = column.bars.width() >= 90 && column.step >= namedStep, difference = view.showsDifference(state);
  const double longest = column.bars.width() - (numbers ? numberWidth + 10 : 6);
  for (int row = 0; row < std::min(column.count, static_cast<int>(values.size())); ++row) {
    const auto value = static_cast<double>(values[static_cast<std::size_t>(row)]);
    if (!layout.shows(column, row) || value == 0 || std::isnan(value)) continue;
    const double length = std::max(1.0, longest * std::abs(value) / static_cast<double>(largest));
    const double high = within(column.step - 6, 1.0, 9.0), y = column.middle(row);
    const double begin = column.left ? column.bars.right() - 4 - length : column.bars.left() + 4;
    scene.boxes.push_back({.area = {begin, y - high / 2, length, high},
                           .fill = !difference ? theme.attention
                                   : value > 0 ? theme.divergingHigh
                                               : theme.divergingLow,
                           .radius = std::min(2.0, high / 2)});
    if (!numbers || std::abs(value) < 0.005) continue;
    scene.labels.push_back(
        {.area = {column.left ? begin - 5 - numberWidth : begin + length + 5, y - 8, numberWidth, 16},
         .text = difference ? signedDecimal(value, 2) : shortWeight(value),
         .color = theme.muted,
         .pixelSize = 11,
         .fixedFont = true,
         .alignment = (column.left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter});
  }
}

std::vector<int> ArcsParts::listed() const {
  std::vector<int> heads;
  if (state.interactive) {
    heads.resize(static_cast<std::size_t>(attention.heads));
    std::iota(heads.begin(), heads.end(), 0);
    return heads;
  }
  for (const ArcsView::DrawnHead& head : view.drawnHeads(trace.model(), state)) heads.push_back(head.head);
  return heads;
}

QRectF ArcsParts::headRow(int head) const {
  if (layout.heads.isNull()) return {};
  const std::vector<int> heads = listed();
  const auto found = std::ranges::find(heads, head);
  if (found == heads.end()) return {};
  const auto place = static_cast<int>(found - heads.begin()), count = static_cast<int>(heads.size());
  const double room = layout.heads.height() - 24;
  // As many columns as it takes to show all of them.
  int columns = 1;
  while (columns < 4 && std::ceil(static_cast<double>(count) / columns) * lowHeadRow > room) ++columns;
  const int rows = (count + columns - 1) / columns;
  const double high = within(room / rows, std::min(lowHeadRow, room / rows), headRowHeight);
  const double width = layout.heads.width() / columns;
  return {layout.heads.left() + (place / rows) * width, layout.heads.top() + 24 + (place % rows) * high, width, high};
}

int ArcsParts::headAt(QPointF at) const {
  if (!state.interactive || view.showsDifference(state) || !layout.heads.contains(at)) return -1;
  for (int head = 0; head < attention.heads; ++head)
    if (headRow(head).contains(at)) return head;
  return -1;
}

void ArcsParts::addHeads(Scene& scene) const {
  if (layout.heads.isNull()) return;
  const Theme& theme = *state.theme;
  const int layers = trace.model().stack(attention.id.stack).layers;
  const QString layer = tr("Layer %1").arg(state.layer), all = tr("of 0 to %1").arg(layers - 1);
  scene.labels.push_back({.area = {layout.heads.left(), layout.heads.top(), layout.heads.width(), 18},
                          .text = layer,
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600});
  if (textWidth(layer, 13, 600) + 8 + textWidth(all, 12) <= layout.heads.width())
    scene.labels.push_back({.area = {layout.heads.left(), layout.heads.top(), layout.heads.width(), 18},
                            .text = all,
                            .color = theme.muted,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  if (view.showsDifference(state)) {
    const QStringList lines{tr("Head %1").arg(state.head), tr("after − before"), tr("orange: more"), tr("blue: less")};
    for (int line = 0; line < lines.size(); ++line)
      scene.labels.push_back(
          {.area = {layout.heads.left(), layout.heads.top() + 24 + 18 * line, layout.heads.width(), 18},
           .text = lines[line],
           .color = line == 0 ? theme.text : theme.muted});
    return;
  }
  const std::vector<ArcsView::DrawnHead> drawn = view.drawnHeads(trace.model(), state);
  for (const int head : listed()) {
    const QRectF row = headRow(head);
    const auto found = std::ranges::find(drawn, head, &ArcsView::DrawnHead::head);
    const bool narrow = row.width() < 100, pointed = state.hoveredLayer == state.layer && state.hoveredHead == head;
    const double middle = row.center().y();
    double x = row.left();
    if (pointed) scene.boxes.push_back({.area = row.adjusted(-5, 1, 3, -1), .fill = theme.beam, .radius = 4});
    if (state.interactive) {
      addCheckBox(scene, theme, {x, middle - 7}, found != drawn.end());
      x += 20;
    }
    const double swatch = narrow ? 0 : 26;
    if (found != drawn.end() && !narrow) addSwatch(scene, theme, found->slot, x, middle, swatch);
    if (found != drawn.end() && narrow)
      scene.boxes.push_back(
          {.area = {x, row.bottom() - 2, row.width() - 24, 2}, .fill = ArcsView::colourOf(theme, found->slot)});
    if (!narrow) x += swatch + 8;
    scene.labels.push_back({.area = {x, middle - 9, std::max(0.0, row.right() - x), 18},
                            .text = narrow ? QString::number(head) : tr("Head %1").arg(head),
                            .color = pointed                ? theme.beamText
                                     : found != drawn.end() ? theme.text
                                                            : theme.muted,
                            .weight = head == state.head ? 600 : 400,
                            .elide = true});
  }
}

QString ArcsParts::caveatText() const {
  if (!attention.ofItself())
    return tr("Cross-attention often follows word order, but it is not a word-by-word dictionary.");
  const QString general = tr("Attention is not an explanation.");
  const HeadStatistics* statistics = statisticsOf(trace, attention.id, state.layer, state.head);
  if (statistics == nullptr || layout.key.count < 2 || !(statistics->firstTokenMass >= 0.3F)) return general;
  return tr("%1 of head %2’s weight rests on %3: a sink more than a meaning. %4")
      .arg(percent(static_cast<double>(statistics->firstTokenMass)))
      .arg(state.head)
      .arg(axisText(nameOf(false, 0)), general);
}

double ArcsParts::moreLeft() const { return caveatMoreLeft(layout.caveat, caveatText()); }

void ArcsParts::addCaveat(Scene& scene) const {
  headlight::ui::addCaveat(scene, *state.theme, layout.caveat, caveatText(), state.interactive);
  if (layout.overflow <= 0) return;
  const ArcsView::Column& longest =
      layout.query.count * layout.query.step >= layout.key.count * layout.key.step ? layout.query : layout.key;
  const int first = within(static_cast<int>(std::ceil((layout.arcs.top() - longest.first) / longest.step)), 0,
                           longest.count - 1),
            last = within(static_cast<int>(std::floor((layout.arcs.bottom() - longest.first) / longest.step)), first,
                          longest.count - 1);
  scene.labels.push_back(
      {.area = {layout.caveat.left() + 22, layout.caveat.bottom(), layout.caveat.width() - 22, 16},
       .text = tr("rows %1 to %2 of %3: the wheel goes on, 0 shows all").arg(first).arg(last).arg(longest.count),
       .color = state.theme->muted,
       .pixelSize = 11,
       .elide = true});
  const double track = layout.arcs.height(), length = std::max(24.0, track * track / (track + layout.overflow));
  scene.boxes.push_back(
      {.area = {layout.right().names.right() + (layout.right().bars.isNull() ? 2 : layout.right().bars.width() + 4),
                layout.arcs.top() + (track - length) * within(view.options().scroll, 0.0, 1.0), 5, length},
       .fill = state.theme->borderStrong,
       .radius = 2.5});
}

}  // namespace headlight::ui
