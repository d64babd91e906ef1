#include "derived/rollout.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "base/error.h"
#include "trace/host_rows.h"

namespace headlight::derived {
namespace {

using Matrix = std::vector<double>;

int lastLayer(const Trace& trace, StackId stack, const RolloutOptions& options) {
  const int layers = trace.model().stack(stack).layers;
  const int last = options.upToLayer < 0 ? layers - 1 : options.upToLayer;
  if (last >= layers) fail("rollout: expected a layer below ", layers, ", got ", last);
  if (!(options.discardRatio >= 0 && options.discardRatio <= 1))
    fail("rollout: expected a share to discard from 0 to 1, got ", options.discardRatio);
  return last;
}

void checkRow(const Trace& trace, StackId stack, int row) {
  const int rows = trace.rows(stack);
  if (row < 0 || row >= rows) fail("rollout: expected a row below ", rows, ", got ", row);
}

/// [tokens, tokens]: one pattern for all heads.
Matrix fused(const Rows& pattern, int heads, HeadFusion fusion) {
  const HostRows host(pattern);
  const auto tokens = static_cast<std::size_t>(pattern.rows());
  Matrix result(tokens * tokens, 0.0);
  for (int row = 0; row < host.rows(); ++row) {
    double* to = result.data() + static_cast<std::size_t>(row) * tokens;
    for (int head = 0; head < heads; ++head) {
      const std::span<const float> from = host.head(row, head, tokens);
      for (std::size_t k = 0; k < from.size(); ++k) {
        const double weight = double{from[k]};
        if (head == 0)
          to[k] = weight;
        else
          to[k] = fusion == HeadFusion::Mean  ? to[k] + weight
                  : fusion == HeadFusion::Max ? std::max(to[k], weight)
                                              : std::min(to[k], weight);
      }
    }
    if (fusion == HeadFusion::Mean)
      for (std::size_t k = 0; k < tokens; ++k) to[k] /= static_cast<double>(heads);
  }
  return result;
}

/// The smallest ones become 0, of equal ones those that come first; never the very first.
void discardSmallest(Matrix& weights, double ratio) {
  const auto count = static_cast<std::size_t>(static_cast<double>(weights.size()) * ratio);
  if (count == 0) return;
  std::vector<std::uint32_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto smaller = [&](std::uint32_t a, std::uint32_t b) {
    return weights[a] != weights[b] ? weights[a] < weights[b] : a < b;
  };
  if (count < order.size())
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), smaller);
  for (std::size_t i = 0; i < count; ++i)
    if (order[i] != 0) weights[order[i]] = 0;
}

/// What one layer does: fused, thinned, with the residual connection, rows of sum 1.
Matrix stepOf(const Trace& trace, StackId stack, int layer, const RolloutOptions& options) {
  const SiteId id{stack, Site::Pattern, layer};
  const Rows* pattern = trace.find(id);
  if (!pattern) fail("rollout: ", toString(id), " was not captured; every layer up to the last one is needed");
  Matrix step = fused(*pattern, trace.model().stack(stack).heads, options.fusion);
  discardSmallest(step, options.discardRatio);
  const auto tokens = static_cast<std::size_t>(pattern->rows());
  for (std::size_t i = 0; i < tokens; ++i) {
    double* row = step.data() + i * tokens;
    row[i] += 1;  // the halves of (A + I) / 2 cancel out below
    const double sum = std::accumulate(row, row + tokens, 0.0);
    for (std::size_t k = 0; k < tokens; ++k) row[k] /= sum;
  }
  return step;
}

std::vector<float> toFloats(const Matrix& values) { return {values.begin(), values.end()}; }

}  // namespace

std::vector<float> attentionRollout(const Trace& trace, StackId stack, const RolloutOptions& options) {
  const int last = lastLayer(trace, stack, options);
  const auto tokens = static_cast<std::size_t>(trace.rows(stack));
  Matrix result = stepOf(trace, stack, 0, options);
  Matrix next(result.size());
  for (int layer = 1; layer <= last; ++layer) {
    const Matrix step = stepOf(trace, stack, layer, options);
    std::fill(next.begin(), next.end(), 0.0);
    for (std::size_t i = 0; i < tokens; ++i)
      for (std::size_t j = 0; j < tokens; ++j) {
        const double weight = step[i * tokens + j];
        if (weight == 0) continue;
        const double* from = result.data() + j * tokens;
        double* to = next.data() + i * tokens;
        for (std::size_t k = 0; k < tokens; ++k) to[k] += weight * from[k];
      }
    std::swap(result, next);
  }
  return toFloats(result);
}

std::vector<float> rolloutRow(const Trace& trace, StackId stack, int query, const RolloutOptions& options) {
  checkRow(trace, stack, query);
  const auto tokens = static_cast<std::size_t>(trace.rows(stack));
  Matrix row(tokens, 0.0), next(tokens);
  row[static_cast<std::size_t>(query)] = 1;
  for (int layer = lastLayer(trace, stack, options); layer >= 0; --layer) {
    const Matrix step = stepOf(trace, stack, layer, options);
    std::fill(next.begin(), next.end(), 0.0);
    for (std::size_t j = 0; j < tokens; ++j)
      for (std::size_t k = 0; k < tokens; ++k) next[k] += row[j] * step[j * tokens + k];
    std::swap(row, next);
  }
  return toFloats(row);
}

std::vector<float> rolloutColumn(const Trace& trace, StackId stack, int key, const RolloutOptions& options) {
  checkRow(trace, stack, key);
  const auto tokens = static_cast<std::size_t>(trace.rows(stack));
  const int last = lastLayer(trace, stack, options);
  Matrix column(tokens, 0.0), next(tokens);
  column[static_cast<std::size_t>(key)] = 1;
  for (int layer = 0; layer <= last; ++layer) {
    const Matrix step = stepOf(trace, stack, layer, options);
    for (std::size_t i = 0; i < tokens; ++i)
      next[i] = std::inner_product(column.begin(), column.end(), step.data() + i * tokens, 0.0);
    std::swap(column, next);
  }
  return toFloats(column);
}

}  // namespace headlight::derived
