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

/// What a pass was given, as far as its values depend on it.
struct PassInput {
  std::span<const std::int32_t> ids;
  std::span<const Intervention> changes;                                       ///< sorted, without repeats
  const std::map<std::string, std::weak_ptr<const Trace>>* sources = nullptr;  ///< of PatchRows; null: none
  const PictureInput* picture = nullptr;                                       ///< of image models, which have no ids
  int pictureRows = 0;                                                         ///< special tokens and patches
  int rows() const { return picture ? pictureRows : static_cast<int>(ids.size()); }
};

/// What a pass asked for by `request` will be given, and what the one that left `trace` was. They refer to their
/// arguments.
PassInput passInput(const Request& request, const ModelInfo& model, std::span<const Intervention> sortedChanges,
                    const std::map<std::string, std::weak_ptr<const Trace>>& sources);
PassInput passInput(const Trace& trace);

/// The dirty-row rule (architecture.md, section 6): for each layer the first row of its input that may differ from a
/// pass given `previous`, [layers + 2]; entry `layers` is for what leaves the last block, the last one for what leaves
/// the last norm. Rows from there on are computed, rows before are kept; the number of rows of `now` where nothing
/// differs. Never grows from entry to entry. A stack that is not causal has 0 or all. A pure function.
std::vector<int> firstDirtyRows(const PassInput& now, const PassInput& previous, const StackInfo& stack);

/// Rows that a pass would compute, summed over layers: which of two traces leaves less to do.
long dirtyRowCount(std::span<const int> firstDirtyRows, int rows);

}  // namespace headlight
