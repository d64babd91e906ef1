#include "derived/top_mass.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace headlight::derived {

TopMass topMass(std::span<const float> weights, double share) {
  std::vector<float> rest;
  rest.reserve(weights.size());
  double sum = 0;
  for (const float weight : weights) {
    if (std::isnan(weight) || weight == 0) continue;
    rest.push_back(std::abs(weight));
    sum += static_cast<double>(rest.back());
  }
  TopMass made;
  if (rest.empty() || share <= 0) return made;
  if (share >= 1) {
    made.least = *std::min_element(rest.begin(), rest.end());
    made.ties = static_cast<int>(std::count(rest.begin(), rest.end(), made.least));
    made.keys = static_cast<int>(rest.size());
    made.mass = sum;
    return made;
  }
  double needed = sum * share - sum * 1e-6;
  // Quickselect by mass: what lies above the pivot is either enough, or kept whole.
  auto begin = rest.begin(), end = rest.end();
  while (begin != end) {
    const float pivot = *(begin + (end - begin) / 2);
    const auto equal = std::partition(begin, end, [pivot](float weight) { return weight > pivot; });
    const auto below = std::partition(equal, end, [pivot](float weight) { return weight == pivot; });
    double above = 0;
    for (auto at = begin; at != equal; ++at) above += static_cast<double>(*at);
    if (above >= needed && equal != begin) {
      end = equal;
      continue;
    }
    made.keys += static_cast<int>(equal - begin);
    made.mass += above;
    needed -= above;
    const int same = static_cast<int>(below - equal);
    const int wanted = std::max(1, static_cast<int>(std::ceil(needed / static_cast<double>(pivot))));
    made.least = pivot;
    made.ties = std::min(same, wanted);
    made.keys += made.ties;
    made.mass += made.ties * static_cast<double>(pivot);
    if (wanted <= same) break;
    needed -= same * static_cast<double>(pivot);
    begin = below;
  }
  return made;
}

}  // namespace headlight::derived
