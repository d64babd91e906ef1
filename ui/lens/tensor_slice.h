#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "trace/trace.h"

namespace headlight::ui {

/// One site of a trace, or one head of it, as [rows, columns] on the host, with what the tensor browser says of it.
struct TensorSlice {
  std::shared_ptr<const Trace> trace;
  SiteId site;
  int head = 0;  ///< -1 where the site has no heads

  int rows = 0, columns = 0;
  std::vector<float> values;
  float least = 0, most = 0;  ///< of the finite values
  double mean = 0;
  std::size_t broken = 0;             ///< NaN or infinite
  std::array<float, 48> histogram{};  ///< counts between least and most
  /// Pattern: keys that the mask hides are left out of the figures above; their count.
  std::size_t masked = 0;
};

/// Number of heads of a site, or 0 where its rows are not cut into heads.
int headsOf(const ModelInfo& model, SiteId site);
/// Reads it (from the device where it lies there). The trace must have the site.
TensorSlice readSlice(std::shared_ptr<const Trace> trace, SiteId site, int head);

}  // namespace headlight::ui
