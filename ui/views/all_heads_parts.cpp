#include "ui/views/all_heads_parts.h"

#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "ui/document/what_if.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/head_numbers.h"
#include "ui/views/head_words.h"
#include "ui/views/numbers.h"
#include "ui/views/patch_names.h"

namespace headlight::ui {
namespace {

constexpr double cardWidth = 236, widestCard = 420;
constexpr double pinSide = 16, leastThumb = 34;  // a smaller one has no room for a pin

}  // namespace

void HeadParts::addHoverFrame(Scene& scene) const {
  const Theme& theme = *state.theme;
  scene.boxes.push_back({.area = thumb.adjusted(-4, -4, 4, 4), .outline = theme.beamText, .lineWidth = 2, .radius = 2});
  if (theme.isDark())
    scene.boxes.push_back({.area = thumb.adjusted(-5, -5, 5, 5), .outline = theme.text, .lineWidth = 1, .radius = 3});
  scene.boxes.push_back({.area = thumb.adjusted(-2, -2, 2, 2), .outline = theme.beam, .lineWidth = 2});
}

QRectF HeadParts::pinPlace(const QRectF& thumb) {
  if (thumb.width() < leastThumb || thumb.height() < pinSide + 4) return {};
  return {thumb.right() - pinSide - 2, thumb.top() + 2, pinSide, pinSide};
}

void HeadParts::addPin(Scene& scene) const {
  const QRectF place = pinPlace(thumb);
  const bool pinned = isPinned();
  if (place.isNull() || (!pinned && (layer != state.hoveredLayer || head != state.hoveredHead || !state.interactive)))
    return;
  const Theme& theme = *state.theme;
  const QColor ink = pinned ? theme.text : theme.muted;
  scene.boxes.push_back({.area = place, .fill = theme.surface, .outline = theme.borderStrong, .radius = 3});
  // The drawing of assets/icons/pin.svg, 16 px.
  const auto line = [&](std::initializer_list<QPointF> points) {
    std::vector<QPointF> placed;
    for (const QPointF& point : points) placed.push_back(place.topLeft() + point);
    scene.curves.push_back({.points = std::move(placed), .color = ink, .width = 1.5});
  };
  line({{5.5, 2.75}, {10.5, 2.75}});
  line({{6.25, 3}, {6.25, 7.25}, {4.5, 9.25}, {11.5, 9.25}, {9.75, 7.25}, {9.75, 3}});
  line({{8, 9.5}, {8, 13.25}});
  if (pinned) scene.boxes.push_back({.area = {place.left() + 6.25, place.top() + 3, 3.5, 6}, .fill = ink});
}

void HeadParts::addTag(Scene& scene) const {
  const float factor = headFactor(trace.changes(), attention, layer, head);
  if (factor == 1 || thumb.width() < 30) return;
  const Theme& theme = *state.theme;
  const QString text = factorTag(factor);
  const int size = thumb.width() >= 56 ? 11 : 9;
  const double width = std::ceil(textWidth(text, size, 600)) + 1;
  const double pin = isPinned() && !pinPlace(thumb).isNull() ? pinSide + 4 : 0;
  scene.labels.push_back(
      {.area = {std::max(thumb.left() + 3, thumb.right() - width - 5 - pin), thumb.top() + 3, width, size + 4.0},
       .text = text,
       .color = theme.text,
       .pixelSize = size,
       .weight = 600,
       .alignment = Qt::AlignCenter,
       .pill = theme.surface,
       .pillOutline = theme.borderStrong});
}

void HeadParts::addLayerTags(Scene& scene, double top, double bottom) const {
  double y = top;
  for (const Intervention& change : trace.changes()) {
    const auto* whole = std::get_if<ScaleAttention>(&change);
    const auto* mlp = std::get_if<ScaleMlp>(&change);
    if (!(whole && attentionOf(*whole) == attention && whole->layer == layer && whole->factor != 1) &&
        !(mlp && mlp->stack == attention.stack && mlp->layer == layer && mlp->factor != 1))
      continue;
    if (y + 13 > bottom) return;
    scene.labels.push_back(
        {.area = {8, y, allHeadsGutter - 10, 13},
         .text = whole ? tr("attn ") + factorTag(whole->factor) : tr("MLP ") + factorTag(mlp->factor),
         .color = state.theme->text,
         .pixelSize = 10,
         .elide = true});
    y += 13;
  }
}

Scene HeadParts::card(QSizeF size) const {
  const Theme& theme = *state.theme;
  const HeadStatistics* s = statisticsOf(trace, attention, layer, head);
  const bool captured = trace.find(patternSite(attention, layer)) != nullptr;
  const bool picture = ofPatches(trace, attention.stack);
  std::vector<CardLine> lines;
  if (s != nullptr)
    for (const HeadNumber one : headNumbersOf(trace.model(), attention)) {
      if (one > HeadNumber::Largest && one != number) continue;  // of the scores what is said of it, and what is shown
      const double value = headNumber(trace, one, attention, layer, head);
      QString text = headNumberText(value, one);
      if (one == HeadNumber::Entropy) text += tr(" bits");
      if (one == HeadNumber::Distance) text += picture ? tr(" pixels") : tr(" tokens");
      const QString name = one == HeadNumber::Distance  ? nameOf(Term::Distance)
                           : one == HeadNumber::Entropy ? nameOf(Term::Entropy)
                                                        : headNumberWords(one, picture);
      lines.push_back({name, text});
    }
  if (const float factor = headFactor(trace.changes(), attention, layer, head); factor != 1)
    lines.push_back({tr("output, in the what-if"), factorTag(factor)});
  const QStringList sentences = headSentences(trace, attention, layer, head);
  const double said = static_cast<double>(sentences.size()) * 18 + (sentences.isEmpty() ? 0 : 4);
  const QString site = QString::fromStdString(trace.model().siteName(patternSite(attention, layer)));
  const QString source =
      captured ? tr("%1, head %2").arg(site).arg(head) : tr("%1 was not computed. %2").arg(site, state.notComputed);
  double width = cardWidth;
  if (captured) width = std::max(width, std::ceil(textWidth(source, 11)) + 25);
  for (const QString& sentence : sentences) width = std::max(width, std::ceil(textWidth(sentence, 12)) + 26);
  width = std::min({width, widestCard, std::max(cardWidth, size.width() - 8)});
  const double height = 12 + 20 + 6 + said + 18.0 * static_cast<double>(lines.size()) + 6 + (captured ? 18 : 52) + 8;
  double x = thumb.right() + 12;
  if (x + width > size.width() - 4) x = thumb.left() - 12 - width;
  x = within(x, 4.0, size.width() - width - 4);
  const double y = within(thumb.center().y() - height / 2, 4.0, size.height() - height - 4);
  const QRectF area(x, y, width, height);
  Scene card;
  addSheet(card, theme, area);
  card.labels.push_back({.area = {x + 12, y + 12, width - 52, 20},
                         .text = tr("Layer %1 · Head %2").arg(layer).arg(head),
                         .color = theme.text,
                         .pixelSize = 13,
                         .weight = 600});
  addBadge(card, theme, {area.right() - 28, y + 14}, 'A', theme.attention);
  double top = y + 38;
  for (const QString& sentence : sentences) {
    card.labels.push_back(
        {.area = {x + 12, top, width - 24, 18}, .text = sentence, .color = theme.text, .elide = true});
    top += 18;
  }
  if (!sentences.isEmpty()) top += 4;
  const double below = addLines(card, theme, area, top, lines) + 6;
  card.labels.push_back({.area = {x + 12, below, width - 24, captured ? 18.0 : 52.0},
                         .text = source,
                         .color = theme.muted,
                         .pixelSize = 11,
                         .alignment = Qt::AlignLeft | (captured ? Qt::AlignVCenter : Qt::AlignTop)});
  return card;
}

}  // namespace headlight::ui
