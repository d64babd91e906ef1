#include "ui/views/image_parts.h"

#include <algorithm>
#include <cmath>

#include "ui/document/what_if.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"
#include "ui/views/cards.h"
#include "ui/views/numbers.h"

namespace headlight::ui {
namespace {

constexpr double nearestFrom = 3.5;  // screen pixels per pixel of the picture: from here on they are shown as squares
constexpr double barLeft = 92, barRight = 52;

/// A 2 px beam with dark companions, so that it shows on every map.
void addBeam(Scene& scene, const Theme& theme, const QRectF& area) {
  QColor companion = theme.beamText;
  companion.setAlpha(190);
  scene.boxes.push_back({.area = area.adjusted(-2.5, -2.5, 2.5, 2.5), .outline = companion, .lineWidth = 4});
  scene.boxes.push_back({.area = area.adjusted(-1.5, -1.5, 1.5, 1.5), .outline = theme.beam, .lineWidth = 2});
}

}  // namespace

float ImageParts::high(const PatchMap& map, float shared) const {
  if (state.range == RangeMode::Shared) return shared;
  return state.picture.dropSpecial ? map.largest : map.largestOfAll;
}

float ImageParts::sharedHeads() const {
  float most = 0;
  if (state.range != RangeMode::Shared) return most;
  const int heads = trace->model().stack(patchStack(trace->model())).heads;
  for (int head = 0; head < heads; ++head) {
    const PatchMap& map = maps.head(state.layer, head);
    most = std::max(most, state.picture.dropSpecial ? map.largest : map.largestOfAll);
  }
  return most;
}

QString ImageParts::siteText() const {
  const QString site =
      QString::fromStdString(trace->model().siteName({patchStack(trace->model()), Site::Pattern, state.layer}));
  const int heads = trace->model().stack(patchStack(trace->model())).heads;
  switch (state.picture.shown) {
    case PictureState::Shown::Head:
      break;
    case PictureState::Shown::Mean:
      return tr("%1, mean of %2 heads").arg(site).arg(heads);
    case PictureState::Shown::Largest:
      return tr("%1, largest of %2 heads").arg(site).arg(heads);
    case PictureState::Shown::Chosen: {
      QStringList names;
      for (const int head : state.picture.chosen) names << QString::number(head);
      return names.isEmpty() ? tr("%1, mean of %2 heads").arg(site).arg(heads)
                             : tr("%1, mean of heads %2").arg(site, names.join(QStringLiteral(", ")));
    }
    case PictureState::Shown::Rollout:
      return tr("rollout of layers 0 to %1, mean of heads").arg(state.layer);
    case PictureState::Shown::Positions:
      return tr("learned position embeddings");
    case PictureState::Shown::Norms:
      return QString::fromStdString(toString(normSite(trace->model(), state.layer)));
    case PictureState::Shown::Occlusion:
      return tr("one pass with each patch in the mean colour");
  }
  return tr("%1, head %2").arg(site).arg(state.head);
}

void ImageParts::addPicture(Scene& scene) const {
  const Theme& theme = *state.theme;
  const PatchMap& map = maps.shown(state);
  const PatchGrid grid = layout.places.grid;
  const ImageInputInfo& info = *trace->model().image();
  if (map.computed()) {
    const float reached = state.picture.weights() ? high(map, sharedHeads()) : map.largest;
    scene.pictures.push_back({.area = layout.picture,
                              .image = seen,
                              .smooth = layout.cellX < nearestFrom * info.patchWidth,
                              .overlay = overlayOf(layout.places, map, state, reached)});
  } else {
    scene.fields.push_back({.area = layout.picture});
  }
  if (state.picture.grid && layout.cellX >= 4 && layout.cellY >= 4) {
    const QColor line(255, 255, 255, 46);
    for (int c = 1; c < grid.columns; ++c)
      scene.boxes.push_back(
          {.area = {layout.picture.left() + c * layout.cellX, layout.picture.top(), 1, layout.picture.height()},
           .fill = line});
    for (int r = 1; r < grid.rows; ++r)
      scene.boxes.push_back(
          {.area = {layout.picture.left(), layout.picture.top() + r * layout.cellY, layout.picture.width(), 1},
           .fill = line});
  }
  scene.boxes.push_back({.area = layout.picture.adjusted(-1, -1, 1, 1), .outline = theme.borderStrong});
  const auto& input = *trace->picture();
  const QString patch = info.patchWidth == info.patchHeight
                            ? QString::number(info.patchWidth)
                            : QStringLiteral("%1 × %2").arg(info.patchWidth).arg(info.patchHeight);
  if (layout.title.isNull()) return;
  const QString measures = tr("%1 × %2, %3 × %4 patches of %5")
                               .arg(input.width)
                               .arg(input.height)
                               .arg(grid.columns)
                               .arg(grid.rows)
                               .arg(patch);
  const QString title = tr("The picture as the model sees it");
  const double wide = textWidth(measures, 12) + 4, titleWide = textWidth(title, 13, 600);
  const bool both = titleWide + wide + 10 <= layout.title.width();
  scene.labels.push_back({.area = both ? layout.title.adjusted(0, 0, -wide - 6, 0) : layout.title,
                          .text = title,
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  if (both)
    scene.labels.push_back(
        {.area = layout.title, .text = measures, .color = theme.muted, .alignment = Qt::AlignRight | Qt::AlignVCenter});
}

int ImageParts::partnerRow() const {
  const int pointed = state.picture.toQuery() ? state.hoveredQuery : state.hoveredKey;
  if (pointed < 0 || pointed >= layout.places.count()) return -1;
  if (!state.picture.dependsOnQuery()) return pointed;
  return pointed == query ? maps.shown(state).best : pointed;
}

void ImageParts::addMarks(Scene& scene) const {
  const Theme& theme = *state.theme;
  const bool who = state.picture.toQuery();
  if (!state.picture.dependsOnQuery()) {
    if (const QRectF pointed = layout.patch(partnerRow()); !pointed.isNull()) addBeam(scene, theme, pointed);
    return;
  }
  const QRectF asked = layout.patch(query);
  const auto badge = [&](const QRectF& cell, QChar letter) {
    const double x = std::max(layout.picture.left(), cell.left() - 9),
                 y = std::max(layout.picture.top(), cell.top() - 9);
    addBadge(scene, theme, {x, y}, letter, letter == QLatin1Char('Q') ? theme.query : theme.key);
  };
  const int end = partnerRow();
  const QRectF ended = end >= 0 && end != query ? layout.patch(end) : QRectF();
  if (!ended.isNull()) {
    scene.boxes.push_back({.area = ended.adjusted(-2, -2, 2, 2), .outline = Qt::black, .lineWidth = 4});
    scene.boxes.push_back({.area = ended.adjusted(-1, -1, 1, 1), .outline = Qt::white, .lineWidth = 2});
  }
  if (!asked.isNull()) addBeam(scene, theme, asked);
  if (!ended.isNull()) badge(ended, who ? 'Q' : 'K');
  if (!asked.isNull()) badge(asked, who ? 'K' : 'Q');
}

void ImageParts::addThumbnail(Scene& scene, const QRectF& area, const PatchMap& map, float high) const {
  if (!map.computed()) {
    scene.fields.push_back({.area = area});
    return;
  }
  scene.pictures.push_back(
      {.area = area, .image = seen, .smooth = true, .overlay = overlayOf(layout.places, map, state, high)});
}

void ImageParts::addFrame(Scene& scene, const QRectF& thumbnail, bool chosen, bool hovered, bool focused) const {
  const Theme& theme = *state.theme;
  if (chosen) scene.boxes.push_back({.area = thumbnail.adjusted(-2, -2, 2, 2), .outline = theme.text, .lineWidth = 2});
  if (hovered) {
    scene.boxes.push_back({.area = thumbnail.adjusted(-3, -3, 3, 3), .outline = theme.beamText, .lineWidth = 1});
    scene.boxes.push_back({.area = thumbnail.adjusted(-2, -2, 2, 2), .outline = theme.beam, .lineWidth = 2});
  }
  if (focused)
    scene.boxes.push_back(
        {.area = thumbnail.adjusted(-5, -5, 5, 5), .outline = theme.focus, .lineWidth = 2, .radius = 4});
}

void ImageParts::addHeads(Scene& scene) const {
  const Theme& theme = *state.theme;
  const QRectF title(layout.side.left(), layout.headsTitle, layout.side.width(), 18);
  const QString largest = tr("largest");
  scene.labels.push_back({.area = title.adjusted(0, 0, -textWidth(largest, 12) - 6, 0),
                          .text = tr("Layer %1, every head, same query").arg(state.layer),
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  scene.labels.push_back(
      {.area = title, .text = largest, .color = theme.muted, .alignment = Qt::AlignRight | Qt::AlignVCenter});
  const float shared = sharedHeads();
  const StackId stack = patchStack(trace->model());
  const auto& chosen = state.picture.chosen;
  for (int head = 0; head < static_cast<int>(layout.heads.size()); ++head) {
    const QRectF& thumb = layout.heads[static_cast<std::size_t>(head)];
    const PatchMap& map = maps.head(state.layer, head);
    addThumbnail(scene, thumb, map, high(map, shared));
    const bool single = state.picture.shown == PictureState::Shown::Head && head == state.head;
    const bool member = state.picture.shown == PictureState::Shown::Chosen &&
                        std::find(chosen.begin(), chosen.end(), head) != chosen.end();
    addFrame(scene, thumb, single || member, state.hoveredLayer == state.layer && state.hoveredHead == head, false);
    const float factor = headFactor(trace->changes(), stack, state.layer, head);
    const QString number = map.computed() ? shortWeight(static_cast<double>(map.largest)) : QStringLiteral("–");
    const QRectF below(thumb.left(), thumb.bottom() + 1, thumb.width(), 15);
    const double wide = thumb.width() >= 46 ? textWidth(number, 11, 400, true) + 3 : 0;
    const QString name = factor != 1           ? QStringLiteral("%1 %2").arg(head).arg(factorTag(factor))
                         : thumb.width() >= 84 ? tr("Head %1").arg(head)
                                               : QString::number(head);
    scene.labels.push_back({.area = below.adjusted(0, 0, -wide, 0),
                            .text = name,
                            .color = single || member ? theme.text : theme.muted,
                            .pixelSize = 11,
                            .elide = true});
    if (wide > 0)
      scene.labels.push_back({.area = below,
                              .text = number,
                              .color = theme.text,
                              .pixelSize = 11,
                              .fixedFont = true,
                              .alignment = Qt::AlignRight | Qt::AlignVCenter});
  }
}

void ImageParts::addLayers(Scene& scene) const {
  if (layout.layers.empty()) return;
  const Theme& theme = *state.theme;
  scene.labels.push_back({.area = {layout.side.left(), layout.layersTitle, layout.side.width(), 18},
                          .text = tr("All layers, mean of heads"),
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  const int layers = static_cast<int>(layout.layers.size());
  float shared = 0;
  if (state.range == RangeMode::Shared)
    for (int layer = 0; layer < layers; ++layer) {
      const PatchMap& map = maps.layer(layer, PictureState::Shown::Mean, {});
      shared = std::max(shared, state.picture.dropSpecial ? map.largest : map.largestOfAll);
    }
  for (int layer = 0; layer < layers; ++layer) {
    const QRectF& thumb = layout.layers[static_cast<std::size_t>(layer)];
    const PatchMap& map = maps.layer(layer, PictureState::Shown::Mean, {});
    addThumbnail(scene, thumb, map, high(map, shared));
    addFrame(scene, thumb, layer == state.layer, layer == state.hoveredLayer && state.hoveredHead < 0,
             state.keyboardFocus && layer == state.layer);
    scene.labels.push_back({.area = {thumb.left(), thumb.bottom() + 1, thumb.width(), 13},
                            .text = QString::number(layer),
                            .color = layer == state.layer ? theme.text : theme.muted,
                            .pixelSize = 11,
                            .weight = layer == state.layer ? 600 : 400,
                            .alignment = Qt::AlignCenter});
  }
}

void ImageParts::addBars(Scene& scene) const {
  if (layout.bars.empty()) return;
  const Theme& theme = *state.theme;
  const PatchMap& map = maps.shown(state);
  const PatchPlaces& places = layout.places;
  const bool who = state.picture.toQuery();
  const bool patch = places.isPatch(query);
  const double x = layout.side.left();
  const QString name = patch ? tr("the patch") : places.name(query);
  const bool norms = state.picture.shown == PictureState::Shown::Norms;
  const QString title = norms ? tr("How long the vectors are, layer %1").arg(state.layer)
                        : state.picture.shown == PictureState::Shown::Rollout
                            ? (who ? tr("Where %1 went, layers 0 to %2") : tr("What %1 is made of, layers 0 to %2"))
                                  .arg(name)
                                  .arg(state.layer)
                        : who ? tr("Who looks at %1").arg(name)
                              : tr("Where %1’s attention goes").arg(name);
  const QColor bars = norms ? theme.residual : theme.attention;
  addBadge(scene, theme, {x, layout.barsTitle + 1}, norms ? 'R' : 'A', bars);
  scene.labels.push_back({.area = {x + 22, layout.barsTitle, layout.side.width() - 22, 18},
                          .text = title,
                          .color = theme.text,
                          .pixelSize = 13,
                          .weight = 600,
                          .elide = true});
  if (!map.computed()) return;
  double patches = 0;
  int count = 0;
  for (int row = places.first(); row < places.count(); ++row) {
    if (row == query && state.picture.dependsOnQuery()) continue;
    patches += static_cast<double>(map.at(row));
    ++count;
  }
  // A column adds up to nothing in particular, nor do the largest of several heads.
  const bool mean = who || norms || state.picture.shown == PictureState::Shown::Largest;
  if (mean && count > 0) patches /= count;
  const auto valueOf = [&](int row) { return row < 0 ? patches : static_cast<double>(map.at(row)); };
  double longest = 0;
  for (const int row : layout.barRows)
    if (valueOf(row) > longest) longest = valueOf(row);
  const double left = mean ? barLeft + 34 : barLeft;
  for (std::size_t i = 0; i < layout.bars.size(); ++i) {
    const int row = layout.barRows[i];
    const double value = valueOf(row);
    const QString words = row == query && state.picture.dependsOnQuery() ? tr("itself")
                          : row >= 0                                     ? places.name(row)
                                     : (mean ? tr("%1 patches, mean") : tr("%1 patches")).arg(count);
    const QRectF& area = layout.bars[i];
    const int pointed = who ? state.hoveredQuery : state.hoveredKey;
    const bool lit =
        row >= 0 && row == pointed && (places.isSpecial(pointed) || pointed == query) && state.pointerInside;
    if (lit) scene.boxes.push_back({.area = area.adjusted(-6, 0, 6, 0), .fill = theme.beam, .radius = 4});
    const QColor ink = lit ? theme.beamText : theme.text;
    scene.labels.push_back(
        {.area = {area.left(), area.top(), left - 6, area.height()}, .text = words, .color = ink, .elide = true});
    const double room = area.width() - left - barRight;
    if (value > 0 && longest > 0 && room > 4)
      scene.boxes.push_back({.area = {area.left() + left, area.top() + 6, std::max(2.0, room * value / longest), 8},
                             .fill = lit ? theme.beamText : bars,
                             .radius = 2});
    scene.labels.push_back({.area = area,
                            .text = std::isnan(value) ? tr("left out")
                                    : norms           ? decimal(value, 1)
                                                      : shortWeight(value),
                            .color = std::isnan(value) ? theme.muted : ink,
                            .fixedFont = !std::isnan(value),
                            .alignment = Qt::AlignRight | Qt::AlignVCenter});
  }
}

QString ImageParts::caveatText() const {
  if (state.picture.shown == PictureState::Shown::Norms)
    return tr("Patches with very long vectors often hold what has nothing to do with their place.");
  if (state.picture.shown == PictureState::Shown::Rollout)
    return tr("Rollout multiplies weights and leaves out what values and MLPs do with them.");
  if (state.picture.shown == PictureState::Shown::Occlusion)
    return tr("A covered patch is a picture that the model was not trained on.");
  if (state.picture.shown == PictureState::Shown::Positions)
    return QStringLiteral(
        "How alike position embeddings are. Special tokens have no place: choose Patch and point at one.");
  return tr("Attention is not an explanation: what is looked at much need not be the reason for the class.");
}

double ImageParts::moreLeft() const { return caveatMoreLeft(layout.caveat, caveatText()); }

void ImageParts::addCaveat(Scene& scene) const {
  headlight::ui::addCaveat(scene, *state.theme, layout.caveat, caveatText(), state.interactive);
}

}  // namespace headlight::ui
