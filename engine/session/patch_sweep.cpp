#include "session/patch_sweep.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <utility>

#include "base/error.h"
#include "info/block_sites.h"

namespace headlight {
namespace {

constexpr auto tellEvery = std::chrono::milliseconds(100);
/// Whatever else the target's own patches are called.
constexpr const char* sweepSource = "the source of the sweep";

/// The request that left a trace, without a plan.
Request requestOf(const Trace& trace) {
  Request request;
  request.inputs = trace.inputs();
  request.changes.assign(trace.changes().begin(), trace.changes().end());
  for (const auto& [name, source] : trace.sources())
    if (std::shared_ptr<const Trace> there = source.lock()) request.sources[name] = std::move(there);
  request.predictedRow = trace.predictedRow();
  return request;
}

/// The largest logit but that of `other`; of equal ones the first.
std::int32_t likeliest(std::span<const float> logits, std::int32_t other) {
  std::int32_t best = -1;
  for (std::size_t id = 0; id < logits.size(); ++id)
    if (static_cast<std::int32_t>(id) != other && (best < 0 || logits[id] > logits[static_cast<std::size_t>(best)]))
      best = static_cast<std::int32_t>(id);
  return best;
}

double logProbability(std::span<const float> logits, std::int32_t id, LabelKind kind) {
  const auto own = static_cast<double>(logits[static_cast<std::size_t>(id)]);
  if (kind == LabelKind::AnyOf) return own >= 0 ? -std::log1p(std::exp(-own)) : own - std::log1p(std::exp(own));
  const auto most = static_cast<double>(*std::ranges::max_element(logits));
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit) - most);
  return own - most - std::log(sum);
}

class Sweeper {
 public:
  explicit Sweeper(PatchQuestion question) : asked_(std::move(question)) {}

  bool slice(const Model& model, Backend& backend, const std::stop_token& stop) {
    if (!begun_) {
      begin(model, backend, stop);
      tell();
    } else if (left_ > 0) {
      patchNext(model, backend, stop);
      if (left_ == 0 || std::chrono::steady_clock::now() - told_ >= tellEvery) tell();
    }
    return left_ > 0;
  }
  PatchMap& map() { return map_; }

 private:
  void begin(const Model& model, Backend& backend, const std::stop_token& stop) {
    const ModelInfo& info = *model.info();
    map_ = {};  // the pass over the source may have been cancelled, and this begins again
    SiteId& site = map_.site = asked_.site;
    site.layer = 0;
    if (const std::string why = whyNoPatching(info, site); !why.empty()) fail(why);
    for (const auto* trace : {asked_.source.get(), asked_.target.get()})
      if (!trace || !(trace->model() == info)) fail("patching: the trace is not one of ", info.name);
    map_.layers = info.stack(site.stack).layers;
    const int rows = asked_.target->rows(site.stack), sourceRows = asked_.source->rows(site.stack);
    for (const derived::AlignedRows& row : asked_.rows) {
      if (!row.both()) continue;
      if (row.a >= sourceRows || row.b >= rows)
        fail("patching: expected rows below ", sourceRows, " of the source and ", rows, " of the target, got ", row.a,
             " and ", row.b);
      map_.rows.push_back(row);
    }
    if (map_.rows.empty()) fail("patching: the two inputs have no rows that stand side by side");
    const std::span<const float> source = asked_.source->predictedLogits(), target = asked_.target->predictedLogits();
    for (const std::int32_t id : {asked_.answer, asked_.instead})
      if (id >= static_cast<std::int32_t>(source.size()))
        fail("patching: expected an answer below ", source.size(), ", got ", id);
    map_.answer = asked_.answer >= 0 ? asked_.answer : likeliest(source, -1);
    map_.instead = asked_.instead >= 0 ? asked_.instead : likeliest(target, map_.answer);
    map_.source = readingOf(*asked_.source);
    map_.target = readingOf(*asked_.target);
    map_.readings.assign(static_cast<std::size_t>(map_.layers) * map_.rows.size(), PatchReading());
    keepSource(model, backend, stop);
    left_ = static_cast<int>(map_.readings.size());
    begun_ = true;
  }

  /// The source as a trace that has the site in every layer.
  void keepSource(const Model& model, Backend& backend, const std::stop_token& stop) {
    source_ = asked_.source;
    Request request = requestOf(*asked_.source);
    bool whole = true;
    for (int layer = 0; layer < map_.layers; ++layer) {
      const SiteId site{map_.site.stack, map_.site.site, layer, map_.site.attention};
      request.plan.add(site);
      whole = whole && source_->find(site);
    }
    if (!whole) source_ = runModel(model, backend, request, stop, PassStart(asked_.source));
  }

  void patchNext(const Model& model, Backend& backend, const std::stop_token& stop) {
    const auto place = static_cast<std::size_t>(left_ - 1);
    const derived::AlignedRows& rows = map_.rows[place % map_.rows.size()];
    SiteId site = map_.site;
    site.layer = static_cast<int>(place / map_.rows.size());
    Request request = requestOf(*asked_.target);
    request.changes.push_back(PatchRows{site, rows.b, 1, sweepSource, rows.a});
    request.sources[sweepSource] = source_;
    map_.readings[place] = readingOf(*runModel(model, backend, request, stop, PassStart(asked_.target)));
    --left_;
  }

  PatchReading readingOf(const Trace& trace) const {
    const std::span<const float> logits = trace.predictedLogits();
    const auto logit = [&](std::int32_t id) { return id < 0 ? 0.0F : logits[static_cast<std::size_t>(id)]; };
    return {static_cast<float>(logProbability(logits, map_.answer, trace.model().output()->kind)),
            logit(map_.answer) - logit(map_.instead)};
  }

  void tell() {
    told_ = std::chrono::steady_clock::now();
    if (asked_.told) asked_.told(map_, left_);
  }

  PatchQuestion asked_;
  PatchMap map_;
  std::shared_ptr<const Trace> source_;
  int left_ = 0;
  bool begun_ = false;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace

double PatchMap::restored(const PatchReading& reading) const {
  const double from = double{target.logitDifference}, way = double{source.logitDifference} - from;
  return way == 0 ? std::numeric_limits<double>::quiet_NaN() : (double{reading.logitDifference} - from) / way;
}

std::vector<Site> patchableSites(const StackInfo& stack) {
  std::vector<Site> sites;
  for (const BlockSite& site : blockSites(stack))
    if (site.attention == 0 && site.site != Site::Pattern) sites.push_back(site.site);
  return sites;
}

std::string whyNoPatching(const ModelInfo& model, SiteId site) {
  const OutputInfo* output = model.output();
  if (!output) return model.name + " has no head, so there is no answer that a patch could change";
  if (output->says == Says::Answer)
    return model.name + " answers by comparing all rows with each other, so one row's logits are no answer";
  if (output->kind == LabelKind::Number) return model.name + " says a number, which has no probability";
  if (!perLayer(site.site) || site.site == Site::Pattern)
    return model.name + ": expected a site of every layer whose rows are tokens, got " + toString(site);
  site.layer = 0;
  if (!model.everySite().contains(site)) return model.name + " has no site " + model.siteName(site);
  return {};
}

Job patchSweepJob(PatchQuestion question, std::function<void(std::string error)> ended) {
  const auto sweeper = std::make_shared<Sweeper>(std::move(question));
  return {[sweeper](const Loaded& loaded, std::stop_token stop) {
            return sweeper->slice(*loaded.model, *loaded.backend, stop);
          },
          std::move(ended)};
}

PatchMap patchSweep(const Model& model, Backend& backend, PatchQuestion question) {
  Sweeper sweeper(std::move(question));
  while (sweeper.slice(model, backend, {})) {
  }
  return std::move(sweeper.map());
}

}  // namespace headlight
