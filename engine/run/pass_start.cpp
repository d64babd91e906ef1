#include "run/pass_start.h"

#include <algorithm>
#include <map>
#include <string>

#include "run/changes.h"

namespace headlight {

PassStart bestStart(const Request& request, const ModelInfo& model,
                    std::span<const std::shared_ptr<const Trace>> traces) {
  PassStart best;
  const auto there = std::ranges::count_if(traces, [](const auto& trace) { return trace != nullptr; });
  if (there < 2) {
    for (const auto& trace : traces)
      if (trace) best.previous = trace;
    return best;
  }
  std::vector<Intervention> changes = sortedChanges(request.changes);
  std::map<std::string, std::weak_ptr<const Trace>> sources;
  for (const auto& [name, trace] : request.sources) sources.emplace(name, trace);
  const std::vector<PassInput> now = passInputs(request, model, changes, sources);
  long least = 0;
  for (const auto& trace : traces) {
    if (!trace) continue;
    std::vector<DirtyRows> dirty = firstDirtyRows(now, passInputs(*trace), model);
    long rows = 0;
    for (std::size_t place = 0; place < dirty.size(); ++place)
      rows += dirtyRowCount(dirty[place].rows, now[place].rows());
    if (best.previous && rows >= least) continue;
    least = rows;
    best.previous = trace;
    best.differences = {{}, std::move(dirty)};
  }
  best.differences->changes = std::move(changes);
  return best;
}

}  // namespace headlight
