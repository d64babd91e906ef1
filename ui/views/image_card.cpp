// The hover card of the Image view.
#include <algorithm>
#include <cmath>

#include "base/within.h"
#include "session/occlusion.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/image_parts.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double narrowest = 252, cardHeight = 88;
constexpr int numberSize = 22;

/// Beside the patch at the far end, over neither end: below it, above it, left or right of it, else in a corner.
QRectF cardPlace(const QRectF& asked, const QRectF& ended, double cardWidth, QSizeF size) {
  const QRectF whole(4, 4, size.width() - 8, size.height() - 8);
  const QRectF far = ended.isNull() ? asked : ended;
  const double x = within(far.center().x() - cardWidth / 2, whole.left(), whole.right() - cardWidth);
  const double y = within(far.center().y() - cardHeight / 2, whole.top(), whole.bottom() - cardHeight);
  const QPointF corners[] = {{x, far.bottom() + 14},
                             {x, far.top() - 14 - cardHeight},
                             {far.right() + 14, y},
                             {far.left() - 14 - cardWidth, y},
                             {whole.left(), whole.bottom() - cardHeight},
                             {whole.right() - cardWidth, whole.bottom() - cardHeight}};
  for (const QPointF& corner : corners) {
    const QRectF area(corner, QSizeF(cardWidth, cardHeight));
    if (whole.contains(area) && !area.intersects(asked.adjusted(-10, -10, 4, 4)) && !area.intersects(far)) return area;
  }
  return {corners[0], QSizeF(cardWidth, cardHeight)};
}

}  // namespace

QString ImageParts::occludedClass() const {
  const OutputInfo* output = trace->model().output();
  const auto label = static_cast<std::size_t>(std::max(0, state.occlusion->label));
  const QString name = output && label < output->labels.size() ? QString::fromStdString(output->labels[label])
                                                               : tr("class %1").arg(label);
  return name.section(QLatin1Char(','), 0, 0);
}

/// "of 0.93 of cat"
QString ImageParts::occlusionWords() const {
  return tr("of %1 of %2").arg(decimal(state.occlusion->probability, 2), occludedClass());
}

QString ImageParts::quantity() const {
  switch (state.picture.shown) {
    case PictureState::Shown::Rollout:
      return tr("share, by rollout");
    case PictureState::Shown::Positions:
      return tr("cosine of the positions");
    case PictureState::Shown::Norms:
      return tr("length of the vector");
    case PictureState::Shown::Occlusion:
      return tr("change of p(%1)").arg(occludedClass());
    default:
      break;
  }
  if (state.picture.dropSpecial && state.picture.renormalise) return tr("of what is left");
  switch (state.picture.shown) {
    case PictureState::Shown::Mean:
    case PictureState::Shown::Chosen:
      return tr("mean of the weights");
    case PictureState::Shown::Largest:
      return tr("largest of the weights");
    default:
      return tr("attention weight");
  }
}

void ImageParts::addCard(Scene& scene) const {
  const Theme& theme = *state.theme;
  const PatchMap& map = maps.shown(state);
  const PatchPlaces& places = layout.places;
  const bool who = state.picture.toQuery();
  Scene card;
  if (!map.computed()) {
    const QRectF area(layout.picture.left() + 12, layout.picture.top() + 12, narrowest, 96);
    addSheet(card, theme, area);
    const bool placeless =
        state.picture.shown == PictureState::Shown::Positions && query < trace->model().image()->specials();
    card.labels.push_back({.area = {area.left() + 12, area.top() + 12, area.width() - 24, 20},
                           .text = placeless ? tr("No place to compare") : tr("Not computed"),
                           .color = theme.text,
                           .pixelSize = 13,
                           .weight = 600});
    card.labels.push_back(
        {.area = {area.left() + 12, area.top() + 36, area.width() - 24, 52},
         .text = placeless ? tr("Special tokens have no place on the picture. Choose Patch and point at one.")
                           : siteText() + QStringLiteral(". ") + state.notComputed,
         .color = theme.muted,
         .alignment = Qt::AlignLeft | Qt::AlignTop});
    scene.above.push_back(std::move(card));
    return;
  }
  const int end = partnerRow();
  if (end < 0) return;
  const QRectF asked = layout.patch(query);
  QRectF ended = layout.patch(end);
  for (std::size_t i = 0; i < layout.bars.size() && ended.isNull(); ++i)
    if (layout.barRows[i] == end) ended = layout.bars[i];
  const float weight = map.at(end);
  const PictureState::Shown shown = state.picture.shown;
  const QString number = std::isnan(weight)                        ? QStringLiteral("–")
                         : shown == PictureState::Shown::Norms     ? decimal(static_cast<double>(weight), 2)
                         : shown == PictureState::Shown::Occlusion ? signedExact(static_cast<double>(weight))
                                                                   : exactWeight(static_cast<double>(weight));
  const int pointed = who ? state.hoveredQuery : state.hoveredKey;
  const QString what = state.stale                        ? tr("from before the last edit")
                       : std::isnan(weight)               ? tr("left out")
                       : pointed == query && end != query ? tr("at most: ") + quantity()
                                                          : quantity();
  const QString site = siteText();
  const double wanted = std::max(24 + textWidth(number, numberSize, 600, true) + 8 + std::ceil(textWidth(what, 12)) + 2,
                                 std::ceil(textWidth(site, 11)) + 26);
  const double cardWidth = within(wanted, narrowest, size.width() - 8);
  const QRectF area = cardPlace(asked, ended, cardWidth, size);
  addSheet(card, theme, area);
  double x = area.left() + 12;
  const double y = area.top() + 10;
  const auto name = [&](QChar letter, int row) {
    addBadge(card, theme, {x, y + 2}, letter, letter == QLatin1Char('Q') ? theme.query : theme.key);
    const QString text = places.name(row);
    card.labels.push_back(
        {.area = {x + 21, y, 110, 20}, .text = text, .color = theme.text, .pixelSize = 13, .weight = 600});
    x += 21 + textWidth(text, 13, 600) + 7;
  };
  if (state.picture.dependsOnQuery()) {
    name('Q', who ? end : query);
    const double middle = y + 10;
    card.curves.push_back({.points = {{x, middle}, {x + 10, middle}}, .color = theme.text, .width = 1.5});
    card.curves.push_back({.points = {{x + 6.5, middle - 3.5}, {x + 10, middle}, {x + 6.5, middle + 3.5}},
                           .color = theme.text,
                           .width = 1.5});
    x += 18;
    name('K', who ? query : end);
  } else {
    card.labels.push_back(
        {.area = {x, y, 200, 20}, .text = places.name(end), .color = theme.text, .pixelSize = 13, .weight = 600});
  }
  card.labels.push_back({.area = {area.left() + 12, area.top() + 32, 140, 28},
                         .text = number,
                         .color = theme.text,
                         .pixelSize = numberSize,
                         .weight = 600,
                         .fixedFont = true});
  card.labels.push_back({.area = {area.left() + 12 + textWidth(number, numberSize, 600, true) + 8, area.top() + 34,
                                  std::ceil(textWidth(what, 12)) + 2, 28},
                         .text = what,
                         .color = theme.muted});
  card.labels.push_back({.area = {area.left() + 12, area.top() + 62, area.width() - 24, 18},
                         .text = site,
                         .color = theme.muted,
                         .pixelSize = 11,
                         .elide = true});
  scene.above.push_back(std::move(card));
}

}  // namespace headlight::ui
