#include "run/site_bytes.h"

#include <algorithm>

#include "ops/ops.h"
#include "tensor/rows.h"

namespace headlight {
namespace {

/// As Run::placePattern lays it out: blocks of 64 rows, of a causal stack without the keys behind them.
std::uint64_t patternBytes(const StackInfo& stack, int tokens) {
  std::uint64_t floats = 0;
  for (int first = 0; first < tokens; first += Rows::blockRows) {
    const int rows = std::min(Rows::blockRows, tokens - first);
    const int keys = stack.causal ? first + Rows::blockRows : tokens;
    floats += static_cast<std::uint64_t>(rows) * ops::patternStride(stack.heads, keys);
  }
  return floats * sizeof(float);
}

}  // namespace

std::uint64_t siteBytes(const ModelInfo& model, SiteId site, int tokens) {
  const StackInfo& stack = model.stack(site.stack);
  const auto rows = [tokens](int width) {
    return static_cast<std::uint64_t>(tokens) * static_cast<std::uint64_t>(width) * sizeof(float);
  };
  switch (site.site) {
    case Site::Pattern:
      return patternBytes(stack, tokens);
    case Site::Query:
    case Site::HeadOut:
      return rows(stack.heads * stack.headWidth);
    case Site::Key:
    case Site::Value:
      return rows(stack.kvHeads * stack.headWidth);
    case Site::Logits:
      return rows(model.logits());
    default:
      return rows(stack.width);
  }
}

std::uint64_t reuseBytes(const ModelInfo& model, int tokens) {
  std::uint64_t floats = 0;
  for (const StackInfo& stack : model.stacks) {
    const auto layers = static_cast<std::uint64_t>(stack.layers);
    floats += (layers + 1) * static_cast<std::uint64_t>(stack.width) +
              layers * static_cast<std::uint64_t>((stack.heads + 2 * stack.kvHeads) * stack.headWidth);
  }
  return floats * static_cast<std::uint64_t>(tokens) * sizeof(float);
}

}  // namespace headlight
