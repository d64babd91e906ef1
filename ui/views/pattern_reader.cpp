#include "ui/views/pattern_reader.h"

#include <algorithm>
#include <numeric>

namespace headlight::ui {

void PatternReader::read(const Trace& trace, AttentionId attention) {
  if (trace.serial() == serial_ && attention == attention_) return;
  serial_ = trace.serial();
  attention_ = attention;
  keys_ = trace.keys(attention);
  layers_.clear();
  for (int layer = 0; layer < trace.model().stack(attention.stack).layers; ++layer)
    if (const Rows* rows = trace.find(patternSite(attention, layer))) layers_.emplace(layer, *rows);
}

const HostRows* PatternReader::rowsOf(int layer) const {
  const auto found = layers_.find(layer);
  return found == layers_.end() ? nullptr : &found->second;
}

std::vector<float> PatternReader::row(int layer, int head, int query) const {
  const HostRows* rows = rowsOf(layer);
  if (rows == nullptr || query < 0 || query >= rows->rows()) return {};
  std::vector<float> values(static_cast<std::size_t>(keys_), 0.0F);
  std::ranges::copy(rows->head(query, head, values.size()), values.begin());
  return values;
}

std::vector<float> PatternReader::column(int layer, int head, int key) const {
  const HostRows* rows = rowsOf(layer);
  std::vector<float> values;
  for (int query = 0; rows != nullptr && query < rows->rows(); ++query) {
    const std::span<const float> weights = rows->head(query, head, static_cast<std::size_t>(keys_));
    values.push_back(static_cast<std::size_t>(key) < weights.size() ? weights[static_cast<std::size_t>(key)] : 0.0F);
  }
  return values;
}

double PatternReader::sumFrom(int layer, int head, int query, int first) const {
  const HostRows* rows = rowsOf(layer);
  if (rows == nullptr || query < 0 || query >= rows->rows()) return 0;
  const std::span<const float> weights = rows->head(query, head, static_cast<std::size_t>(keys_));
  return std::accumulate(weights.begin() + std::min<std::ptrdiff_t>(first, std::ssize(weights)), weights.end(), 0.0);
}

}  // namespace headlight::ui
