#include "derived/attention_steps.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/within.h"
#include "derived/seen_keys.h"
#include "trace/change_factors.h"
#include "trace/host_rows.h"

namespace headlight::derived {
namespace {

HostRows captured(const Trace& trace, SiteId id) {
  const Rows* rows = trace.find(id);
  if (!rows) fail("attention steps: ", trace.model().siteName(id), " was not captured");
  return HostRows(*rows);
}

std::vector<float> partOf(const HostRows& rows, int row, int head, int width) {
  const auto size = static_cast<std::size_t>(width);
  const std::span<const float> part = rows.row(row).subspan(static_cast<std::size_t>(head) * size, size);
  return {part.begin(), part.end()};
}

/// Two keys whose products are farthest apart, among those with a weight: what their weights say of the scale is the
/// most exact.
double measuredScale(const AttentionSteps& steps) {
  int low = -1, high = -1;
  for (int key = 0; key < static_cast<int>(steps.weights.size()); ++key) {
    const auto at = static_cast<std::size_t>(key);
    if (!steps.seen[at] || !(steps.weights[at] > 0)) continue;
    if (low < 0 || steps.products[at] < steps.products[static_cast<std::size_t>(low)]) low = key;
    if (high < 0 || steps.products[at] > steps.products[static_cast<std::size_t>(high)]) high = key;
  }
  if (low < 0 || low == high) return std::numeric_limits<double>::quiet_NaN();
  const auto a = static_cast<std::size_t>(low), b = static_cast<std::size_t>(high);
  double apart = std::log(static_cast<double>(steps.weights[b])) - std::log(static_cast<double>(steps.weights[a]));
  if (!steps.added.empty()) apart -= steps.added[b] - steps.added[a];
  return apart / (steps.products[b] - steps.products[a]);
}

std::vector<double> scoresAt(const AttentionSteps& steps, double scale) {
  std::vector<double> scores = steps.products;
  for (std::size_t key = 0; key < scores.size(); ++key)
    scores[key] = scores[key] * scale + (steps.added.empty() ? 0.0 : steps.added[key]);
  return scores;
}

void findScale(AttentionSteps& steps) {
  const double measured = measuredScale(steps);
  // Through three keys a line is no accident; through two it always goes.
  const auto weighty = std::count_if(steps.weights.begin(), steps.weights.end(), [](float w) { return w > 0; });
  for (const double scale : {1 / std::sqrt(static_cast<double>(steps.query.size())), 1.0, measured}) {
    if (!(scale > 0) || !std::isfinite(scale) || (scale == measured && weighty < 3)) continue;
    std::vector<double> scores = scoresAt(steps, scale);
    if (!leadsTo(scores, steps.weights)) continue;
    steps.scale = scale;
    steps.scores = std::move(scores);
    return;
  }
}

}  // namespace

bool leadsTo(std::span<const double> scores, std::span<const float> weights) {
  const auto largest = static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  int told = 0;
  // Softmax keeps differences: the logarithms of two weights are as far apart as their scores.
  for (std::size_t key = 0; key < weights.size(); ++key) {
    if (!(weights[key] > 0)) continue;
    const double apart = std::log(static_cast<double>(weights[largest])) - std::log(static_cast<double>(weights[key]));
    const double expected = scores[largest] - scores[key];
    if (!(std::abs(apart - expected) <= 2e-3 + 1e-3 * std::abs(expected))) return false;
    ++told;
  }
  return told >= 2;
}

AttentionSteps attentionSteps(const Trace& trace, AttentionId attention, int layer, int head, int row) {
  const AttentionInfo info = trace.model().attention(attention);
  const StackInfo& stack = trace.model().stack(attention.stack);
  if (stack.recurrent) fail("attention steps: ", info.name, " of recurrent blocks has no product of query and key");
  if (head < 0 || head >= info.heads) fail("attention steps: head ", head, " of ", info.heads);
  if (row < 0 || row >= trace.rows(attention.stack))
    fail("attention steps: row ", row, " of ", trace.rows(attention.stack));
  const auto site = [&](Site which) { return SiteId{attention.stack, which, layer, attention.which}; };
  const HostRows queries = captured(trace, site(Site::Query)), keys = captured(trace, site(Site::Key)),
                 values = captured(trace, site(Site::Value)), patterns = captured(trace, patternSite(attention, layer));
  const int kvHead = head / (info.heads / info.kvHeads);
  const int valueWidth = stack.valueWidth > 0 ? stack.valueWidth : info.headWidth;
  const SeenKeys::Span span = SeenKeys(trace, attention, layer).of(row);

  AttentionSteps steps;
  const int count = trace.keys(attention);
  steps.weights.assign(static_cast<std::size_t>(count), 0.0F);
  std::ranges::copy(patterns.head(row, head, steps.weights.size()), steps.weights.begin());
  steps.query = partOf(queries, row, head, info.headWidth);
  steps.output.assign(static_cast<std::size_t>(valueWidth), 0.0);
  if (info.ofItself() && stack.biasDistances > 0) {
    const HostRows curves = captured(trace, {attention.stack, Site::RelativeBias});
    const std::span<const float> bias = curves.row(head);
    const int farthest = stack.biasDistances / 2;
    // The site is what the model has learned; what-ifs scale it by layer, and a temperature divides all that is scored.
    const double factor = static_cast<double>(relativeBiasFactor(trace.changes(), attention.stack, layer)) /
                          static_cast<double>(attentionTemperature(trace.changes(), attention, layer));
    for (int key = 0; key < count; ++key)
      steps.added.push_back(
          factor *
          static_cast<double>(bias[static_cast<std::size_t>(within(key - row, -farthest, farthest) + farthest)]));
  }
  for (int key = 0; key < count; ++key) {
    steps.keys.push_back(partOf(keys, key, kvHead, info.headWidth));
    steps.values.push_back(partOf(values, key, kvHead, valueWidth));
    const bool seen = key >= span.begin && key < span.end;
    steps.seen.push_back(seen);
    double product = seen ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; seen && i < steps.query.size(); ++i)
      product += static_cast<double>(steps.query[i]) * static_cast<double>(steps.keys.back()[i]);
    steps.products.push_back(product);
    for (std::size_t i = 0; i < steps.output.size(); ++i)
      steps.output[i] += static_cast<double>(steps.weights[static_cast<std::size_t>(key)]) *
                         static_cast<double>(steps.values.back()[i]);
  }
  findScale(steps);
  return steps;
}

}  // namespace headlight::derived
