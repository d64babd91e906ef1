#pragma once

#include <QStringList>
#include <array>
#include <cstdint>
#include <vector>

#include "info/model_info.h"
#include "vision/picture.h"

namespace headlight::ui {

/// What stands in the place of an erased patch.
enum class PatchFill : std::uint8_t {
  None,     ///< it is not erased
  Mean,     ///< the mean colour of the picture as the model sees it
  Black,    ///<
  Blurred,  ///< the same patch of a strongly blurred copy
  Zero      ///< exactly 0 after normalisation: the mean colour that the model was trained with
};

/// What was done to the patches of the picture as the model sees it. Made for one grid; another grid has its own.
struct PatchEdits {
  PatchGrid grid;
  std::vector<int> order = {};         ///< [count] which patch of the picture stands in a place; empty: its own
  std::vector<PatchFill> erased = {};  ///< [count] by place; empty: none
  bool none() const { return order.empty() && erased.empty(); }
  int patchAt(int place) const { return order.empty() ? place : order[static_cast<std::size_t>(place)]; }
  PatchFill fillAt(int place) const {
    return erased.empty() ? PatchFill::None : erased[static_cast<std::size_t>(place)];
  }
  /// The place does not show its own patch.
  bool editedAt(int place) const { return patchAt(place) != place || fillAt(place) != PatchFill::None; }
  bool operator==(const PatchEdits&) const = default;
};

/// `edits` with another fill in one place; those of another grid are given up.
PatchEdits withErased(const PatchEdits& edits, PatchGrid grid, int place, PatchFill fill);
/// What two places show changes sides, holes included.
PatchEdits withSwapped(const PatchEdits& edits, PatchGrid grid, int one, int other);
/// What the places show in a new order, the same for the same seed on every machine.
PatchEdits withShuffled(const PatchEdits& edits, PatchGrid grid, quint64 seed);

/// Puts patches (patchHeight × patchWidth pixels each) of `seen` where `edits` says; `zero` is the colour that
/// normalisation makes 0. Edits of another grid than the picture's change nothing.
void applyPatchEdits(vision::Picture& seen, const PatchEdits& edits, int patchHeight, int patchWidth,
                     std::array<std::uint8_t, 3> zero);

/// How the rows of an image model are called: its special tokens, then "row 6, col 5".
QStringList pictureRowNames(const ImageInputInfo& info, PatchGrid grid);

}  // namespace headlight::ui
