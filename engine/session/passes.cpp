#include "session/passes.h"

#include <algorithm>
#include <utility>

#include "info/check_input.h"
#include "run/changes.h"
#include "run/dirty_rows.h"
#include "trace/trace.h"

namespace headlight {
namespace {

/// Whether `trace` already is what `request` without its changes would leave.
bool isBaselineOf(const Trace& trace, const Request& request) {
  const ModelInfo& model = trace.model();
  const int row = request.predictedRow < 0 ? rowsByStack(model, request.inputs).back() - 1 : request.predictedRow;
  const bool rowMatters = model.text() && !model.oneRowOfLogits();
  const bool sameInput = trace.inputs() == request.inputs;
  return sameInput && (!rowMatters || trace.predictedRow() == row) &&
         (!request.logitsByLayer || !trace.logitsByLayer().empty() ||
          model.output != OutputHead::ImageClassification) &&
         std::ranges::all_of(request.plan.sites(), [&](SiteId id) { return trace.find(id) != nullptr; });
}

}  // namespace

std::shared_ptr<const Trace> Passes::best(const Request& request) const {
  if (!plain_ || !changed_) return plain_ ? plain_ : changed_;
  const ModelInfo& model = *model_->info();
  const std::vector<Intervention> changes = sortedChanges(request.changes);
  std::map<std::string, std::weak_ptr<const Trace>> sources;
  for (const auto& [name, trace] : request.sources) sources.emplace(name, trace);
  const std::vector<PassInput> now = passInputs(request, model, changes, sources);
  const auto work = [&](const Trace& from) {
    long rows = 0;
    const std::vector<DirtyRows> dirty = firstDirtyRows(now, passInputs(from), model);
    for (std::size_t place = 0; place < dirty.size(); ++place)
      rows += dirtyRowCount(dirty[place].rows, now[place].rows());
    return rows;
  };
  return work(*changed_) < work(*plain_) ? changed_ : plain_;
}

std::shared_ptr<const Trace> Passes::pass(const Request& request, std::stop_token stop, SpareBlocks& spares) const {
  return runModel(*model_, *backend_, request, std::move(stop), best(request), &spares);
}

Passes::Result Passes::run(const Request& request, std::stop_token stop) {
  if (request.changes.empty()) {
    plain_ = pass(request, stop, plainSpares_);
    return {plain_, nullptr};
  }
  if (request.baseline && !(plain_ && isBaselineOf(*plain_, request))) {
    Request without = request;
    without.changes.clear();
    without.sources.clear();
    plain_ = pass(without, stop, plainSpares_);
  }
  changed_ = pass(request, stop, changedSpares_);
  return {changed_, request.baseline ? plain_ : nullptr};
}

}  // namespace headlight
