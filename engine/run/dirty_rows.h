#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "info/model_info.h"
#include "run/request.h"
#include "trace/intervention.h"

namespace headlight {

class Trace;

/// What a stack was given, as far as its values depend on it.
struct PassInput {
  std::span<const std::int32_t> ids;
  std::span<const Intervention> changes;                                       ///< sorted, without repeats
  const std::map<std::string, std::weak_ptr<const Trace>>* sources = nullptr;  ///< of PatchRows; null: none
  const PictureInput* picture = nullptr;                                       ///< of image models, which have no ids
  int pictureRows = 0;                                                         ///< special tokens and patches
  std::span<const std::int32_t> types = {};  ///< TokenInput::types
  int rows() const { return picture ? pictureRows : static_cast<int>(ids.size()); }
};

/// What the stacks of a pass asked for by `request` will be given, and what those of the one that left `trace` were, in
/// the order of ModelInfo::stacks. They refer to their arguments.
std::vector<PassInput> passInputs(const Request& request, const ModelInfo& model,
                                  std::span<const Intervention> sortedChanges,
                                  const std::map<std::string, std::weak_ptr<const Trace>>& sources);
std::vector<PassInput> passInputs(const Trace& trace);

/// Where a stack has to be computed again.
struct DirtyRows {
  /// For each layer the first row of its input that may differ from the pass before, [layers + 2]; entry `layers` is
  /// for what leaves the last block, the last one for what leaves the last norm. Rows from there on are computed, rows
  /// before are kept; the stack's number of rows where nothing differs. Never grows from entry to entry. A stack that
  /// is not causal has 0 or all.
  std::vector<int> rows;
  /// With cross-attention: for each layer the first row of the memory whose key and value may differ, [layers].
  std::vector<int> memory = {};
  bool operator==(const DirtyRows&) const = default;
};

/// The dirty-row rule (engine/run/README.md) for every stack in order: a change lowers the entries after it, and a
/// memory that changed, in a row or in its number of rows, lowers what stands after the projections of layer 0 of the
/// stack that reads it to 0. A pure function.
std::vector<DirtyRows> firstDirtyRows(std::span<const PassInput> now, std::span<const PassInput> previous,
                                      const ModelInfo& model);
/// DirtyRows::rows of one stack without a memory.
std::vector<int> firstDirtyRows(const PassInput& now, const PassInput& previous, const StackInfo& stack);

/// Rows that a pass would compute, summed over layers: which of two traces leaves less to do.
long dirtyRowCount(std::span<const int> firstDirtyRows, int rows);

}  // namespace headlight
