#include "run/site_bytes.h"

#include <algorithm>
#include <vector>

#include "info/block_sites.h"
#include "ops/ops.h"
#include "tensor/rows.h"

namespace headlight {
namespace {

/// As Run::placePattern lays it out: blocks of 64 rows, of causal attention without the keys after them.
std::uint64_t patternFloats(const AttentionInfo& attention, int rows, int keys) {
  std::uint64_t floats = 0;
  for (int first = 0; first < rows; first += Rows::blockRows) {
    const int ofBlock = std::min(Rows::blockRows, rows - first);
    const int room = attention.causal ? first + Rows::blockRows : keys;
    floats += static_cast<std::uint64_t>(ofBlock) * ops::patternStride(attention.heads, room);
  }
  return floats;
}

std::vector<int> equalRows(const ModelInfo& model, int tokens) { return std::vector<int>(model.stacks.size(), tokens); }

std::uint64_t siteFloats(const ModelInfo& model, SiteId site, std::span<const int> rowsByStack) {
  const StackInfo& stack = model.stack(site.stack);
  const int rows =
      rowShape(site.site) == RowShape::Distances ? stack.heads : rowsByStack[model.placeOf(rowsOf(stack, site))];
  if (rowShape(site.site) != RowShape::Pattern)
    return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(rowElements(model, site));
  const AttentionInfo attention = model.attention({site.stack, site.attention});
  return patternFloats(attention, rows, rowsByStack[model.placeOf(attention.keys)]);
}

}  // namespace

std::uint64_t siteBytes(const ModelInfo& model, SiteId site, std::span<const int> rowsByStack) {
  return siteFloats(model, site, rowsByStack) * sizeof(float);
}

std::uint64_t siteBytes(const ModelInfo& model, SiteId site, int tokens) {
  return siteBytes(model, site, equalRows(model, tokens));
}

std::uint64_t reuseBytes(const ModelInfo& model, std::span<const int> rowsByStack) {
  std::uint64_t floats = 0;
  for (const StackInfo& stack : model.stacks) {
    floats += siteFloats(model, {stack.stack, Site::Embed}, rowsByStack);
    // What leaves a block is resid_pre of the next.
    for (const BlockSite& block : blockSites(stack))
      if (block.reused && block.site != Site::ResidPre)
        floats += static_cast<std::uint64_t>(stack.layers) *
                  siteFloats(model, {stack.stack, block.site, 0, block.attention}, rowsByStack);
  }
  return floats * sizeof(float);
}

std::uint64_t reuseBytes(const ModelInfo& model, int tokens) { return reuseBytes(model, equalRows(model, tokens)); }

}  // namespace headlight
