// What Compare draws.
#include "ui/views/compare_parts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/views/cards.h"
#include "ui/views/host_field.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double turn = 50 * std::numbers::pi / 180;
constexpr double columnPitch = 15, rowPitch = 14;  // px that a title needs
constexpr double cardWidth = 252;

void makePill(Label& label, const Theme& theme) {
  label.pill = theme.beam;
  label.pillOutline = theme.isDark() ? QColor() : theme.beamText;
  label.color = theme.beamText;
  label.weight = 600;
}

/// Below `maps` where there is room, so that none of them is covered; else beside `cell`. Inside the scene.
QRectF cardArea(const QRectF& cell, const QRectF& maps, QSizeF size, std::size_t lines) {
  const double width = std::min(cardWidth, size.width() - 8), height = 42 + 18 * static_cast<double>(lines) + 26;
  if (maps.bottom() + 10 + height <= size.height() - 4)
    return {within(cell.center().x() - width / 2, 4.0, std::max(4.0, size.width() - width - 4)), maps.bottom() + 10,
            width, height};
  double x = cell.right() + 10;
  if (x + width > size.width() - 4) x = cell.left() - 10 - width;
  if (x < 4) {  // on neither side of it
    const double below = cell.bottom() + 10, above = cell.top() - 10 - height;
    const double y = below + height > size.height() - 4 && above >= 4 ? above : below;
    return {within(cell.center().x() - width / 2, 4.0, std::max(4.0, size.width() - width - 4)),
            within(y, 4.0, std::max(4.0, size.height() - height - 4)), width, height};
  }
  return {within(x, 4.0, std::max(4.0, size.width() - width - 4)),
          within(cell.center().y() - height / 2, 4.0, std::max(4.0, size.height() - height - 4)), width, height};
}

void addCard(Scene& scene, const Theme& theme, const QRectF& area, const QString& title,
             const std::vector<CardLine>& lines, const QString& note) {
  Scene card;
  addSheet(card, theme, area);
  card.labels.push_back({.area = {area.left() + 12, area.top() + 10, area.width() - 24, 20},
                         .text = title,
                         .color = theme.text,
                         .pixelSize = 13,
                         .weight = 600,
                         .elide = true});
  const double below = addLines(card, theme, area, area.top() + 34, lines);
  card.labels.push_back({.area = {area.left() + 12, below + 4, area.width() - 24, 18},
                         .text = note,
                         .color = theme.muted,
                         .elide = true});
  scene.above.push_back(std::move(card));
}

void addCellFrame(Scene& scene, const QRectF& cell) {
  scene.boxes.push_back({.area = cell.adjusted(-2, -2, 2, 2), .outline = Qt::black, .lineWidth = 4});
  scene.boxes.push_back({.area = cell.adjusted(-1, -1, 1, 1), .outline = Qt::white, .lineWidth = 2});
}

/// The place of a row of B; -1: it has none.
int placeOf(const std::vector<derived::AlignedRows>& places, int row) {
  if (row < 0) return -1;
  const auto found = std::ranges::find(places, row, &derived::AlignedRows::b);
  return found == places.end() ? -1 : static_cast<int>(found - places.begin());
}

QString weightWords(float value) { return std::isnan(value) ? QStringLiteral("–") : exactWeight(double{value}); }

}  // namespace

QString CompareNames::ofA(StackId stack, const derived::AlignedRows& place) const {
  if (place.a < 0) return {};
  const bool own = kept_ && state_.comparison && state_.comparison->kept;
  return axisText((own ? state_.comparison->kept->rowsOf(stack) : state_.rowsOf(stack)).name(place.a));
}

QString CompareNames::ofB(StackId stack, const derived::AlignedRows& place) const {
  return place.b < 0 ? QString() : axisText(state_.rowsOf(stack).name(place.b));
}

QString CompareNames::of(StackId stack, const derived::AlignedRows& place) const {
  const QString a = ofA(stack, place), b = ofB(stack, place);
  if (place.b < 0) return QStringLiteral("− ") + a;
  if (place.a < 0) return QStringLiteral("+ ") + b;
  return place.same ? b : QStringLiteral("%1 → %2").arg(a, b);
}

double CompareTitles::sine() { return std::sin(turn); }
double CompareTitles::cosine() { return std::cos(turn); }

void CompareTitles::addColumns(Scene& scene, int field, StackId stack, const std::vector<derived::AlignedRows>& places,
                               int lit) const {
  const QRectF& area = layout.fields[static_cast<std::size_t>(field)];
  const int step = std::max(1, static_cast<int>(std::ceil(columnPitch / (layout.cell * sine()) - 0.05)));
  std::optional<Label> last;
  for (int place = 0; place < static_cast<int>(places.size()); ++place) {
    const bool isLit = place == lit;
    if (!isLit && (place % step != 0 || (lit >= 0 && std::abs(place - lit) * layout.cell < columnPitch))) continue;
    const QString text = names.of(stack, places[static_cast<std::size_t>(place)]);
    const double x = area.left() + (place + 0.5) * layout.cell;
    const double width = std::min(layout.columnText, std::ceil(textWidth(text, 12, isLit ? 600 : 400)) + 1);
    Label label{.area = {x + 9.5 * sine() - 1.5, area.top() - 21, width, 19},
                .text = text,
                .color = theme.text,
                .angle = -turn * 180 / std::numbers::pi,
                .elide = true};
    if (isLit) {
      label.area.translate(3, -4);
      makePill(label, theme);
      last = label;
    } else {
      scene.labels.push_back(label);
    }
  }
  if (last) scene.labels.push_back(*last);
}

void CompareTitles::addRows(Scene& scene, StackId stack, const std::vector<derived::AlignedRows>& places,
                            int lit) const {
  const QRectF& area = layout.fields[0];
  const int step = std::max(1, static_cast<int>(std::ceil(rowPitch / layout.cellHeight - 0.05)));
  std::optional<Label> last;
  for (int place = 0; place < static_cast<int>(places.size()); ++place) {
    const bool isLit = place == lit;
    if (!isLit && (place % step != 0 || (lit >= 0 && std::abs(place - lit) * layout.cellHeight < rowPitch))) continue;
    const double y = area.top() + (place + 0.5) * layout.cellHeight;
    Label label{.area = {area.left() - layout.labelWidth + 4, y - 9.5, layout.labelWidth - 12, 19},
                .text = names.of(stack, places[static_cast<std::size_t>(place)]),
                .color = theme.text,
                .pixelSize = layout.cellHeight * step < 15 && !isLit ? 11 : 12,
                .alignment = Qt::AlignRight | Qt::AlignVCenter,
                .elide = true};
    if (isLit) {
      makePill(label, theme);
      last = label;
    } else {
      scene.labels.push_back(label);
    }
  }
  if (last) scene.labels.push_back(*last);
}

void CompareView::addMaps(Scene& scene, const Trace& trace, const ViewState& state, const Layout& l) const {
  const Theme& theme = *state.theme;
  const Subject subject = this->subject(trace, state);
  const ComparedMaps& made = maps(subject, state);
  const AttentionInfo attention = trace.model().attention(shownAttention(trace.model(), state));
  const CompareNames names(state, options_.with == CompareWith::Kept);
  const CompareTitles titles{names, l, theme};
  const int query = placeOf(made.queries, state.hoveredQuery), key = placeOf(made.keys, state.hoveredKey);
  const auto headName = [](const ComparedSide& side) { return tr("L%1H%2").arg(side.layer).arg(side.head); };
  QStringList headings{tr("A · %1").arg(headName(*subject.a)), tr("B · %1").arg(headName(*subject.b)), tr("B − A")};
  if (options_.with == CompareWith::Kept)
    headings = {state.interactive ? tr("A · kept: %1").arg(state.comparison->kept->text)
                                  : tr("A · %1").arg(state.comparison->kept->text),
                state.interactive ? tr("B · now") : tr("B"), tr("B − A")};
  if (options_.with == CompareWith::WithoutWhatIfs) headings = {tr("A · before"), tr("B · after"), tr("B − A")};
  const std::array<std::shared_ptr<const Rows>, 3> values{made.a, made.b, made.difference};
  for (int i = 0; i < 3; ++i) {
    const auto at = static_cast<std::size_t>(i);
    Field field{.area = l.fields[at],
                .values = values[at],
                .rowCount = static_cast<double>(l.queries),
                .columnCount = static_cast<double>(l.keys)};
    field.causal = attention.causal;
    if (i < 2) {
      field.low = state.low.value_or(0.0F);
      field.high = state.high.value_or(made.high);
      field.colormap = state.colormap;
      field.scale = state.scale;
      field.gamma = state.gamma;
      field.rowScale = made.rowScale;
    } else {
      field.high = made.largest > 0 ? made.largest : 1;
      field.low = -field.high;
      field.colormap = Colormap::Diverging;
      field.largestMagnitude = true;
    }
    scene.fields.push_back(field);
    scene.boxes.push_back({.area = l.fields[at].adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});
    scene.labels.push_back({.area = {l.fields[at].left(), 2, std::max(l.fields[at].width(), 30.0), 19},
                            .text = headings[i],
                            .color = theme.text,
                            .pixelSize = 13,
                            .weight = 600,
                            .elide = true});
    titles.addColumns(scene, i, attention.keys, made.keys, key);
  }
  titles.addRows(scene, attention.id.stack, made.queries, query);
  addRamp(scene, trace, state, l, made);
  if (query < 0 || key < 0) return;
  for (int i = 0; i < 3; ++i) addCellFrame(scene, l.cellRect(i, query, key));
  if (!state.pointerInside) return;
  const auto& queryPlace = made.queries[static_cast<std::size_t>(query)];
  const auto& keyPlace = made.keys[static_cast<std::size_t>(key)];
  const float change = cellOf(made.difference, query, key);
  const bool masked = attention.causal && key > query;
  std::vector<CardLine> lines;
  if (!masked)
    lines = {{tr("A"), weightWords(cellOf(made.a, query, key))},
             {tr("B"), weightWords(cellOf(made.b, query, key))},
             {tr("B − A"), std::isnan(change) ? QStringLiteral("–") : signedExact(double{change})}};
  const QString note = state.stale                          ? tr("from before the last edit")
                       : masked                             ? tr("a later token is never seen")
                       : queryPlace.a < 0 || keyPlace.a < 0 ? tr("A has no such token")
                       : !made.a || !made.b                 ? state.notComputed
                       : options_.with != CompareWith::Kept ? QString()
                       : queryPlace.same && keyPlace.same   ? tr("the same tokens in both")
                                                            : tr("a token was replaced");
  addCard(
      scene, theme,
      cardArea(l.cellRect(1, query, key), l.fields[0], {l.caveat.right() + 16, l.caveat.bottom() + 10}, lines.size()),
      tr("%1 looks at %2").arg(names.of(attention.id.stack, queryPlace), names.of(attention.keys, keyPlace)), lines,
      note);
}

void CompareView::addRamp(Scene& scene, const Trace& trace, const ViewState& state, const Layout& l,
                          const ComparedMaps& made) const {
  const Theme& theme = *state.theme;
  if (l.ramp.width() < 30) return;
  const QRectF line(l.ramp.left(), l.ramp.bottom() + 1, l.ramp.width(), 15);
  if (!made.difference || made.largest == 0) {
    scene.labels.push_back({.area = {line.left(), l.ramp.top(), std::max(line.width(), 140.0), 16},
                            .text = made.difference ? tr("nothing differs") : tr("not in both"),
                            .color = theme.muted,
                            .pixelSize = 11});
    return;
  }
  constexpr int steps = 65;
  if (!ramp_) {
    std::vector<float> values;
    for (int i = 0; i < steps; ++i) values.push_back(static_cast<float>(2 * i) / (steps - 1) - 1);
    if (const Rows* like = anyRows(trace)) ramp_ = hostField(*like, std::move(values), 1, steps);
  }
  Field field{.area = l.ramp, .values = ramp_, .rowCount = 1, .columnCount = steps, .low = -1, .high = 1};
  field.colormap = Colormap::Diverging;
  field.causal = false;
  scene.fields.push_back(field);
  scene.boxes.push_back({.area = l.ramp.adjusted(-0.5, -0.5, 0.5, 0.5), .outline = theme.border});
  const auto end = [&](double value, Qt::Alignment side) {
    scene.labels.push_back({.area = line,
                            .text = signedDecimal(value, 2),
                            .color = theme.muted,
                            .pixelSize = 11,
                            .fixedFont = true,
                            .alignment = side | Qt::AlignVCenter});
  };
  end(-double{made.largest}, Qt::AlignLeft);
  end(double{made.largest}, Qt::AlignRight);
}

void CompareView::addAnswers(Scene& scene, const Trace& trace, const ViewState& state, const Layout& l) const {
  const Theme& theme = *state.theme;
  const Subject subject = this->subject(trace, state);
  const QRectF& area = l.answers;
  scene.labels.push_back({.area = {area.left(), area.top(), area.width(), 20},
                          .text = tr("What is said: A → B"),
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  const double nameWidth = std::min(120.0, area.width() * 0.3), numbers = 104;
  const double left = area.left() + nameWidth + 8, room = std::max(8.0, area.right() - numbers - 8 - left);
  double y = area.top() + 24;
  const std::vector<AnswerChange>& all = answers(subject);
  for (int i = 0; i < l.answerCount; ++i) {
    const AnswerChange& change = all[static_cast<std::size_t>(i)];
    const auto bar = [&](double top, double share, const QColor& color) {
      scene.boxes.push_back({.area = {left, top, std::max(1.0, room * share), 6}, .fill = color, .radius = 1});
    };
    scene.labels.push_back({.area = {area.left(), y, nameWidth, 17},
                            .text = state.comparison ? state.comparison->name(change.id) : QString::number(change.id),
                            .color = theme.text,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter,
                            .elide = true});
    bar(y + 2, change.a, theme.muted);
    bar(y + 9, change.b, theme.logits);
    scene.labels.push_back({.area = {area.right() - numbers, y, numbers, 17},
                            .text = QStringLiteral("%1 → %2").arg(shortWeight(change.a), shortWeight(change.b)),
                            .color = theme.text,
                            .pixelSize = 11,
                            .fixedFont = true,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
    y += 19;
  }
}

void CompareView::addPatches(Scene& scene, const Trace& trace, const ViewState& state, const Layout& l) const {
  const Theme& theme = *state.theme;
  const PatchReadings& found = *readings(trace, state);
  const PatchMap& map = *found.map;
  const StackId stack = map.site.stack;
  const CompareNames names(state, true);
  const CompareTitles titles{names, l, theme};
  const int column = placeOf(map.rows, state.hoveredQuery);
  const int layer = column >= 0 && state.hoveredLayer < map.layers ? state.hoveredLayer : -1;
  Field field{.area = l.fields[0],
              .values = patchField(trace, found),
              .rowCount = static_cast<double>(l.queries),
              .columnCount = static_cast<double>(l.keys)};
  field.high = static_cast<float>(patchHigh(&map));
  field.low = -field.high;
  field.colormap = Colormap::Diverging;
  field.causal = false;
  field.largestMagnitude = true;
  scene.fields.push_back(field);
  scene.boxes.push_back({.area = l.fields[0].adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});
  const auto nameOf = [&](std::int32_t id) { return axisText(state.comparison->name(id)); };
  QString heading =
      tr("“%1” rather than “%2”, logit difference: A %3, B %4")
          .arg(nameOf(map.answer), nameOf(map.instead), signedDecimal(double{map.source.logitDifference}, 2),
               signedDecimal(double{map.target.logitDifference}, 2));
  if (options_.measure == PatchMeasure::LogProbability)
    heading = tr("ln p of “%1”: A %2, B %3")
                  .arg(nameOf(map.answer), signedDecimal(double{map.source.logProbability}, 2),
                       signedDecimal(double{map.target.logProbability}, 2));
  if (std::isnan(map.restored(map.target))) heading += tr(" · both say the same");
  if (found.left > 0) heading += tr(" · %1 patches to come").arg(found.left);
  scene.labels.push_back({.area = {16, 2, std::max(30.0, l.caveat.right() - 16), 19},
                          .text = heading,
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  titles.addColumns(scene, 0, stack, map.rows, column);
  const int step = std::max(1, static_cast<int>(std::ceil(rowPitch / l.cellHeight - 0.05)));
  for (int row = 0; row < map.layers; row += step) {
    const QRectF cell = l.cellRect(0, row, 0);
    scene.labels.push_back({.area = {cell.left() - l.labelWidth, cell.center().y() - 9, l.labelWidth - 8, 18},
                            .text = row == 0 ? tr("layer %1").arg(row) : QString::number(row),
                            .color = theme.muted,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  }
  // What is patched in what is shown.
  for (const Intervention& change : trace.changes())
    if (const auto* patch = std::get_if<PatchRows>(&change);
        patch && patch->site.site == map.site.site && patch->site.stack == stack)
      if (const int at = placeOf(map.rows, patch->firstRow); at >= 0 && patch->site.layer < map.layers)
        scene.boxes.push_back({.area = l.cellRect(0, patch->site.layer, at).adjusted(0.5, 0.5, -0.5, -0.5),
                               .outline = theme.text,
                               .lineWidth = 2});
  if (layer < 0) return;
  const QRectF cell = l.cellRect(0, layer, column);
  addCellFrame(scene, cell);
  if (!state.pointerInside) return;
  const PatchReading& reading = map.at(layer, column);
  std::vector<CardLine> lines;
  if (!std::isnan(reading.logProbability)) {
    lines = {{tr("p of “%1”, B").arg(nameOf(map.answer)), exactWeight(std::exp(double{map.target.logProbability}))},
             {tr("with this row of A"), exactWeight(std::exp(double{reading.logProbability}))},
             {tr("logit difference"), signedDecimal(double{reading.logitDifference}, 3)}};
    if (const double restored = map.restored(reading); !std::isnan(restored))
      lines.push_back({tr("of the way to A"), signedDecimal(restored, 3)});
  }
  addCard(scene, theme, cardArea(cell, l.fields[0], {l.caveat.right() + 16, l.caveat.bottom() + 10}, lines.size()),
          tr("Layer %1, %2").arg(layer).arg(names.of(stack, map.rows[static_cast<std::size_t>(column)])), lines,
          lines.empty() ? tr("not computed yet") : tr("click: patch this row in what is shown"));
}

void CompareView::addWhy(Scene& scene, const Trace& trace, const ViewState& state, QSizeF size) const {
  const Theme& theme = *state.theme;
  QStringList lines = subject(trace, state).why;
  if (lines.isEmpty() && patches()) {
    const PatchReadings* found = readings(trace, state);
    lines = {tr("The map of patches"), found && !found->problem.isEmpty()
                                           ? found->problem
                                           : tr("Row after row of A is put into B, beside the edits …")};
  }
  if (lines.isEmpty()) lines = {tr("There is nothing to compare"), tr("One of the two has no rows.")};
  const QRectF box(16, 16, std::max(0.0, size.width() - 32), std::max(0.0, size.height() - 32));
  scene.boxes.push_back({.area = box, .outline = theme.borderStrong, .hatched = true});
  double widest = 0;
  for (const QString& line : lines) widest = std::max(widest, textWidth(line, 13, 600));
  const double width = std::min(widest + 40, box.width() - 8), height = 26.0 * static_cast<double>(lines.size()) + 24;
  const QRectF sheet(box.center().x() - width / 2, box.center().y() - height / 2, width, height);
  scene.boxes.push_back({.area = sheet, .fill = theme.surface, .outline = theme.borderStrong, .radius = 8});
  for (qsizetype i = 0; i < lines.size(); ++i)
    scene.labels.push_back(
        {.area = {sheet.left() + 10, sheet.top() + 12 + 26.0 * static_cast<double>(i), width - 20, 24},
         .text = lines[i],
         .color = theme.text,
         .pixelSize = 13,
         .weight = i == 0 ? 600 : 400,
         .alignment = Qt::AlignCenter,
         .elide = true});
}

}  // namespace headlight::ui
