#include "ui/views/matrix_parts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ui/document/what_if.h"
#include "ui/scene/colormap.h"
#include "ui/theme/hidden.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/head_numbers.h"
#include "ui/views/head_ranges.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

// Below this pitch titles of rows thin out; what is left stands a little further apart.
constexpr double rowPitch = 11, thinnedRowPitch = 14;
constexpr double pillReach = 17;  // a lit title hides what would stick out from under it

/// A 1.5 px beam with a dark companion either side, so that it shows on every map and on the light canvas.
void addBeamFrame(Scene& scene, const Theme& theme, const QRectF& area) {
  QColor companion = theme.beamText;
  companion.setAlpha(theme.isDark() ? 150 : 190);
  scene.boxes.push_back({.area = area.adjusted(-2.25, -2.25, 2.25, 2.25), .outline = companion, .lineWidth = 3});
  scene.boxes.push_back({.area = area.adjusted(-1.5, -1.5, 1.5, 1.5), .outline = theme.beam, .lineWidth = 1.5});
}

}  // namespace

QString MatrixParts::queryName(int place) const {
  return state.rowsOf(layout.queries.stack).name(layout.queries.rowAt(place));
}

QString MatrixParts::keyName(int place) const { return state.rowsOf(layout.keys.stack).name(layout.keys.rowAt(place)); }

int MatrixParts::seen(int query) const { return attention.causal ? query + 1 : layout.keys.count; }

void MatrixParts::addAxes(Scene& scene) const {
  const Theme& theme = *state.theme;
  const QRectF& field = layout.field;
  const int rowStep = layout.cell >= rowPitch ? 1 : static_cast<int>(std::ceil(thinnedRowPitch / layout.cell));
  const int columnStep =
      std::max(1, static_cast<int>(std::ceil(columnPitch / (layout.cell * std::sin(layout.columnTurn)) - 0.05)));
  const int rowSize = layout.cell * rowStep < 14 ? 11 : 12;
  const auto pill = [&](Label& label) {
    label.pill = theme.beam;
    label.pillOutline = theme.isDark() ? QColor() : theme.beamText;
    label.color = theme.beamText;
    label.weight = 600;
  };
  const auto alsoLocked = [&](int index) {
    return std::ranges::find(state.alsoLocked, index) != state.alsoLocked.end();
  };
  std::vector<Label> last;  // under the pointer or locked: over their neighbours
  const auto lit = [&](int index, bool row) {
    return index == (row ? state.hoveredQuery : state.hoveredKey) ||
           (row && (index == state.lockedRow || alsoLocked(index)));
  };
  const auto hidden = [&](int index, bool row) {
    const auto near = [&](int other) { return other >= 0 && std::abs(index - other) * layout.cell < pillReach; };
    return row ? near(state.hoveredQuery) || near(state.lockedRow) || std::ranges::any_of(state.alsoLocked, near)
               : near(state.hoveredKey);
  };
  const auto shown = [&](int index, bool row, int step) {
    return lit(index, row) || (index % step == 0 && !hidden(index, row));
  };
  // Rows and columns by turns, as they stand: of two pills the later one lies above.
  for (int i = 0; i < layout.longest(); ++i) {
    const double y = field.top() + (i + 0.5 - layout.queries.first) * layout.cell;
    if (layout.queries.has(i) && shown(i, true, rowStep) && y >= field.top() && y <= field.bottom()) {
      const bool isLit = lit(i, true);
      Label label{.area = {field.left() - layout.labelWidth + 6, y - 9.5, layout.labelWidth - 15, 19},
                  .text = axisText(queryName(i)),
                  .color = theme.text,
                  .pixelSize = isLit ? 12 : rowSize,
                  .alignment = Qt::AlignRight | Qt::AlignVCenter,
                  .elide = true};
      if (isLit) pill(label);
      (isLit ? last : scene.labels).push_back(label);
    }
    const double x = field.left() + (i + 0.5 - layout.keys.first) * layout.cell;
    if (layout.keys.has(i) && shown(i, false, columnStep) && x >= field.left() && x <= field.right()) {
      const bool isLit = lit(i, false);
      const QString text = axisText(keyName(i));
      const double width = std::min(layout.columnText, std::ceil(textWidth(text, 12, isLit ? 600 : 400)) + 1);
      // Turned about its left bottom corner, the middle of its line begins over the middle of the column.
      Label label{.area = {x + 9.5 * std::sin(layout.columnTurn) - 1.5, field.top() - 21, width, 19},
                  .text = text,
                  .color = theme.text,
                  .angle = -layout.columnTurn * 180 / std::numbers::pi,
                  .elide = true};
      if (isLit) {
        label.area.translate(3, -4);
        pill(label);
      }
      (isLit ? last : scene.labels).push_back(label);
    }
  }
  scene.labels.insert(scene.labels.end(), last.begin(), last.end());

  const double room = field.height();
  const bool several = trace.model().stacks.size() > 1;
  const auto what = [&](StackId stack) {
    const QString row = ofPatches(trace, stack) ? tr("patch") : tr("token");
    return several ? QStringLiteral("%1 %2").arg(stackName(trace.model().stack(stack)), row) : row;
  };
  const QString words = tr("query: the %1 that looks").arg(what(layout.queries.stack));
  const bool roomy = room >= (several ? std::max(170.0, textWidth(words, 12, 600)) : 170.0);
  const QString query = roomy ? words : tr("query");
  const double length = textWidth(query, 12, 600);
  scene.labels.push_back({.area = {17, field.center().y() + length / 2 - 16, length + 2, 16},
                          .text = query,
                          .color = theme.query,
                          .weight = 600,
                          .angle = -90});
  const double reach = std::ceil(layout.columnText * std::cos(layout.columnTurn)) + 10;
  const double x = field.right() + (size.width() - field.right() > 150 ? std::min(reach, 58.0) : 8);
  const QString key = tr("key: the %1 looked at").arg(what(layout.keys.stack));
  const double keyLength = std::ceil(textWidth(key, 12, 600)) + 1, wanted = std::max(160.0, keyLength);
  const bool two = size.width() - x < wanted;
  const double beside = size.width() - x, halved = std::max(90.0, keyLength * 0.6);
  scene.labels.push_back({.area = {x, two ? 8.0 : 14.0, two ? std::min(beside, halved + 2) : wanted, two ? 34.0 : 18.0},
                          .text = beside < halved ? tr("key") : key,
                          .color = theme.key,
                          .weight = 600,
                          .alignment = Qt::AlignLeft | Qt::AlignTop});
}

void MatrixParts::addRowFrame(Scene& scene, int query) const {
  const QRectF row(layout.field.left(), layout.cellRect(query, 0).top(), layout.field.width(), layout.cell);
  const QRectF shown = row & layout.field;
  if (!shown.isEmpty()) addBeamFrame(scene, *state.theme, shown);
}

void MatrixParts::addCrosshair(Scene& scene) const {
  const Theme& theme = *state.theme;
  const bool row = layout.queries.has(state.hoveredQuery), column = layout.keys.has(state.hoveredKey);
  if (row && state.hoveredQuery != state.lockedRow) addRowFrame(scene, state.hoveredQuery);
  if (column) {
    const QRectF shown =
        QRectF(layout.cellRect(0, state.hoveredKey).left(), layout.field.top(), layout.cell, layout.field.height()) &
        layout.field;
    if (!shown.isEmpty()) addBeamFrame(scene, theme, shown);
  }
  if (!row || !column) return;
  const QRectF cell = layout.cellRect(state.hoveredQuery, state.hoveredKey);
  if (!layout.field.intersects(cell)) return;
  scene.boxes.push_back({.area = cell.adjusted(-2, -2, 2, 2), .outline = Qt::black, .lineWidth = 4});
  scene.boxes.push_back({.area = cell.adjusted(-1, -1, 1, 1), .outline = Qt::white, .lineWidth = 2});
}

bool MatrixParts::isCut(int queryPlace, int keyPlace) const {
  const int query = layout.queries.rowAt(queryPlace), key = layout.keys.rowAt(keyPlace);
  for (const Intervention& change : trace.changes()) {
    const auto* cut = std::get_if<CutEdge>(&change);
    const auto* mask = std::get_if<MaskKey>(&change);
    if (cut && attentionOf(*cut) == attention.id && cut->query == query && cut->key == key &&
        (cut->layer == everyLayer || cut->layer == state.layer) && (cut->head == everyHead || cut->head == state.head))
      return true;
    if (mask && attentionOf(*mask) == attention.id && mask->key == key && (query != key || !attention.ofItself()))
      return true;
  }
  return false;
}

void MatrixParts::addCuts(Scene& scene) const {
  const auto changes = trace.changes();
  const bool any = std::any_of(changes.begin(), changes.end(), [](const Intervention& change) {
    return std::holds_alternative<CutEdge>(change) || std::holds_alternative<MaskKey>(change);
  });
  if (!any || layout.cell < 5) return;
  // A cut edge has weight 0, the low end of every map; its difference may be any colour.
  const QColor ink = difference || darkIsMuch(state.theme->ground) ? state.theme->text : QColor(Qt::white);
  const double reach = std::min(5.0, layout.cell * 0.28);
  const auto past = [](const MatrixView::Axis& axis) {
    return std::min(axis.count, static_cast<int>(std::ceil(axis.first + axis.shown)));
  };
  for (int query = static_cast<int>(layout.queries.first); query < past(layout.queries); ++query)
    for (int key = static_cast<int>(layout.keys.first); key < std::min(seen(query), past(layout.keys)); ++key) {
      const QPointF middle = layout.cellRect(query, key).center();
      if (!layout.field.contains(middle) || !isCut(query, key)) continue;
      scene.curves.push_back(
          {.points = {middle - QPointF(reach, reach), middle + QPointF(reach, reach)}, .color = ink, .width = 1.5});
      scene.curves.push_back(
          {.points = {middle - QPointF(reach, -reach), middle + QPointF(reach, -reach)}, .color = ink, .width = 1.5});
    }
}

QString MatrixParts::caveatText() const {
  const QString general = tr("Attention is not an explanation.");
  if (what.cells == MatrixCells::Rollout)
    return MatrixView::tr("Rollout counts routes, the mean of each layer’s heads and the residual stream: no causes.");
  if (what.cells == MatrixCells::Scores)
    return MatrixView::tr("Before softmax only the differences within a row count, not how large a score is.");
  if (what.heads == MatrixHeads::Largest)
    return MatrixView::tr("The largest weight of any of them: rows do not add up to 1. %1").arg(general);
  if (what.heads == MatrixHeads::Mean)
    return MatrixView::tr("A mean of heads hides what each of them does. %1").arg(general);
  if (layout.hides())
    return (layout.keys.hides() ? tr("Special tokens are hidden; each row is divided by what is left of it. %1")
                                : tr("Special tokens are hidden. %1"))
        .arg(general);
  if (layout.keys.count < 2) return general;
  const double mass = headNumber(trace, HeadNumber::FirstTokenMass, attention.id, state.layer, state.head);
  if (!(mass >= 0.3)) return general;
  return (mass > 0.5 ? tr("%1 of this head’s weight rests on %2: mostly a sink, not a meaning. %3")
                     : tr("%1 of this head’s weight rests on %2: that part is a sink, not a meaning. %3"))
      .arg(percent(mass), axisText(keyName(0)), general);
}

double MatrixParts::moreLeft() const { return caveatMoreLeft(layout.caveat, caveatText()); }

void MatrixParts::addCaveat(Scene& scene) const {
  headlight::ui::addCaveat(scene, *state.theme, layout.caveat, caveatText(), state.interactive);
}

void MatrixParts::addZoom(Scene& scene) const {
  const MatrixView::Axis& rows = layout.queries;
  const double zoom = std::max(rows.count / rows.shown, layout.keys.count / layout.keys.shown);
  if (zoom <= 1) return;
  const int first = static_cast<int>(rows.first), last = static_cast<int>(std::ceil(rows.first + rows.shown)) - 1;
  scene.labels.push_back({.area = {layout.caveat.left() + 22, layout.caveat.bottom(), layout.caveat.width() - 22, 16},
                          .text = tr("zoomed %1×: rows %2 to %3 of %4; 0 shows all")
                                      .arg(decimal(zoom, 1))
                                      .arg(first)
                                      .arg(last)
                                      .arg(rows.count),
                          .color = state.theme->muted,
                          .pixelSize = 11,
                          .elide = true});
}

void MatrixParts::addNumbers(Scene& scene, const Field& field, int query, const std::vector<float>& weights) const {
  if (isHidden(Hidden::Numbers)) return;
  const auto& table = colormapTable(field.colormap, state.theme->ground);
  for (int key = 0; key < seen(query); ++key) {
    const QRectF cell = layout.cellRect(query, key);
    const float weight = weights[static_cast<std::size_t>(key)];
    if (!layout.field.contains(cell.center()) || std::isnan(weight)) continue;
    const float scaled =
        field.rowScale
            ? weight * (*field.rowScale)[static_cast<std::size_t>(layout.hides() ? query : layout.queries.rowAt(query))]
            : weight;
    const QColor ground = QColor::fromRgb(
        table[static_cast<std::size_t>(colormapIndex(scaled, field.low, field.high, field.scale, field.gamma))]);
    // Dark figures on the light half of the map: relative luminance as in WCAG, with a plain power of 2.2.
    const double light = 0.2126 * std::pow(ground.redF(), 2.2) + 0.7152 * std::pow(ground.greenF(), 2.2) +
                         0.0722 * std::pow(ground.blueF(), 2.2);
    scene.labels.push_back(
        {.area = cell,
         .text = isSigned() ? signedDecimal(static_cast<double>(weight), 2) : shortWeight(static_cast<double>(weight)),
         .color = light > 0.18 ? Qt::black : Qt::white,
         .pixelSize = 11,
         .fixedFont = true,
         .alignment = Qt::AlignCenter});
  }
}

void MatrixParts::addHeadMap(Scene& scene, const std::shared_ptr<const Trace>& shared) const {
  const Theme& theme = *state.theme;
  const StackInfo& stack = trace.model().stack(site.stack);
  const int queries = trace.rows(stack.stack), keys = trace.rows(attention.keys);
  const QRectF title(layout.side.left(), layout.side.top(), layout.side.width(), 18);
  scene.labels.push_back({.area = title, .text = tr("Heads"), .color = theme.text, .pixelSize = 13, .weight = 600});
  scene.labels.push_back({.area = title,
                          .text = difference ? tr("after the what-ifs") : tr("layer × head"),
                          .color = theme.muted,
                          .alignment = Qt::AlignRight | Qt::AlignVCenter});
  for (int layer = 0; layer < stack.layers; ++layer) {
    const double y = layout.map.top() + layer * layout.mapPitch;
    // Of lower rows every second one is named, or every third.
    if (layer % std::max(1, static_cast<int>(std::ceil(11 / layout.mapPitch))) == 0)
      scene.labels.push_back({.area = {layout.side.left() - 6, y + layout.mapSide / 2 - 7, 14, 14},
                              .text = QString::number(layer),
                              .color = theme.muted,
                              .pixelSize = 11,
                              .alignment = Qt::AlignRight | Qt::AlignVCenter});
    const SiteId here = patternSite(attention.id, layer);
    const bool there = trace.find(here) != nullptr;
    for (int head = 0; head < stack.heads; ++head) {
      const QRectF thumb(layout.map.left() + head * layout.mapPitch, y, layout.mapSide, layout.mapSide);
      scene.fields.push_back({.area = patternArea(thumb, queries, keys),
                              .trace = there ? shared : nullptr,
                              .site = here,
                              .head = head,
                              .rowCount = static_cast<double>(queries),
                              .columnCount = static_cast<double>(keys),
                              .causal = attention.causal});
      colourField(scene.fields.back(), trace, state, layer, head);
      if (layer == state.layer && head == state.head)
        scene.boxes.push_back(
            {.area = thumb.adjusted(-2, -2, 2, 2), .outline = theme.text, .lineWidth = 2, .radius = 2});
      if (state.isPinned({attention.id, layer, head}) && layout.mapSide >= 8)
        scene.boxes.push_back({.area = {thumb.right() - 5, thumb.top() + 1, 4, 4},
                               .fill = theme.surface,
                               .outline = theme.text,
                               .radius = 2});
      if (layer == state.hoveredLayer && head == state.hoveredHead) {
        scene.boxes.push_back({.area = thumb.adjusted(-3, -3, 3, 3), .outline = theme.beamText, .lineWidth = 1});
        scene.boxes.push_back({.area = thumb.adjusted(-2, -2, 2, 2), .outline = theme.beam, .lineWidth = 2});
      }
    }
  }
}

}  // namespace headlight::ui
