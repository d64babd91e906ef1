// Maps that are made from more than one layer's weights: rollout, norms, similarity of positions, occlusion.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "derived/positions.h"
#include "derived/rollout.h"
#include "derived/token_norms.h"
#include "session/occlusion.h"
#include "ui/views/patch_maps.h"

namespace headlight::ui {
namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// [patches, patches] of the model that was asked for last: read once, since its file does not change.
const std::vector<float>& similarityOf(const ModelInfo& model) {
  static std::string folder, hash;
  static std::vector<float> similarity;
  if (folder != model.folder || hash != model.weightsHash) {
    folder = model.folder;
    hash = model.weightsHash;
    similarity.clear();
    similarity = derived::positionSimilarity(derived::readPatchPositions(model));
  }
  return similarity;
}

std::vector<float> positionsOf(const ModelInfo& model, const PatchPlaces& places, int row) {
  const PatchGrid trained = model.image()->grid();
  // Another grid has interpolated embeddings, which the file does not hold; special tokens have their own.
  if (!places.isPatch(row) || !(trained == places.grid)) return {};
  const std::vector<float>& all = similarityOf(model);
  const auto patches = static_cast<std::size_t>(trained.count());
  if (all.size() != patches * patches) return {};
  std::vector<float> values(static_cast<std::size_t>(places.first()), none);
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row - places.first()) * patches);
  values.insert(values.end(), from, from + static_cast<std::ptrdiff_t>(patches));
  return values;
}

}  // namespace

std::vector<float> PatchMaps::derivedValues(const ViewState& state) const {
  const Trace& trace = *trace_;
  const ModelInfo& model = trace.model();
  const StackId stack = patchStack(model);
  try {
    switch (state.picture.shown) {
      case PictureState::Shown::Rollout: {
        derived::RolloutOptions options;
        options.upToLayer = state.layer;
        return toQuery_ ? derived::rolloutColumn(trace, stack, row_, options)
                        : derived::rolloutRow(trace, stack, row_, options);
      }
      case PictureState::Shown::Norms:
        return derived::tokenNorms(trace, normSite(model, state.layer));
      case PictureState::Shown::Positions:
        return positionsOf(model, places_, row_);
      default:
        break;
    }
  } catch (const Error&) {  // a site was not captured, or the folder is gone: hatched, with the reason on hover
  }
  return {};
}

const PatchMap& PatchMaps::derivedMap(const ViewState& state) {
  if (state.picture.shown == PictureState::Shown::Occlusion) {
    if (state.occlusion == occlusionOf_ && occlusion_.computed()) return occlusion_;
    occlusionOf_ = state.occlusion;
    occlusion_ = {};
    if (!state.occlusion || !(state.occlusion->grid == places_.grid)) return occlusion_;
    std::vector<float> values(static_cast<std::size_t>(places_.first()), none);
    values.insert(values.end(), state.occlusion->change.begin(), state.occlusion->change.end());
    const int done = places_.first() + state.occlusion->rowsDone * places_.grid.columns;
    std::fill(values.begin() + std::min<std::ptrdiff_t>(done, static_cast<std::ptrdiff_t>(values.size())), values.end(),
              none);
    return occlusion_ = made(std::move(values), true);
  }
  const std::pair<int, int> key{state.layer, static_cast<int>(state.picture.shown)};
  const auto known = layers_.find(key);
  if (known != layers_.end()) return known->second;
  return layers_[key] = made(derivedValues(state), state.picture.shown == PictureState::Shown::Positions);
}

}  // namespace headlight::ui
