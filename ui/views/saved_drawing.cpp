#include "ui/views/saved_drawing.h"

#include <QJsonArray>
#include <algorithm>
#include <array>

#include "base/within.h"
#include "ui/scene/colormap.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/head_ranges.h"
#include "ui/views/matrix_view.h"

namespace headlight::ui {
namespace {

template <class Value>
using Word = std::pair<Value, const char*>;

constexpr std::array<Word<Scale>, 2> scales{{{Scale::Linear, "linear"}, {Scale::Log, "log"}}};
constexpr std::array<Word<PictureState::Shown>, 8> overlays{{{PictureState::Shown::Head, "head"},
                                                             {PictureState::Shown::Mean, "mean"},
                                                             {PictureState::Shown::Largest, "largest"},
                                                             {PictureState::Shown::Chosen, "chosen"},
                                                             {PictureState::Shown::Rollout, "rollout"},
                                                             {PictureState::Shown::Positions, "positions"},
                                                             {PictureState::Shown::Norms, "norms"},
                                                             {PictureState::Shown::Occlusion, "occlusion"}}};
constexpr std::array<Word<PictureState::Direction>, 2> directions{
    {{PictureState::Direction::From, "from"}, {PictureState::Direction::To, "to"}}};
constexpr std::array<Word<HeadNumber>, 4> headNumbers{{{HeadNumber::Entropy, "entropy"},
                                                       {HeadNumber::Distance, "distance"},
                                                       {HeadNumber::FirstTokenMass, "first_token_mass"},
                                                       {HeadNumber::Largest, "largest"}}};

template <class Words, class Value>
QString wordFor(const Words& words, Value value) {
  for (const auto& [known, word] : words)
    if (known == value) return QLatin1String(word);
  return {};
}

template <class Words, class Value>
void take(const QJsonObject& saved, const char* key, const Words& words, Value& into) {
  const QString said = saved[QLatin1String(key)].toString();
  for (const auto& [value, word] : words)
    if (said == QLatin1String(word)) into = value;
}

void take(const QJsonObject& saved, const char* key, Colormap& into) {
  const QString said = saved[QLatin1String(key)].toString();
  for (const Colormap map : {Colormap::Viridis, Colormap::Magma, Colormap::Cividis})
    if (said == toString(map)) into = map;
}

void take(const QJsonObject& saved, const char* key, bool& into) { into = saved[QLatin1String(key)].toBool(into); }

QJsonObject toJson(const PictureState& picture) {
  QJsonArray chosen;
  for (const int head : picture.chosen) chosen.append(head);
  return {{"shown", wordFor(overlays, picture.shown)},
          {"chosen", chosen},
          {"direction", wordFor(directions, picture.direction)},
          {"special", picture.special},
          {"lastPatch", picture.lastPatch},
          {"dropSpecial", picture.dropSpecial},
          {"renormalise", picture.renormalise},
          {"smooth", picture.smooth},
          {"grid", picture.grid},
          {"opacity", picture.opacity},
          {"colormap", toString(picture.colormap)},
          {"patchMaps", picture.patchMaps}};
}

void restore(const QJsonObject& saved, PictureState& picture) {
  take(saved, "shown", overlays, picture.shown);
  take(saved, "direction", directions, picture.direction);
  if (saved["chosen"].isArray()) {
    picture.chosen.clear();
    for (const auto& head : saved["chosen"].toArray())
      if (const int number = head.toInt(-1); number >= 0) picture.chosen.push_back(number);
    std::ranges::sort(picture.chosen);
  }
  picture.special = std::max(-1, saved["special"].toInt(picture.special));
  picture.lastPatch = std::max(-1, saved["lastPatch"].toInt(picture.lastPatch));
  take(saved, "dropSpecial", picture.dropSpecial);
  take(saved, "renormalise", picture.renormalise);
  take(saved, "smooth", picture.smooth);
  take(saved, "grid", picture.grid);
  picture.opacity = within(saved["opacity"].toDouble(picture.opacity), 0.0, 1.0);
  take(saved, "colormap", picture.colormap);
  take(saved, "patchMaps", picture.patchMaps);
}

}  // namespace

QJsonObject savedDrawing(const ViewState& state) {
  return {{"range", toString(state.range)},
          {"scale", wordFor(scales, state.scale)},
          {"colormap", toString(state.colormap)},
          {"picture", toJson(state.picture)}};
}

void restoreDrawing(const QJsonObject& saved, ViewState& state) {
  if (saved["range"].isString()) state.range = rangeModeOf(saved["range"].toString());
  take(saved, "scale", scales, state.scale);
  take(saved, "colormap", state.colormap);
  restore(saved["picture"].toObject(), state.picture);
}

QJsonObject AllHeadsView::savedOptions() const {
  return {{"number", wordFor(headNumbers, options_.number)}, {"sorted", options_.sorted}, {"scroll", options_.scroll}};
}

void AllHeadsView::restoreOptions(const QJsonObject& saved) {
  take(saved, "number", headNumbers, options_.number);
  take(saved, "sorted", options_.sorted);
  options_.scroll = within(saved["scroll"].toDouble(options_.scroll), 0.0, 1e7);
}

QJsonObject MatrixView::savedOptions() const {
  return {{"difference", options_.difference},
          {"hideSpecial", options_.hideSpecial},
          {"zoom", options_.zoom},
          {"firstKey", options_.origin.x()},
          {"firstQuery", options_.origin.y()}};
}

void MatrixView::restoreOptions(const QJsonObject& saved) {
  take(saved, "difference", options_.difference);
  take(saved, "hideSpecial", options_.hideSpecial);
  options_.zoom = within(saved["zoom"].toDouble(options_.zoom), 1.0, 1e5);
  options_.origin = {within(saved["firstKey"].toDouble(options_.origin.x()), 0.0, 1e7),
                     within(saved["firstQuery"].toDouble(options_.origin.y()), 0.0, 1e7)};
}

}  // namespace headlight::ui
