#include "ui/lens/tensor_slice.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.h"
#include "base/within.h"
#include "trace/host_rows.h"

namespace headlight::ui {

int headsOf(const ModelInfo& model, SiteId site) {
  const StackInfo& stack = model.stack(site.stack);
  switch (site.site) {
    case Site::Pattern:
    case Site::Query:
    case Site::HeadOut:
      return stack.heads;
    case Site::Key:
    case Site::Value:
      return stack.kvHeads;
    default:
      return 0;
  }
}

TensorSlice readSlice(std::shared_ptr<const Trace> trace, SiteId site, int head) {
  const Rows* rows = trace->find(site);
  if (rows == nullptr) fail("inspector: ", toString(site), " was not captured");
  TensorSlice slice;
  slice.trace = std::move(trace);
  slice.site = site;
  const ModelInfo& model = slice.trace->model();
  const int heads = headsOf(model, site);
  slice.head = heads > 0 ? within(head, 0, heads - 1) : -1;
  slice.rows = rows->rows();
  const bool pattern = site.site == Site::Pattern;
  const AttentionId attention{site.stack, site.attention};
  const bool causal = pattern && model.attention(attention).causal;
  const HostRows host(*rows);
  // A pattern's blocks may have room for keys that do not exist.
  const auto perHead = [&](std::size_t elements) {
    return heads > 0 ? elements / static_cast<std::size_t>(heads) : elements;
  };
  slice.columns = pattern           ? slice.trace->keys(attention)
                  : slice.rows == 0 ? 0
                                    : static_cast<int>(perHead(host.row(0).size()));
  const auto wide = static_cast<std::size_t>(slice.columns);
  slice.values.resize(static_cast<std::size_t>(slice.rows) * wide, 0.0F);
  auto to = slice.values.begin();
  for (int row = 0; row < slice.rows; ++row, to += slice.columns) {
    const std::span<const float> all = host.row(row);
    const std::size_t each = perHead(all.size());
    std::ranges::copy(all.subspan(each * static_cast<std::size_t>(std::max(0, slice.head)), std::min(each, wide)), to);
  }
  double sum = 0;
  std::size_t counted = 0;
  const auto each = [&](const auto& take) {
    for (int r = 0; r < slice.rows; ++r)
      for (int c = 0; c < slice.columns; ++c)
        if (!causal || c <= r)
          take(slice.values[static_cast<std::size_t>(r) * static_cast<std::size_t>(slice.columns) +
                            static_cast<std::size_t>(c)]);
  };
  each([&](float value) {
    if (!std::isfinite(value)) {
      ++slice.broken;
      return;
    }
    slice.least = counted == 0 ? value : std::min(slice.least, value);
    slice.most = counted == 0 ? value : std::max(slice.most, value);
    sum += static_cast<double>(value);
    ++counted;
  });
  slice.masked = slice.values.size() - counted - slice.broken;
  slice.mean = counted > 0 ? sum / static_cast<double>(counted) : 0;
  const float span = slice.most - slice.least;
  const auto bins = static_cast<float>(slice.histogram.size());
  each([&](float value) {
    if (!std::isfinite(value)) return;
    const float place = span > 0 ? (value - slice.least) / span * bins : 0;
    slice.histogram[static_cast<std::size_t>(within(place, 0.0F, bins - 1))] += 1;
  });
  return slice;
}

}  // namespace headlight::ui
