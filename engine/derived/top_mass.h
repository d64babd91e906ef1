#pragma once

#include <span>

namespace headlight::derived {

/// Which keys of a row hold the top share of its weight: the fewest that do, the largest first; of equal ones those
/// that stand first.
struct TopMass {
  float least = 0;  ///< the smallest weight that is kept
  int ties = 0;     ///< how many of the weights that equal it are kept
  int keys = 0;     ///< kept in all
  double mass = 0;  ///< their sum
};

/// Of `weights`, with `share` (0 to 1) of their sum; of differences the magnitudes count. 0 and NaN are never kept, and
/// where there is no weight nothing is. Sums are compared to a millionth, so that 0.7 of {0.7, 0.3} is one key.
TopMass topMass(std::span<const float> weights, double share);

/// Walks over a row in order and says which weights topMass keeps.
class TopMassWalk {
 public:
  explicit TopMassWalk(const TopMass& kept)
      : least_(kept.least), ties_(kept.keys > 0 ? kept.ties : 0), any_(kept.keys > 0) {}
  /// Of the next weight of the row.
  bool keeps(float weight) {
    const float size = weight < 0 ? -weight : weight;
    if (!any_ || !(size >= least_)) return false;
    return size > least_ || ties_-- > 0;
  }

 private:
  float least_;
  int ties_;
  bool any_;
};

}  // namespace headlight::derived
