#include "ui/views/stages_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/host_field.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double stripHeight = 16, barLongest = 50;

}  // namespace

QString StagesParts::namesOfOthers(int count) { return tr("%1 others").arg(count); }
QString StagesParts::queryName() const { return axisText(state.rowsOf(attention.id.stack).name(layout.query)); }

QString StagesParts::keyName(int key) const { return axisText(state.rowsOf(attention.keys).name(key)); }

float StagesParts::reach(const std::vector<std::vector<float>>& vectors) {
  float largest = 0;
  for (const auto& vector : vectors)
    for (const float value : vector) largest = std::max(largest, std::abs(value));
  return largest > 0 ? largest : 1;
}

QString StagesParts::scaleWords(const derived::AttentionSteps& steps) {
  if (std::isnan(steps.scale)) return QStringLiteral("?");
  const double root = std::sqrt(static_cast<double>(steps.query.size()));
  const bool plain = std::abs(steps.scale * root - 1) < 1e-6, none = std::abs(steps.scale - 1) < 1e-6;
  QString words = plain  ? QStringLiteral("÷ √%1").arg(steps.query.size())
                  : none ? QString()
                         : QStringLiteral("÷ %1").arg(decimal(1 / steps.scale, 2));
  if (!steps.added.empty()) words += words.isEmpty() ? tr("+ position") : tr(" + position");
  return words.isEmpty() ? QStringLiteral("× 1") : words;
}

void StagesParts::addStrips(Scene& scene, const std::vector<std::vector<float>>& vectors,
                            const std::vector<QRectF>& areas, float reach, const QColor& outline) const {
  if (vectors.empty() || vectors.front().empty()) return;
  std::vector<float> values;
  for (const auto& vector : vectors) values.insert(values.end(), vector.begin(), vector.end());
  const int width = static_cast<int>(vectors.front().size());
  const auto field = hostField(like, std::move(values), static_cast<int>(vectors.size()), width);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    scene.fields.push_back({.area = areas[i],
                            .values = field,
                            .firstRow = static_cast<double>(i),
                            .rowCount = 1,
                            .columnCount = static_cast<double>(width),
                            .low = -reach,
                            .high = reach,
                            .colormap = Colormap::Diverging,
                            .causal = false,
                            .largestMagnitude = true});
    scene.boxes.push_back({.area = areas[i].adjusted(-1, -1, 1, 1), .outline = outline, .lineWidth = 1.5});
  }
}

void StagesParts::addNumber(Scene& scene, double right, const QRectF& line, const QString& text,
                            const QColor& color) const {
  scene.labels.push_back({.area = {right - 80, line.top(), 80, line.height()},
                          .text = text,
                          .color = color,
                          .fixedFont = true,
                          .alignment = Qt::AlignRight | Qt::AlignVCenter});
}

void StagesParts::addHatch(Scene& scene, double left, double right) const {
  scene.boxes.push_back({.area = {left, layout.rows.top() + 4, right - left, layout.rows.height() - 8},
                         .outline = state.theme->border,
                         .radius = 3,
                         .hatched = true});
}

void StagesParts::addQuery(Scene& scene) const {
  const Theme& theme = *state.theme;
  const QString name = queryName();
  const double width = std::min(textWidth(name, 13, 600) + 2, 110.0);
  const QRectF& line = layout.asks;
  scene.labels.push_back({.area = {line.left() + 6, line.center().y() - 10, width, 20},
                          .text = name,
                          .color = theme.beamText,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true,
                          .pill = theme.beam,
                          .pillOutline = theme.isDark() ? QColor() : theme.beamText});
  scene.labels.push_back(
      {.area = {line.left() + width + 16, line.top(), 40, line.height()}, .text = tr("asks"), .color = theme.text});
  const double left = std::max(layout.strip.left(), line.left() + width + 52);
  const QRectF strip(left, line.center().y() - stripHeight / 2, std::max(8.0, layout.strip.right() - left),
                     stripHeight);
  addStrips(scene, {steps.query}, {strip}, reach({steps.query}), theme.query);
  addBadge(scene, theme, {strip.right() + 10, line.center().y() - 8}, 'Q', theme.query);
  scene.labels.push_back(
      {.area = {strip.right() + 32, line.top(), std::max(1.0, line.right() - strip.right() - 32), line.height()},
       .text = tr("query q, %1 numbers, compared with every key below").arg(steps.query.size()),
       .color = theme.text,
       .elide = true});
}

void StagesParts::addTitles(Scene& scene) const {
  const Theme& theme = *state.theme;
  const QRectF& line = layout.columns;
  const auto above = [&](double left, double right, const QString& text, const QColor& color, Qt::Alignment side) {
    scene.labels.push_back({.area = {left, line.top(), right - left, line.height()},
                            .text = text,
                            .color = color,
                            .weight = 600,
                            .alignment = side | Qt::AlignVCenter,
                            .elide = true});
  };
  const bool values = !layout.both && view.reached(Stage::Weighted);
  const QString weighted = view.reached(Stage::Weighted) ? tr("weight × v") : tr("value v");
  if (values)
    above(layout.strip.left(), layout.strip.right(), weighted, theme.value, Qt::AlignLeft);
  else
    above(layout.strip.left(), layout.strip.right(), tr("key k"), theme.key, Qt::AlignLeft);
  const auto ink = [&](Stage stage, const QColor& color) { return view.reached(stage) ? color : theme.muted; };
  above(layout.productRight - 66, layout.productRight, tr("q · k"), ink(Stage::Product, theme.text), Qt::AlignRight);
  const QString scale = scaleWords(steps);
  above(layout.scoreRight - 66, layout.scoreRight, scale.size() > 8 ? tr("score") : scale,
        ink(Stage::Scale, theme.text), Qt::AlignRight);
  above(layout.barLeft, layout.weightRight, tr("softmax: weight"), ink(Stage::Softmax, theme.attention), Qt::AlignLeft);
  if (layout.both) above(layout.value.left(), layout.value.right(), weighted, theme.value, Qt::AlignLeft);
}

void StagesParts::addLines(Scene& scene) const {
  const Theme& theme = *state.theme;
  std::vector<std::vector<float>> keys, values;
  std::vector<QRectF> keyAreas, valueAreas;
  const bool weighted = view.reached(Stage::Weighted);
  for (int place = 0; place < static_cast<int>(layout.listed.size()); ++place) {
    const int key = layout.listed[static_cast<std::size_t>(place)];
    const auto at = static_cast<std::size_t>(key);
    const QRectF line = layout.line(place);
    const bool lit = key == state.hoveredKey;
    if (lit) scene.boxes.push_back({.area = line.adjusted(0, 1, 0, -1), .fill = theme.beam, .radius = 4});
    const QColor ink = lit ? theme.beamText : theme.text;
    scene.labels.push_back(
        {.area = {layout.columns.left(), line.top(), layout.nameRight - layout.columns.left(), line.height()},
         .text = keyName(key),
         .color = ink,
         .weight = lit ? 600 : 400,
         .elide = true});
    const double top = line.center().y() - stripHeight / 2;
    keys.push_back(steps.keys[at]);
    keyAreas.emplace_back(layout.strip.left(), top, layout.strip.width(), stripHeight);
    std::vector<float> value = steps.values[at];
    if (weighted)
      for (float& number : value) number *= steps.weights[at];
    values.push_back(std::move(value));
    valueAreas.emplace_back(layout.value.left(), top, layout.value.width(), stripHeight);
    if (view.reached(Stage::Product)) addNumber(scene, layout.productRight, line, decimal(steps.products[at], 2), ink);
    if (view.reached(Stage::Scale) && !steps.scores.empty())
      addNumber(scene, layout.scoreRight, line, decimal(steps.scores[at], 2), ink);
    if (!view.reached(Stage::Softmax)) continue;
    const double weight = static_cast<double>(steps.weights[at]);
    if (weight > 0)
      scene.boxes.push_back({.area = {layout.barLeft, line.center().y() - 6, std::max(1.5, barLongest * weight), 12},
                             .fill = lit ? theme.beamText : theme.attention,
                             .radius = 2});
    addNumber(scene, layout.weightRight, line, shortWeight(weight), ink);
  }
  if (layout.both || !weighted) addStrips(scene, keys, keyAreas, reach(steps.keys), theme.key);
  // Weighted values keep the colours of the values themselves: what has little weight turns pale.
  if (layout.both || weighted) addStrips(scene, values, valueAreas, reach(steps.values), theme.value);
  if (!view.reached(Stage::Product)) addHatch(scene, layout.productRight - 50, layout.productRight);
  if (!view.reached(Stage::Scale) || steps.scores.empty()) addHatch(scene, layout.scoreRight - 50, layout.scoreRight);
  if (!view.reached(Stage::Softmax)) addHatch(scene, layout.barLeft, layout.weightRight);
  const auto more = [&](int count, double y) {
    if (count > 0)
      scene.labels.push_back({.area = {layout.columns.left(), y, layout.nameRight - layout.columns.left() + 40, 12},
                              .text = y < layout.rows.top() ? tr("↑ %1 more").arg(count) : tr("↓ %1 more").arg(count),
                              .color = theme.muted,
                              .pixelSize = 11});
  };
  more(layout.hiddenAbove, layout.rows.top() - 16);
  more(layout.hiddenBelow, layout.sumLine.top() + 4);
}

void StagesParts::addMasked(Scene& scene) const {
  if (layout.masked == 0) return;
  const Theme& theme = *state.theme;
  const bool reached = view.reached(Stage::Mask);
  const QRectF area(layout.strip.left(), layout.maskedLine.top(), layout.maskedLine.right() - layout.strip.left(),
                    layout.maskedLine.height());
  if (reached)
    scene.boxes.push_back({.area = area, .fill = theme.masked, .radius = 3});
  else
    scene.boxes.push_back({.area = area, .outline = theme.border, .radius = 3, .hatched = true});
  const QRectF name(layout.columns.left(), area.top(), layout.nameRight - layout.columns.left(), area.height());
  scene.labels.push_back({.area = name, .text = namesOfOthers(layout.masked), .color = theme.muted, .elide = true});
  if (reached)
    scene.labels.push_back({.area = area.adjusted(10, 0, -10, 0),
                            .text = tr("masked: “%1” may not look there, so the weight is exactly 0").arg(queryName()),
                            .color = theme.text,
                            .elide = true});
}

void StagesParts::addSums(Scene& scene) const {
  const Theme& theme = *state.theme;
  const QRectF& line = layout.sumLine;
  if (view.reached(Stage::Softmax)) {
    const double sum = std::accumulate(steps.weights.begin(), steps.weights.end(), 0.0);
    scene.boxes.push_back(
        {.area = {layout.barLeft, line.top(), layout.weightRight - layout.barLeft, 2}, .fill = theme.attention});
    scene.labels.push_back({.area = {layout.barLeft, line.top() + 2, layout.weightRight - layout.barLeft, 20},
                            .text = tr("sum %1").arg(decimal(sum, 2)),
                            .color = theme.attention,
                            .weight = 600,
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  }
  const QRectF area(layout.value.left(), line.top() + 4, layout.value.width(), stripHeight);
  if (view.reached(Stage::Output)) {
    const std::vector<float> output(steps.output.begin(), steps.output.end());
    addStrips(scene, {output}, {area}, reach({output}), theme.value);
  } else if (layout.both || view.reached(Stage::Weighted)) {
    scene.boxes.push_back({.area = area, .outline = theme.border, .hatched = true});
  }
  if (!layout.both && !view.reached(Stage::Weighted)) return;
  const double left = layout.columns.left();
  scene.labels.push_back({.area = {left, line.top(), std::max(0.0, layout.scoreRight - left), 24},
                          .text = layout.both && view.reached(Stage::Output) ? tr("output z of this head:") : QString(),
                          .color = theme.text,
                          .alignment = Qt::AlignRight | Qt::AlignVCenter,
                          .elide = true});
}

void StagesParts::addWords(Scene& scene) const {
  const QString words = view.words(trace, state);
  // Two lines at the most: broken at the space that is nearest to the end of the first.
  const double width = layout.wordLine.width();
  QString first = words, second;
  while (textWidth(first, 13) > width && first.contains(QLatin1Char(' '))) {
    const auto space = first.lastIndexOf(QLatin1Char(' '));
    second = first.mid(space + 1) + (second.isEmpty() ? QString() : QLatin1Char(' ') + second);
    first.truncate(space);
  }
  double y = layout.wordLine.top();
  for (const QString& line : {first, second}) {
    scene.labels.push_back({.area = {layout.wordLine.left(), y, width, 20},
                            .text = line,
                            .color = state.theme->text,
                            .pixelSize = 13,
                            .elide = true});
    y += 20;
  }
}

void StagesParts::addCard(Scene& scene, QSizeF size) const {
  const auto found = std::find(layout.listed.begin(), layout.listed.end(), state.hoveredKey);
  if (found == layout.listed.end() || state.hoveredQuery != layout.query) return;
  const Theme& theme = *state.theme;
  const int key = *found;
  const auto at = static_cast<std::size_t>(key);
  const QRectF line = layout.line(static_cast<int>(found - layout.listed.begin()));
  std::vector<float> terms;
  for (std::size_t i = 0; i < steps.query.size(); ++i) terms.push_back(steps.query[i] * steps.keys[at][i]);
  std::vector<int> order(terms.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return std::abs(terms[static_cast<std::size_t>(a)]) > std::abs(terms[static_cast<std::size_t>(b)]);
  });
  std::vector<CardLine> lines;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i) {
    const auto term = static_cast<std::size_t>(order[i]);
    lines.push_back({tr("number %1").arg(order[i]), QStringLiteral("%1 × %2 = %3")
                                                        .arg(decimal(static_cast<double>(steps.query[term]), 2),
                                                             decimal(static_cast<double>(steps.keys[at][term]), 2),
                                                             decimal(static_cast<double>(terms[term]), 2))});
  }
  lines.push_back({tr("all %1, together q · k").arg(terms.size()), decimal(steps.products[at], 4)});
  if (view.reached(Stage::Scale) && !steps.scores.empty()) {
    if (!steps.added.empty()) lines.push_back({tr("position adds"), signedDecimal(steps.added[at], 4)});
    lines.push_back({tr("score (%1)").arg(scaleWords(steps)), decimal(steps.scores[at], 4)});
  }
  if (view.reached(Stage::Softmax))
    lines.push_back({tr("weight"), exactWeight(static_cast<double>(steps.weights[at]))});
  const double width = std::min(330.0, size.width() - 8),
               height = 40 + 3 * 20 + 18.0 * static_cast<double>(lines.size()) + 10;
  const bool below = line.bottom() + 6 + height <= size.height() - 4;
  const QRectF area(within(layout.productRight - width / 2, 4.0, size.width() - 4 - width),
                    below ? line.bottom() + 6 : std::max(4.0, line.top() - 6 - height), width, height);
  Scene card;
  addSheet(card, theme, area);
  card.labels.push_back({.area = {area.left() + 12, area.top() + 8, width - 24, 20},
                         .text = QStringLiteral("“%1” · “%2”").arg(queryName(), keyName(key)),
                         .color = theme.text,
                         .pixelSize = 13,
                         .weight = 600,
                         .elide = true});
  const struct {
    QString name;
    const std::vector<float>& vector;
    QColor color;
  } strips[] = {{QStringLiteral("q"), steps.query, theme.query},
                {QStringLiteral("k"), steps.keys[at], theme.key},
                {QStringLiteral("q × k"), terms, theme.text}};
  double y = area.top() + 32;
  for (const auto& strip : strips) {
    card.labels.push_back(
        {.area = {area.left() + 12, y, 44, 16}, .text = strip.name, .color = strip.color, .weight = 600});
    const float most = reach({strip.vector});
    const double pitch = (width - 24 - 50) / static_cast<double>(strip.vector.size());
    // Cards have no fields: a box for each number.
    for (std::size_t i = 0; i < strip.vector.size(); ++i)
      card.boxes.push_back(
          {.area = {area.left() + 62 + pitch * static_cast<double>(i), y + 1, std::max(0.5, pitch), 14},
           .fill = signedColour(theme.ground, static_cast<double>(strip.vector[i] / most))});
    card.boxes.push_back({.area = {area.left() + 61.5, y + 0.5, width - 24 - 49, 15}, .outline = strip.color});
    y += 20;
  }
  headlight::ui::addLines(card, theme, area, y + 4, lines);
  scene.above.push_back(std::move(card));
}

}  // namespace headlight::ui
