#include "nn/relative_bias.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace headlight {

int bucketOf(int distance, const DistanceBuckets& buckets) {
  const int sorts = buckets.causal ? buckets.count : buckets.count / 2, exact = sorts / 2;
  const int first = !buckets.causal && distance > 0 ? sorts : 0;
  const int away = buckets.causal ? std::max(-distance, 0) : std::abs(distance);
  if (away < exact) return first + away;
  const auto most = static_cast<float>(std::log(double(buckets.maxDistance) / exact));
  const float far = std::log(static_cast<float>(away) / static_cast<float>(exact)) / most;
  return first + std::min(exact + static_cast<int>(far * static_cast<float>(sorts - exact)), sorts - 1);
}

Tensor relativeBias(const WeightScope& scope, int heads, const DistanceBuckets& buckets) {
  std::vector<int> entries;
  for (int distance = -buckets.maxDistance; distance <= buckets.maxDistance; ++distance)
    entries.push_back(bucketOf(distance, buckets));
  return scope.columns("relativeBias.weight", buckets.count, heads, entries);
}

}  // namespace headlight
