#pragma once

#include "nn/weight_scope.h"

namespace headlight {

/// How T5 puts the distances of keys from their query into buckets (Raffel et al. 2020, arXiv:1910.10683, section 2.1):
/// near ones one by one, farther ones by their logarithm, all from maxDistance on together.
struct DistanceBuckets {
  int count = 32;
  int maxDistance = 128;
  bool causal = false;  ///< else half of the buckets are for the keys that follow
};

/// The bucket of a key that is `distance` rows after its query, as transformers'
/// T5Attention._relative_position_bucket computes it, in f32.
int bucketOf(int distance, const DistanceBuckets& buckets);

/// What ops::addScoreBias adds to the scores of a text: "relativeBias.weight" [buckets, heads] of `scope`, by distance
/// instead of by bucket, [heads, 2 maxDistance + 1]. One for all layers of a stack.
Tensor relativeBias(const WeightScope& scope, int heads, const DistanceBuckets& buckets);

}  // namespace headlight
