// What a pass brings to the host at its end, and the trace that it leaves.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "base/error.h"
#include "run/run.h"

namespace headlight {
namespace {

using Sums = std::array<double, PatternSumCount>;

constexpr Sums nothing{std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max(), 0, 0, 0};

/// One more row's numbers, or another block's sums.
template <class Numbers>
void accumulate(Sums& sums, const Numbers& more) {
  sums[PatternMax] = std::max<double>(sums[PatternMax], more[PatternMax]);
  sums[PatternMin] = std::min<double>(sums[PatternMin], more[PatternMin]);
  for (const PatternSum sum : {PatternEntropyBits, PatternDistance, PatternFirstKey})
    sums[sum] += static_cast<double>(more[sum]);
}

}  // namespace

std::vector<float> Run::readPredictedLogits(std::size_t output) const {
  const Tensor& predicted = outputs_[output].predicted;
  if (!predicted.defined()) {
    if (!outputs_[output].keepsPredicted) return {};
    const std::span<const float> kept = previous_->predictedLogits(output);
    return {kept.begin(), kept.end()};
  }
  std::vector<float> logits(predicted.shape().elements());
  backend_.read(predicted, std::as_writable_bytes(std::span(logits)));
  const auto notFinite = std::ranges::find_if_not(logits, [](float logit) { return std::isfinite(logit); });
  if (notFinite != logits.end())  // finite weights can still overflow on the way
    fail(model_->name, ": logit ", notFinite - logits.begin(), " is ", *notFinite,
         ", expected a finite number: the weights are too large for ", backend_.deviceName());
  return logits;
}

std::vector<std::vector<float>> Run::readLogitsByLayer(std::size_t output, const std::vector<float>& last) const {
  std::vector<std::vector<float>> layers;
  const OutputPlan& plan = outputs_[output];
  for (int layer = 0; layer < plan.byLayerFrom; ++layer)
    layers.push_back(previous_->logitsByLayer(output).at(static_cast<std::size_t>(layer)));
  if (plan.byLayer.defined()) {
    std::vector<float> fresh(plan.byLayer.shape().elements());
    backend_.read(plan.byLayer, std::as_writable_bytes(std::span(fresh)));
    const auto width = static_cast<std::ptrdiff_t>(model_->outputs[output].logits);
    for (auto row = fresh.begin(); row != fresh.end(); row += width) layers.emplace_back(row, row + width);
  }
  layers.push_back(last);
  return layers;
}

/// Rows before `first` are those of the trace before; `fresh` holds the others, [rows - first, heads, PatternSumCount].
PatternNumbers Run::numbersOf(const AttentionInfo& attention, int layer, int first,
                              std::span<const float> fresh) const {
  const PatternNumbers* before = previous_ ? previous_->patternNumbers(attention.id, layer) : nullptr;
  const int rows = this->rows(attention.id.stack);
  const auto heads = static_cast<std::size_t>(attention.heads), perRow = heads * PatternSumCount;
  PatternNumbers numbers;
  for (int begin = 0; begin < rows; begin += Rows::blockRows) {
    const int end = std::min(begin + Rows::blockRows, rows), keptEnd = std::clamp(first, begin, end);
    const auto& shared = keptEnd > begin ? before->at(static_cast<std::size_t>(begin / Rows::blockRows)) : nullptr;
    if (keptEnd == end && shared->rows.size() == static_cast<std::size_t>(end - begin) * perRow) {
      numbers.push_back(shared);
      continue;
    }
    auto block = std::make_shared<PatternBlockNumbers>();
    if (shared)
      block->rows.assign(
          shared->rows.begin(),
          shared->rows.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(keptEnd - begin) * perRow));
    if (keptEnd < end) {
      const auto from = fresh.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(keptEnd - first) * perRow);
      block->rows.insert(block->rows.end(), from,
                         from + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(end - keptEnd) * perRow));
    }
    block->heads.assign(heads, nothing);
    for (std::size_t at = 0; at < block->rows.size(); at += PatternSumCount)
      accumulate(block->heads[at / PatternSumCount % heads], std::span(block->rows).subspan(at, PatternSumCount));
    numbers.push_back(std::move(block));
  }
  return numbers;
}

void Run::summarise(const AttentionInfo& attention, int layer) {
  const auto heads = static_cast<std::size_t>(attention.heads);
  const double rows = std::max(this->rows(attention.id.stack), 1);
  std::vector<Sums> sums(heads, nothing);
  for (const auto& block : contents_.patternNumbers.at({attention.id, layer}))
    for (std::size_t head = 0; head < heads; ++head) accumulate(sums[head], block->heads[head]);
  auto& statistics = contents_.headStatistics[{attention.id, layer}];
  for (const Sums& sum : sums)
    statistics.push_back({static_cast<float>(sum[PatternMax]), static_cast<float>(sum[PatternMin]),
                          static_cast<float>(sum[PatternEntropyBits] / rows),
                          static_cast<float>(sum[PatternDistance] / rows),
                          static_cast<float>(sum[PatternFirstKey] / rows)});
}

void Run::readPatternNumbers(const StackInfo& stack, const StackPlan& plan) {
  std::vector<float> fresh;
  if (plan.numbers.defined()) {  // one read for all layers: on a discrete GPU each is a submit
    fresh.resize(plan.numbers.shape().elements());
    backend_.read(plan.numbers, std::as_writable_bytes(std::span(fresh)));
  }
  const std::size_t perRow = static_cast<std::size_t>(stack.heads) * PatternSumCount;
  for (int layer = 0; layer < stack.layers; ++layer)
    for (const AttentionInfo& attention : stack.attentions()) {
      const SiteId pattern = patternSite(attention.id, layer);
      if (!contents_.sites.contains(pattern)) continue;
      const int first = plan.blocks[static_cast<std::size_t>(layer)](Site::Pattern, attention.id.which);
      const auto measured = plan.numbersOf.find(pattern);
      const auto begin = measured == plan.numbersOf.end() ? 0 : static_cast<std::size_t>(measured->second) * perRow;
      contents_.patternNumbers[{attention.id, layer}] =
          numbersOf(attention, layer, first, std::span(fresh).subspan(begin));
      summarise(attention, layer);
    }
}

std::shared_ptr<const Trace> Run::finish() {
  backend_.wait(backend_.flush());
  for (std::size_t output = 0; output < outputs_.size(); ++output) {
    OutputLogits& logits = contents_.outputs.emplace_back();
    logits.predicted = readPredictedLogits(output);
    if (request_.logitsByLayer) logits.byLayer = readLogitsByLayer(output, logits.predicted);
  }
  for (auto& [id, blocks] : patternBlocks_) contents_.sites[id] = Rows(std::move(blocks));
  for (const SiteId& id : request_.plan.sites())  // of layers where nothing was computed
    if (const Rows* rows = kept(id); rows && !contents_.sites.contains(id))
      contents_.sites[id] = firstRows(*rows, rowsOf(id));
  if (model_)
    for (const StackInfo& stack : model_->stacks) readPatternNumbers(stack, planOf(stack.stack));
  contents_.revision = request_.revision;
  contents_.model = model_;
  contents_.inputs = request_.inputs;
  contents_.timings = backend_.takeTimings();
  contents_.device = backend_.deviceName();
  contents_.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin_).count();
  return std::make_shared<const Trace>(std::move(contents_));
}

}  // namespace headlight
