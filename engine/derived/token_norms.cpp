#include "derived/token_norms.h"

#include <cmath>

#include "base/error.h"

namespace headlight::derived {

std::vector<float> tokenNorms(const Trace& trace, SiteId site) {
  if (site.site == Site::Pattern) fail("token norms: ", toString(site), " holds weights, not a vector for each token");
  const Rows* rows = trace.find(site);
  if (!rows) fail("token norms: ", toString(site), " was not captured");
  std::vector<float> norms;
  for (const Tensor& block : rows->blocks()) {
    const std::vector<float> host = block.toHost();
    const auto count = static_cast<std::size_t>(block.dim(0));
    const std::size_t width = host.size() / count;
    for (std::size_t row = 0; row < count; ++row) {
      double sum = 0;
      for (std::size_t i = row * width; i < (row + 1) * width; ++i) sum += double{host[i]} * double{host[i]};
      norms.push_back(static_cast<float>(std::sqrt(sum)));
    }
  }
  return norms;
}

}  // namespace headlight::derived
