#include "ui/views/patch_maps.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "ui/theme/words.h"

namespace headlight::ui {

void PatchMaps::ask(const std::shared_ptr<const Trace>& trace, int row, const PictureState& state) {
  const bool renormalise = state.dropSpecial && state.renormalise;
  if (trace == trace_ && row == row_ && state.toQuery() == toQuery_ && renormalise == renormalise_) return;
  trace_ = trace;
  if (trace)
    reader_.read(*trace, patchStack(trace->model()));
  else
    reader_ = {};
  places_ = trace ? patchRows(*trace) : PatchPlaces{};
  row_ = row;
  toQuery_ = state.toQuery();
  renormalise_ = renormalise;
  heads_.clear();
  layers_.clear();
}

PatchMap PatchMaps::made(std::vector<float> values, bool bothSigns) const {
  PatchMap map;
  if (static_cast<int>(values.size()) != places_.count()) return map;
  map.values = std::move(values);
  map.bothSigns = bothSigns;
  float largest = -std::numeric_limits<float>::infinity();
  for (int row = 0; row < static_cast<int>(map.values.size()); ++row) {
    const float value = bothSigns ? std::abs(map.at(row)) : map.at(row);
    if (value > map.largestOfAll) map.largestOfAll = value;  // NaN compares false
    if (!places_.isPatch(row) || !(value > largest)) continue;
    largest = value;
    map.best = row;
  }
  map.largest = map.best >= 0 ? largest : 0;
  return map;
}

const PatchMap& PatchMaps::head(int layer, int head) {
  const auto known = heads_.find({layer, head});
  if (known != heads_.end()) return known->second;
  std::vector<float> values;
  if (reader_.has(layer)) {
    values = toQuery_ ? reader_.column(layer, head, row_) : reader_.row(layer, head, row_);
    if (renormalise_) {
      const int first = places_.first();
      // Each row by what special keys leave of it: of a column every value belongs to another row.
      const double own = toQuery_ ? 0 : reader_.sumFrom(layer, head, row_, first);
      for (int row = 0; row < static_cast<int>(values.size()); ++row) {
        float& value = values[static_cast<std::size_t>(row)];
        const double left = toQuery_ ? reader_.sumFrom(layer, head, row, first) : own;
        const bool out = toQuery_ ? row_ < first : row < first;
        value = out || !(left > 0) ? std::numeric_limits<float>::quiet_NaN()
                                   : static_cast<float>(static_cast<double>(value) / left);
      }
    }
  }
  return heads_[{layer, head}] = made(std::move(values));
}

const PatchMap& PatchMaps::layer(int layer, PictureState::Shown shown, const std::vector<int>& chosen) {
  if (shown == PictureState::Shown::Chosen && chosen != chosen_) {
    chosen_ = chosen;
    std::erase_if(layers_, [shown](const auto& entry) { return entry.first.second == static_cast<int>(shown); });
  }
  const std::pair<int, int> key{layer, static_cast<int>(shown)};
  const auto known = layers_.find(key);
  if (known != layers_.end()) return known->second;
  std::vector<float> values;
  if (reader_.has(layer)) {
    const ModelInfo& model = trace_->model();
    const int count = model.stack(patchStack(model)).heads;
    std::vector<int> heads;
    if (shown == PictureState::Shown::Chosen)
      for (const int head : chosen)
        if (head >= 0 && head < count) heads.push_back(head);
    if (heads.empty()) {
      heads.resize(static_cast<std::size_t>(count));
      std::iota(heads.begin(), heads.end(), 0);
    }
    const bool largest = shown == PictureState::Shown::Largest;
    for (const int head : heads) {
      const PatchMap& map = this->head(layer, head);
      if (values.empty()) {
        values = map.values;
        continue;
      }
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = !largest ? values[i] + map.values[i] : std::max(values[i], map.values[i]);
    }
    if (!largest)
      for (float& value : values) value /= static_cast<float>(heads.size());
  }
  return layers_[key] = made(std::move(values));
}

const PatchMap& PatchMaps::shown(const ViewState& state) {
  const PictureState& picture = state.picture;
  if (picture.shown == PictureState::Shown::Head) return head(state.layer, state.head);
  return picture.weights() ? layer(state.layer, picture.shown, picture.chosen) : derivedMap(state);
}

int queryRow(const PatchPlaces& places, const ViewState& state) {
  if (state.lockedRow >= 0 && state.lockedRow < places.count()) return state.lockedRow;
  if (state.picture.special >= 0 && places.first() > 0) return std::min(state.picture.special, places.first() - 1);
  const int pointed = state.picture.toQuery() ? state.hoveredKey : state.hoveredQuery;
  if (places.isPatch(pointed)) return pointed;
  if (places.isPatch(state.picture.lastPatch)) return state.picture.lastPatch;
  return places.rowOf(places.grid.rows / 2, places.grid.columns / 2);
}

QString queryCaption(const Trace& trace, const ViewState& state) {
  const PatchPlaces places = patchRows(trace);
  return QStringLiteral("%1 %2").arg(state.picture.toQuery() ? tr("who looks at") : tr("where it looks:"),
                                     places.name(queryRow(places, state)));
}

SiteId normSite(const ModelInfo& model, int layer) {
  const StackId stack = patchStack(model);
  return {stack, model.stack(stack).postNorm ? Site::BlockOut : Site::ResidPost, layer};
}

std::shared_ptr<const Overlay> overlayOf(const PatchPlaces& places, const PatchMap& map, const ViewState& state,
                                         float high) {
  auto overlay = std::make_shared<Overlay>();
  overlay->rows = places.grid.rows;
  overlay->columns = places.grid.columns;
  overlay->values.assign(map.values.begin() + places.first(), map.values.begin() + places.count());
  overlay->low = state.low.value_or(0.0F);
  overlay->high = state.high.value_or(high > 0 ? high : 1.0F);
  overlay->gamma = state.gamma;
  overlay->colormap = state.picture.colormap;
  if (map.bothSigns) {
    overlay->high = high > 0 ? high : 1.0F;
    overlay->low = -overlay->high;
    overlay->gamma = 1;
    overlay->colormap = Colormap::Diverging;
  }
  overlay->opacity = state.picture.opacity;
  overlay->smooth = state.picture.smooth;
  return overlay;
}

}  // namespace headlight::ui
