#include "ui/views/layers_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/host_field.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double gutter = 58, margin = 16;
constexpr double titleHeight = 24;  // of the rows' names over each band
constexpr double bandGap = 12;
constexpr double textColumn = 78, labelColumn = 132;  // px of a cell: a token, a label with its number
constexpr double tallRow = 24, lowRow = 11, writtenRow = 15;
constexpr double belowBands = 40;
constexpr int ranks = 5;
constexpr double cardWidth = 252;

QString reasonOf(const ModelInfo& model) { return QString::fromStdString(whyNoLens(model)); }

}  // namespace

QRectF LayersView::Layout::cell(int at, int layer) const {
  return {left + (at % perBand) * column, top + (at / perBand) * pitch + layer * row, column, row};
}

const LayerReadings* LayersView::readingsOf(const Trace& trace, const ViewState& state) {
  const LayerReadings* readings = state.readings.get();
  return readings && readings->lens && readings->trace == trace.serial() ? readings : nullptr;
}

LayersView::Layout LayersView::layout(const Trace& trace, const ViewState&, QSizeF size) const {
  Layout l;
  const OutputInfo* output = trace.model().output();
  if (!output || !whyNoLens(trace.model()).empty()) return l;
  const bool whole = !output->ofEveryRow();
  l.layers = std::max(1, trace.model().stack(output->stack).layers);
  l.columns = whole ? std::min(ranks, output->logits) : std::max(1, trace.rows(output->stack));
  l.left = gutter;
  l.top = titleHeight + 4;
  l.room = std::max(8.0, size.height() - belowBands);
  const double across = std::max(24.0, size.width() - gutter - margin);
  const double wanted = whole ? labelColumn : textColumn;
  l.perBand = whole ? l.columns : within(static_cast<int>(across / wanted), 1, l.columns);
  l.column = std::floor(std::min(across / l.perBand, whole ? 2 * wanted : 1.4 * wanted));
  l.row = within(std::floor((l.room - l.top - bandGap) / l.layers), lowRow, tallRow);
  l.bands = (l.columns + l.perBand - 1) / l.perBand;
  l.pitch = l.layers * l.row + titleHeight + bandGap;
  l.contentHeight = l.top - titleHeight + l.bands * l.pitch;
  l.caveat = QRectF(margin, size.height() - belowBands + 8, std::max(8.0, size.width() - 2 * margin), 20);
  return l;
}

std::vector<int> LayersView::rowsInSight(const Trace& trace, const ViewState& state, QSizeF size) const {
  const Layout l = layout(trace, state, size);
  std::vector<int> rows;
  if (l.layers == 0) return rows;
  const int first = within(static_cast<int>(options_.scroll / l.pitch), 0, l.bands - 1);
  const int last = within(static_cast<int>((options_.scroll + l.room) / l.pitch) + 1, first, l.bands - 1);
  for (int row = first * l.perBand; row < std::min(l.columns, (last + 1) * l.perBand); ++row) rows.push_back(row);
  return rows;
}

double LayersView::high(const LayerReadings* readings) const {
  if (!options_.entropy || !readings) return 1;
  float most = 0;
  for (const auto& row : readings->lens->readings)
    for (const LensReading& reading : row) most = std::max(most, reading.entropyBits);
  return most > 0 ? std::ceil(static_cast<double>(most)) : 1;
}

void LayersView::addBand(Scene& scene, const Trace& trace, const ViewState& state, const Layout& l, int band,
                         double scroll) const {
  const Theme& theme = *state.theme;
  const LayerReadings* readings = readingsOf(trace, state);
  const OutputInfo& output = *trace.model().output();
  const bool whole = !output.ofEveryRow();
  const int first = band * l.perBand, count = std::min(l.perBand, l.columns - first);
  const QRectF area =
      QRectF(l.cell(first, 0).topLeft(), QSizeF(count * l.column, l.layers * l.row)).translated(0, -scroll);
  const auto reading = [&](int column, int layer) -> const LensReading* {
    const int row = whole ? 0 : column;
    if (!readings || !readings->lens->has(row)) return nullptr;
    const auto& all = readings->lens->readings[static_cast<std::size_t>(row)];
    return static_cast<std::size_t>(layer) < all.size() ? &all[static_cast<std::size_t>(layer)] : nullptr;
  };
  const auto valueOf = [&](int column, int layer) {
    const LensReading* one = reading(column, layer);
    if (!one) return std::numeric_limits<float>::quiet_NaN();
    if (options_.entropy) return one->entropyBits;
    return whole ? one->top[static_cast<std::size_t>(column)].probability : one->answer;
  };
  Field field{.area = area, .rowCount = static_cast<double>(l.layers), .columnCount = static_cast<double>(count)};
  field.high = static_cast<float>(high(readings));
  field.colormap = state.colormap;
  field.causal = false;
  if (const Rows* like = anyRows(trace); like && readings) {
    if (kept_.lens != readings->lens || kept_.entropy != options_.entropy || kept_.perBand != l.perBand)
      kept_ = {readings->lens, options_.entropy, l.perBand, {}};
    auto& values = kept_.bands[band];
    if (!values) {
      std::vector<float> made;
      for (int layer = 0; layer < l.layers; ++layer)
        for (int column = first; column < first + count; ++column) made.push_back(valueOf(column, layer));
      values = hostField(*like, std::move(made), l.layers, count);
    }
    field.values = values;
  }
  scene.fields.push_back(field);
  scene.boxes.push_back({.area = area.adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});

  const StackRows& rows = state.rowsOf(output.stack);
  for (int column = first; column < first + count; ++column) {
    const QRectF cell = l.cell(column, 0).translated(0, -scroll);
    const bool lit = !whole && column == state.hoveredQuery;
    Label title{.area = {cell.left() + 4, cell.top() - titleHeight + 3, cell.width() - 8, 18},
                .text = whole ? tr("place %1").arg(column + 1) : axisText(rows.name(column)),
                .color = theme.text,
                .alignment = Qt::AlignCenter,
                .elide = true};
    if (lit) {
      title.pill = theme.beam;
      title.pillOutline = theme.isDark() ? QColor() : theme.beamText;
      title.color = theme.beamText;
      title.weight = 600;
    }
    scene.labels.push_back(title);
  }
  const auto& table = colormapTable(field.colormap, theme.ground);
  const QString last = tr("%1 last").arg(l.layers - 1);
  const bool saysLast = textWidth(last, 12) <= gutter - 16;
  for (int layer = 0; layer < l.layers; ++layer) {
    const double y = area.top() + layer * l.row;
    if (l.row >= writtenRow || layer % 2 == 0)
      scene.labels.push_back({.area = {8, y, gutter - 16, l.row},
                              .text = saysLast && layer == l.layers - 1 ? last : QString::number(layer),
                              .color = theme.muted,
                              .pixelSize = l.row >= writtenRow ? 12 : 10,
                              .alignment = Qt::AlignRight | Qt::AlignVCenter});
    for (int column = first; column < first + count && l.row >= writtenRow; ++column) {
      const LensReading* one = reading(column, layer);
      if (!one) continue;
      const LensEntry& entry = one->top[whole ? static_cast<std::size_t>(column) : 0];
      if (entry.id < 0) continue;
      const int at = colormapIndex(valueOf(column, layer), 0, field.high, Scale::Linear, 1);
      QString text = axisText(readings->name(entry.id));
      if (whole) text += QStringLiteral("  ") + shortWeight(static_cast<double>(entry.probability));
      scene.labels.push_back({.area = l.cell(column, layer).translated(0, -scroll).adjusted(4, 0, -4, 0),
                              .text = text,
                              .color = inkOn(QColor::fromRgb(table[static_cast<std::size_t>(at)])),
                              .alignment = Qt::AlignCenter,
                              .elide = true});
    }
  }
}

void LayersView::addCard(Scene& scene, const Trace& trace, const ViewState& state, const Layout& l, QSizeF size,
                         double scroll) const {
  const Theme& theme = *state.theme;
  const OutputInfo& output = *trace.model().output();
  const bool whole = !output.ofEveryRow();
  const int row = whole ? 0 : state.hoveredQuery, layer = state.hoveredLayer;
  if (layer < 0 || layer >= l.layers || row < 0 || row >= l.columns) return;
  const QRectF cell = l.cell(row, layer).translated(0, -scroll);
  if (!QRectF(0, 0, size.width(), l.room).intersects(cell)) return;
  scene.boxes.push_back({.area = cell.adjusted(-1, -1, 1, 1), .outline = Qt::black, .lineWidth = 4});
  scene.boxes.push_back({.area = cell, .outline = Qt::white, .lineWidth = 2});
  if (!state.pointerInside) return;
  const LayerReadings* readings = readingsOf(trace, state);
  std::vector<CardLine> lines;
  QString note;
  if (readings && readings->lens->has(row)) {
    const auto& all = readings->lens->readings[static_cast<std::size_t>(row)];
    const LensReading& one = all[std::min(static_cast<std::size_t>(layer), all.size() - 1)];
    for (const LensEntry& entry : one.top)
      if (entry.id >= 0)
        lines.push_back({readings->name(entry.id), exactWeight(static_cast<double>(entry.probability))});
    lines.push_back({tr("final answer “%1”").arg(axisText(readings->name(all.back().top.front().id))),
                     exactWeight(static_cast<double>(one.answer))});
    if (!std::isnan(one.entropyBits))
      lines.push_back({tr("entropy, bits"), decimal(static_cast<double>(one.entropyBits), 2)});
    note = layer == l.layers - 1 ? tr("the model’s own logits")
                                 : tr("last norm and head on what leaves block %1").arg(layer);
  } else {
    note = tr("not read yet");
  }
  if (state.stale) note = tr("from before the last edit");
  const double width = std::min(cardWidth, size.width() - 8), height = 36 + 18 * static_cast<double>(lines.size()) + 28;
  double x = cell.right() + 10;
  if (x + width > size.width() - 4) x = cell.left() - 10 - width;
  const QRectF area(within(x, 4.0, size.width() - width - 4),
                    within(cell.center().y() - height / 2, 4.0, size.height() - height - 4), width, height);
  Scene card;
  addSheet(card, theme, area);
  const QString name = whole ? QString() : state.rowsOf(output.stack).name(row);
  card.labels.push_back({.area = {area.left() + 12, area.top() + 10, width - 52, 20},
                         .text = whole ? tr("After layer %1").arg(layer)
                                       : tr("After layer %1, at “%2” %3").arg(layer).arg(axisText(name)).arg(row),
                         .color = theme.text,
                         .pixelSize = 13,
                         .weight = 600,
                         .elide = true});
  addBadge(card, theme, {area.right() - 28, area.top() + 12}, 'L', theme.logits);
  const double below = addLines(card, theme, area, area.top() + 34, lines);
  card.labels.push_back({.area = {area.left() + 12, below + 4, width - 24, 18},
                         .text = note,
                         .color = theme.muted,
                         .pixelSize = 11,
                         .elide = true});
  scene.above.push_back(std::move(card));
}

Scene LayersView::scene(std::shared_ptr<const Trace> trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  Scene scene = emptyScene(theme);
  if (!trace) return scene;
  const Layout l = layout(*trace, state, size);
  if (l.layers == 0) {
    const QRectF box(margin, margin, std::max(0.0, size.width() - 2 * margin),
                     std::max(0.0, size.height() - 2 * margin));
    scene.boxes.push_back({.area = box, .outline = theme.borderStrong, .hatched = true});
    const QString why = tr("No reading by layer: %1").arg(reasonOf(trace->model()));
    const double wide = std::min(std::ceil(textWidth(why, 12)) + 8, std::max(0.0, size.width() - 48));
    scene.labels.push_back({.area = QRectF(box.center().x() - wide / 2, box.center().y() - 10, wide, 20),
                            .text = why,
                            .color = theme.text,
                            .alignment = Qt::AlignCenter,
                            .elide = true,
                            .pill = theme.surface,
                            .pillOutline = theme.borderStrong});
    return scene;
  }
  const double scroll = within(options_.scroll, 0.0, l.contentHeight - l.room);
  for (int band = 0; band < l.bands; ++band) {
    const double top = l.top + band * l.pitch - scroll - titleHeight;
    if (top + l.pitch < 0 || top > l.room) continue;
    addBand(scene, *trace, state, l, band, scroll);
  }
  addCard(scene, *trace, state, l, size, scroll);
  // What is cut off below makes room for the line of words.
  Scene footer;
  footer.boxes.push_back(
      {.area = {0, l.room, size.width(), std::max(0.0, size.height() - l.room)}, .fill = theme.canvas});
  const LayerReadings* readings = readingsOf(*trace, state);
  const QString words =
      readings && readings->left > 0
          ? tr("Reading row by row beside the edits: %1 to come. The rest is hatched.").arg(readings->left)
      : !readings ? tr("Not read yet: this is done row by row, beside the edits.")
                  : tr("The last norm and the head on what leaves each block (logit lens): a reading, "
                       "not what a layer was trained to say.");
  addCaveat(footer, theme, l.caveat, words, false);
  if (l.contentHeight > l.room + 1) {
    const double track = l.room - 8, length = std::max(24.0, track * l.room / l.contentHeight);
    footer.boxes.push_back(
        {.area = {size.width() - 9, 4 + (track - length) * scroll / (l.contentHeight - l.room), 6, length},
         .fill = theme.borderStrong,
         .radius = 3});
  }
  scene.above.insert(scene.above.begin(), std::move(footer));
  return scene;
}

std::optional<Hit> LayersView::hit(const Trace& trace, const ViewState& state, QSizeF size, QPointF at) const {
  const Layout l = layout(trace, state, size);
  if (l.layers == 0 || at.y() >= l.room || at.x() < l.left) return std::nullopt;
  const double scroll = within(options_.scroll, 0.0, l.contentHeight - l.room);
  const double y = at.y() + scroll - l.top;
  const int band = static_cast<int>(std::floor((y + titleHeight) / l.pitch));
  const int across = static_cast<int>(std::floor((at.x() - l.left) / l.column));
  const int layer = static_cast<int>(std::floor((y - band * l.pitch) / l.row));
  const int column = band * l.perBand + across;
  if (band < 0 || across < 0 || across >= l.perBand || column >= l.columns || layer < 0 || layer >= l.layers)
    return std::nullopt;
  const OutputInfo& output = *trace.model().output();
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const int row = output.ofEveryRow() ? column : 0;
  Hit found;
  found.layer = layer;
  found.head = state.head;
  found.alone = true;
  found.query = row;
  if (attention.id.stack != output.stack && row >= trace.rows(attention.id.stack)) return std::nullopt;
  const LayerReadings* readings = readingsOf(trace, state);
  found.notComputed = !readings || !readings->lens->has(row);
  if (!found.notComputed) {
    const auto& all = readings->lens->readings[static_cast<std::size_t>(row)];
    found.value = all[std::min(static_cast<std::size_t>(layer), all.size() - 1)].answer;
  }
  return found;
}

std::optional<QRectF> LayersView::areaOf(const Trace& trace, const ViewState& state, QSizeF size,
                                         const Hit& hit) const {
  const Layout l = layout(trace, state, size);
  if (hit.query < 0 || hit.query >= l.columns || hit.layer < 0 || hit.layer >= l.layers) return QRectF();
  const double scroll = within(options_.scroll, 0.0, l.contentHeight - l.room);
  const QRectF cell = l.cell(hit.query, hit.layer).translated(0, -scroll);
  return QRectF(0, 0, size.width(), l.room).contains(cell.center()) ? cell : QRectF();
}

}  // namespace headlight::ui
