#include "ui/document/patch_edits.h"

#include <algorithm>
#include <numeric>

#include "generation/sampling.h"
#include "ui/document/blur.h"
#include "ui/theme/words.h"

namespace headlight::ui {
namespace {

PatchEdits ofGrid(const PatchEdits& edits, PatchGrid grid) { return edits.grid == grid ? edits : PatchEdits{grid}; }

bool inside(PatchGrid grid, int place) { return place >= 0 && place < grid.count(); }

/// Nothing is kept where nothing is edited, so that undoing by hand is the same as never having done it.
PatchEdits plain(PatchEdits edits) {
  if (std::all_of(edits.erased.begin(), edits.erased.end(), [](PatchFill fill) { return fill == PatchFill::None; }))
    edits.erased.clear();
  bool own = true;
  for (std::size_t place = 0; place < edits.order.size(); ++place)
    own = own && edits.order[place] == static_cast<int>(place);
  if (own) edits.order.clear();
  return edits;
}

std::vector<int> inOrder(const PatchEdits& edits) {
  if (!edits.order.empty()) return edits.order;
  std::vector<int> order(static_cast<std::size_t>(edits.grid.count()));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::array<std::uint8_t, 3> meanColour(const vision::Picture& picture) {
  std::array<std::uint64_t, 3> sum{};
  for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3)
    for (std::size_t c = 0; c < 3; ++c) sum[c] += picture.rgb[i + c];
  const std::uint64_t pixels = std::max<std::uint64_t>(1, picture.rgb.size() / 3);
  std::array<std::uint8_t, 3> mean{};
  for (std::size_t c = 0; c < 3; ++c) mean[c] = static_cast<std::uint8_t>((sum[c] + pixels / 2) / pixels);
  return mean;
}

}  // namespace

PatchEdits withErased(const PatchEdits& edits, PatchGrid grid, int place, PatchFill fill) {
  PatchEdits next = ofGrid(edits, grid);
  if (!inside(grid, place)) return next;
  next.erased.resize(static_cast<std::size_t>(grid.count()), PatchFill::None);
  next.erased[static_cast<std::size_t>(place)] = fill;
  return plain(std::move(next));
}

PatchEdits withSwapped(const PatchEdits& edits, PatchGrid grid, int one, int other) {
  PatchEdits next = ofGrid(edits, grid);
  if (!inside(grid, one) || !inside(grid, other) || one == other) return next;
  next.order = inOrder(next);
  next.erased.resize(static_cast<std::size_t>(grid.count()), PatchFill::None);
  std::swap(next.order[static_cast<std::size_t>(one)], next.order[static_cast<std::size_t>(other)]);
  std::swap(next.erased[static_cast<std::size_t>(one)], next.erased[static_cast<std::size_t>(other)]);
  return plain(std::move(next));
}

PatchEdits withShuffled(const PatchEdits& edits, PatchGrid grid, quint64 seed) {
  PatchEdits next = ofGrid(edits, grid);
  // Fisher and Yates, with numbers that do not depend on a standard library.
  for (int place = grid.count() - 1; place > 0; --place) {
    const double u = uniformAt(seed, static_cast<std::uint64_t>(place));
    next = withSwapped(next, grid, place, std::min(place, static_cast<int>(u * (place + 1))));
  }
  return next;
}

void applyPatchEdits(vision::Picture& seen, const PatchEdits& edits, int patchHeight, int patchWidth,
                     std::array<std::uint8_t, 3> zero) {
  if (edits.none() || patchHeight <= 0 || patchWidth <= 0) return;
  if (edits.grid != PatchGrid{seen.height / patchHeight, seen.width / patchWidth}) return;
  const vision::Picture before = seen;
  const std::array<std::uint8_t, 3> mean = meanColour(before);
  vision::Picture blurred;
  if (std::find(edits.erased.begin(), edits.erased.end(), PatchFill::Blurred) != edits.erased.end()) {
    blurred = before;
    blur(blurred, {0, 0, seen.width, seen.height}, std::max(patchHeight, patchWidth));
  }
  const int columns = edits.grid.columns;
  for (int place = 0; place < edits.grid.count(); ++place) {
    if (!edits.editedAt(place)) continue;
    const PatchFill fill = edits.fillAt(place);
    const int patch = edits.patchAt(place);
    const vision::Picture& from = fill == PatchFill::Blurred ? blurred : before;
    for (int y = 0; y < patchHeight; ++y) {
      const auto at = [&](int which) {
        return static_cast<std::ptrdiff_t>(3) *
               ((which / columns * patchHeight + y) * seen.width + which % columns * patchWidth);
      };
      const auto into = seen.rgb.begin() + at(place);
      if (fill == PatchFill::None || fill == PatchFill::Blurred) {
        std::copy_n(from.rgb.begin() + at(patch), 3 * patchWidth, into);
        continue;
      }
      const std::array<std::uint8_t, 3> colour = fill == PatchFill::Mean    ? mean
                                                 : fill == PatchFill::Black ? std::array<std::uint8_t, 3>{}
                                                                            : zero;
      for (int x = 0; x < patchWidth; ++x) std::copy(colour.begin(), colour.end(), into + 3 * x);
    }
  }
}

QStringList pictureRowNames(const ImageInputInfo& info, PatchGrid grid) {
  QStringList names;
  for (const std::string& token : info.specialTokens) names << QString::fromStdString(token);
  for (int row = 0; row < grid.rows; ++row)
    for (int column = 0; column < grid.columns; ++column) names << tr("row %1, col %2").arg(row).arg(column);
  return names;
}

}  // namespace headlight::ui
