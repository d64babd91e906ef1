#pragma once

#include <vector>

#include "trace/trace.h"

namespace headlight::derived {

struct DistanceOptions {
  /// What a patch gives to other patches counts as if it were all it gives. Without, what it gives to special tokens
  /// counts as distance 0.
  bool renormalise = true;
};

/// Mean attention distance of each head of a layer, [heads], in pixels of the picture as the model sees it (Dosovitskiy
/// et al. 2021, arXiv:2010.11929, figure 7 and appendix D.7): over queries that are patches the mean of the sum over
/// keys that are patches of weight times the distance between the middles of the two. Special tokens have no place, so
/// they are left out on both sides. A query that gives nothing to patches is left out; where all are, it is NaN.
///
/// Throws Error when the trace is not of a picture or the pattern was not captured. Any thread.
std::vector<float> meanAttentionDistance(const Trace& trace, int layer, const DistanceOptions& options = {});

}  // namespace headlight::derived
