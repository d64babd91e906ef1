#include "run/run.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"

namespace headlight {

Run::Run(Backend& backend, const Request& request, std::shared_ptr<const ModelInfo> model, std::stop_token stop)
    : backend_(backend),
      request_(request),
      model_(std::move(model)),
      stop_(std::move(stop)),
      begin_(std::chrono::steady_clock::now()) {}

bool Run::wants(Stack stack, Site site, int layer) const { return request_.plan.contains({stack, site, layer}); }

Tensor Run::at(Stack stack, Site site, int layer, Tensor value) {
  if (wants(stack, site, layer)) keep(stack, site, layer, Rows(value));
  return value;
}

void Run::keep(Stack stack, Site site, int layer, Rows rows) {
  contents_.sites[{stack, site, layer}] = std::move(rows);
}

void Run::keepPatternSums(Stack stack, int layer, Tensor sums) {
  patternSums_.push_back({stack, layer, std::move(sums)});
}

void Run::keepNextLogits(Tensor logits) { nextLogits_ = std::move(logits); }

void Run::section(std::string name) { backend_.section(std::move(name)); }

void Run::checkpoint() {
  const std::uint64_t twoBack = std::exchange(tickets_[0], std::exchange(tickets_[1], backend_.flush()));
  backend_.wait(twoBack);
  if (stop_.stop_requested()) throw Cancelled{};
}

std::shared_ptr<const Trace> Run::finish() {
  backend_.wait(backend_.flush());
  if (nextLogits_.defined()) {
    contents_.nextLogits.resize(nextLogits_.shape().elements());
    backend_.read(nextLogits_, std::as_writable_bytes(std::span(contents_.nextLogits)));
    const auto notFinite =
        std::ranges::find_if_not(contents_.nextLogits, [](float logit) { return std::isfinite(logit); });
    if (notFinite != contents_.nextLogits.end())  // finite weights can still overflow on the way
      fail(model_->name, ": the logit of token ", notFinite - contents_.nextLogits.begin(), " is ", *notFinite,
           ", expected a finite number: the weights are too large for ", backend_.deviceName());
  }
  const auto rows = static_cast<float>(std::max<std::size_t>(std::get<TokenInput>(request_.input).ids.size(), 1));
  for (const PatternSums& block :
       patternSums_) {  // blocks come in ascending row order: the sums do not depend on the plan
    std::vector<float> sums(block.sums.shape().elements());
    backend_.read(block.sums, std::as_writable_bytes(std::span(sums)));
    auto& heads = contents_.headStatistics[{block.stack, block.layer}];
    const auto count = static_cast<std::size_t>(block.sums.dim(0));
    if (heads.empty())
      heads.assign(count, {std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max(), 0, 0, 0});
    for (std::size_t head = 0; head < count; ++head) {
      const float* sum = sums.data() + head * PatternSumCount;
      heads[head].largest = std::max(heads[head].largest, sum[PatternMax]);
      heads[head].smallest = std::min(heads[head].smallest, sum[PatternMin]);
      heads[head].entropyBits += sum[PatternEntropyBits] / rows;
      heads[head].meanDistance += sum[PatternDistance] / rows;
      heads[head].firstTokenMass += sum[PatternFirstKey] / rows;
    }
  }
  contents_.revision = request_.revision;
  contents_.model = model_;
  contents_.ids = std::get<TokenInput>(request_.input).ids;
  contents_.timings = backend_.takeTimings();
  contents_.device = backend_.deviceName();
  contents_.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count();
  return std::make_shared<const Trace>(std::move(contents_));
}

}  // namespace headlight
