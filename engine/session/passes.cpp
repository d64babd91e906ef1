#include "session/passes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "run/pass_start.h"
#include "run/predicted_row.h"
#include "trace/trace.h"

namespace headlight {
namespace {

/// Whether `trace` already is what `request` without its changes would leave.
bool isBaselineOf(const Trace& trace, const Request& request) {
  const ModelInfo& model = trace.model();
  const bool sameInput = trace.inputs() == request.inputs;
  return sameInput && trace.predictedRow() == predictedRowOf(model, request.inputs, request.predictedRow) &&
         (!request.logitsByLayer || !trace.logitsByLayer().empty() || model.outputs.empty()) &&
         std::ranges::all_of(request.plan.sites(), [&](SiteId id) { return trace.find(id) != nullptr; });
}

}  // namespace

std::shared_ptr<const Trace> Passes::pass(const Request& request, std::stop_token stop, SpareBlocks& spares) const {
  const std::array<std::shared_ptr<const Trace>, 2> kept{plain_, changed_};
  return runModel(*model_, *backend_, request, std::move(stop), bestStart(request, *model_->info(), kept), &spares);
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
