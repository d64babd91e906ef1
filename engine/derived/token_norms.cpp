#include "derived/token_norms.h"

#include <cmath>

#include "base/error.h"
#include "trace/host_rows.h"

namespace headlight::derived {

std::vector<float> tokenNorms(const Trace& trace, SiteId site) {
  if (site.site == Site::Pattern) fail("token norms: ", toString(site), " holds weights, not a vector for each token");
  const Rows* rows = trace.find(site);
  if (!rows) fail("token norms: ", toString(site), " was not captured");
  const HostRows host(*rows);
  std::vector<float> norms;
  for (int row = 0; row < host.rows(); ++row) {
    double sum = 0;
    for (const float value : host.row(row)) sum += double{value} * double{value};
    norms.push_back(static_cast<float>(std::sqrt(sum)));
  }
  return norms;
}

}  // namespace headlight::derived
