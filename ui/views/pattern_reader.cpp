#include "ui/views/pattern_reader.h"

#include <algorithm>

#include "ui/views/view.h"

namespace headlight::ui {

void PatternReader::read(const std::shared_ptr<const Trace>& trace) {
  if (trace == trace_) return;
  trace_ = trace;
  layers_.clear();
  if (trace) stack_ = shownStack(trace->model());
}

bool PatternReader::has(int layer) const { return trace_ && trace_->find({stack_, Site::Pattern, layer}) != nullptr; }

int PatternReader::rows() const { return trace_ ? trace_->rows(stack_) : 0; }

const std::vector<PatternReader::Block>& PatternReader::blocks(int layer) {
  const auto known = layers_.find(layer);
  if (known != layers_.end()) return known->second;
  std::vector<Block>& made = layers_[layer];
  const Rows* pattern = trace_ ? trace_->find({stack_, Site::Pattern, layer}) : nullptr;
  if (pattern == nullptr) return made;
  made.reserve(pattern->blocks().size());
  for (const Tensor& block : pattern->blocks()) {
    Block& entry = made.emplace_back();
    entry.keys = block.dim(2);
    if (const std::byte* memory = block.buffer().hostData(); memory != nullptr) {
      entry.data = reinterpret_cast<const float*>(memory) + block.offset();
      entry.rowStride = block.rowStride();
    } else {
      entry.copy = block.toHost();
      entry.data = entry.copy.data();
      entry.rowStride = block.shape().rowElements();
    }
  }
  return made;
}

const float* PatternReader::at(int layer, int head, int query, int& keys) {
  const std::vector<Block>& all = blocks(layer);
  const auto index = static_cast<std::size_t>(query / Rows::blockRows);
  if (query < 0 || query >= rows() || index >= all.size()) return nullptr;
  const Block& block = all[index];
  keys = std::min(block.keys, rows());
  return block.data + static_cast<std::size_t>(query % Rows::blockRows) * block.rowStride +
         static_cast<std::size_t>(head) * static_cast<std::size_t>(block.keys);
}

std::vector<float> PatternReader::row(int layer, int head, int query) {
  int keys = 0;
  const float* weights = at(layer, head, query, keys);
  if (weights == nullptr) return {};
  std::vector<float> values(static_cast<std::size_t>(rows()), 0.0F);
  std::copy_n(weights, keys, values.begin());
  return values;
}

std::vector<float> PatternReader::column(int layer, int head, int key) {
  std::vector<float> values;
  for (int query = 0; query < rows(); ++query) {
    int keys = 0;
    const float* weights = at(layer, head, query, keys);
    if (weights == nullptr) return {};
    values.push_back(key < keys ? weights[key] : 0.0F);
  }
  return values;
}

double PatternReader::sumFrom(int layer, int head, int query, int first) {
  int keys = 0;
  const float* weights = at(layer, head, query, keys);
  double sum = 0;
  for (int key = first; weights != nullptr && key < keys; ++key) sum += static_cast<double>(weights[key]);
  return sum;
}

}  // namespace headlight::ui
