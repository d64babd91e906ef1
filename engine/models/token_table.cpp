#include "models/token_table.h"

#include <algorithm>

namespace headlight {

Tensor loadTokenTable(const WeightScope& weights, const OutputInfo* output, bool tied, std::string_view head,
                      int vocabulary, int width) {
  constexpr std::string_view table = "embed.weight";
  const bool underTheHeadsName = tied && output && output->ofTokens() && !weights.has(table) && weights.has(head);
  return weights.matrix(underTheHeadsName ? head : table, vocabulary, width);
}

SharedTable::SharedTable(const WeightScope& weights, std::initializer_list<std::string_view> names, int entries,
                         int width)
    : weights_(weights), entries_(entries), width_(width) {
  const auto* const found = std::ranges::find_if(names, [&](std::string_view name) { return weights.has(name); });
  name_ = found == names.end() ? *names.begin() : *found;
  table_ = weights.matrix(name_, entries, width);
}

Tensor SharedTable::as(std::string_view name) const {
  return name == name_ ? table_ : weights_.matrixUnlessTied(name, name_, table_, entries_, width_);
}

}  // namespace headlight
