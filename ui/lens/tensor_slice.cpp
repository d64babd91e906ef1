#include "ui/lens/tensor_slice.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

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
  slice.head = heads > 0 ? std::clamp(head, 0, heads - 1) : -1;
  slice.rows = rows->rows();
  const bool pattern = site.site == Site::Pattern;
  const bool causal = pattern && model.stack(site.stack).causal;
  for (const Tensor& block : rows->blocks()) {
    const std::vector<float> host = block.toHost();
    const auto perRow = block.shape().rowElements();
    const std::size_t each = heads > 0 ? perRow / static_cast<std::size_t>(heads) : perRow;
    // A pattern block may have room for keys that do not exist yet.
    slice.columns = pattern ? slice.rows : static_cast<int>(each);
    const auto wide = static_cast<std::size_t>(slice.columns);
    for (std::size_t r = 0; r < static_cast<std::size_t>(block.dim(0)); ++r) {
      const float* from = host.data() + r * perRow + each * static_cast<std::size_t>(std::max(0, slice.head));
      slice.values.insert(slice.values.end(), from, from + std::min(each, wide));
      slice.values.resize((slice.values.size() + wide - 1) / wide * wide, 0.0F);
    }
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
    slice.histogram[static_cast<std::size_t>(std::clamp(place, 0.0F, bins - 1))] += 1;
  });
  return slice;
}

}  // namespace headlight::ui
