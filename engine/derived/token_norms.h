#pragma once

#include <vector>

#include "trace/trace.h"

namespace headlight::derived {

/// [tokens]: the length (L2) of each token's vector at a site; of query, key, value and head_out over all heads. In the
/// last layers' resid_post the patches that stand out hold what has nothing to do with their place (Darcet et al. 2024,
/// arXiv:2309.16588, "registers"). Throws Error for a pattern and for a site that was not captured. Any thread.
std::vector<float> tokenNorms(const Trace& trace, SiteId site);

}  // namespace headlight::derived
