#include "models/token_table.h"

namespace headlight {

Tensor loadTokenTable(const WeightScope& weights, const OutputInfo* output, bool tied, std::string_view head,
                      int vocabulary, int width) {
  constexpr std::string_view table = "embed.weight";
  const bool underTheHeadsName = tied && output && output->ofTokens() && !weights.has(table) && weights.has(head);
  return weights.matrix(underTheHeadsName ? head : table, vocabulary, width);
}

}  // namespace headlight
