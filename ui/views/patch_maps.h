#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "ui/views/patch_names.h"
#include "ui/views/pattern_reader.h"
#include "ui/views/view.h"

namespace headlight::ui {

/// What one query (or key) has to do with every row: weights of a head, or of several heads put together.
struct PatchMap {
  std::vector<float> values{};  ///< [rows of the trace]; empty: not computed. Special tokens' are NaN while dropped
                                ///< rows are renormalised
  float largest = 0;            ///< over the patches
  float largestOfAll = 0;       ///< special tokens included
  int best = -1;                ///< the row of the largest patch
  bool bothSigns = false;       ///< differences or similarities: the map is symmetric about 0, `largest` a magnitude
  bool computed() const { return !values.empty(); }
  float at(int row) const { return values.at(static_cast<std::size_t>(row)); }
};

/// Maps of one trace for one query: made when first asked for, kept until trace, query or treatment of special tokens
/// change. UI thread.
class PatchMaps {
  Q_DECLARE_TR_FUNCTIONS(headlight::ui::PatchMaps)

 public:
  void ask(const std::shared_ptr<const Trace>& trace, int row, const PictureState& state);
  const PatchMap& head(int layer, int head);
  /// The heads of a layer together; `shown` is Mean, Largest or Chosen (the mean of `chosen`; of none: of all).
  const PatchMap& layer(int layer, PictureState::Shown shown, const std::vector<int>& chosen);
  /// What `state` lays over the picture for that layer and head. Not computed where a site is missing.
  const PatchMap& shown(const ViewState& state);
  const PatchPlaces& places() const { return places_; }

 private:
  PatchMap made(std::vector<float> values, bool bothSigns = false) const;
  /// Norms, rollout, position similarity.
  const PatchMap& derivedMap(const ViewState& state);
  std::vector<float> derivedValues(const ViewState& state) const;

  std::shared_ptr<const Trace> trace_;
  PatternReader reader_;
  PatchPlaces places_;
  int row_ = -1;
  bool toQuery_ = false, renormalise_ = false;
  std::map<std::pair<int, int>, PatchMap> heads_;
  std::map<std::pair<int, int>, PatchMap> layers_;
  std::vector<int> chosen_;  ///< of what layers_ holds for Chosen
  PatchMap occlusion_;
  std::shared_ptr<const OcclusionMap> occlusionOf_;
};

/// The row that is asked about: the locked one, else the chosen special token, else the patch under the pointer or the
/// last that was. Never out of range for a trace with patches.
int queryRow(const PatchPlaces& places, const ViewState& state);

/// That row and the direction, in a caption: "where it looks: row 6, col 5".
QString queryCaption(const Trace& trace, const ViewState& state);

/// Where the vectors whose norms are shown come from: what leaves a block.
SiteId normSite(const ModelInfo& model, int layer);

/// Lays a map over the picture: `high` is the value at the map's upper end.
std::shared_ptr<const Overlay> overlayOf(const PatchPlaces& places, const PatchMap& map, const ViewState& state,
                                         float high);

}  // namespace headlight::ui
