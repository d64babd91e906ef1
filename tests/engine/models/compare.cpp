#include "compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace headlight::test {

void expectSiteAgrees(const Trace& trace, const std::string& site, const reference::Array& expected) {
  SCOPED_TRACE(site);
  const auto captured = std::ranges::find_if(
      trace.sites(), [&](const auto& entry) { return trace.model().siteName(entry.first) == site; });
  ASSERT_NE(captured, trace.sites().end()) << "not captured";
  const SiteId id = captured->first;
  std::vector<int> shape;
  const std::vector<float> found = siteToHost(trace, id, shape);
  ASSERT_EQ(shape, expected.shape);
  ASSERT_EQ(found.size(), expected.values.size());
  double largest = 0, worst = 0;
  std::size_t where = 0;
  for (const double value : expected.values) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double difference = std::abs(found[i] - expected.values[i]);
    if (!(difference <= worst)) worst = difference, where = i;  // a NaN stays
    if (std::isnan(difference)) break;
  }
  const double tolerance = id.site == Site::Pattern  ? 2e-5
                           : id.site == Site::Logits ? 1e-4 * largest
                                                     : 2e-5 * std::max(largest, 1.0);
  EXPECT_LE(worst, tolerance) << "element " << where << " of " << testing::PrintToString(shape) << ": " << found[where]
                              << ", the oracle has " << expected.values[where];
}

void expectAgrees(const Trace& trace, const reference::Sites& expected) {
  for (const auto& [site, array] : expected) expectSiteAgrees(trace, site, array);
}

}  // namespace headlight::test
