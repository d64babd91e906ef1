#include "info/block_sites.h"

#include <algorithm>

#include "base/error.h"

namespace headlight {

RowShape rowShape(Site site) {
  switch (site) {
    case Site::Query:
    case Site::HeadOut:
      return RowShape::Heads;
    case Site::Key:
    case Site::Value:
      return RowShape::KvHeads;
    case Site::Pattern:
      return RowShape::Pattern;
    case Site::RelativeBias:
      return RowShape::Distances;
    case Site::Logits:
      return RowShape::Logits;
    default:
      return RowShape::Width;
  }
}

std::vector<BlockSite> blockSites(const StackInfo& stack) {
  std::vector<BlockSite> sites;
  const auto add = [&](Site site, std::uint8_t attention, bool afterProjections, bool reused) {
    sites.push_back({site, attention, rowShape(site), afterProjections, reused});
  };
  add(Site::ResidPre, 0, false, true);
  if (stack.recurrent) {
    // The key first: a stage that is kept ends the chain of those before it, and the query hangs on no key.
    if (stack.memory) {
      add(Site::Key, 1, true, true);
      for (const Site site : {Site::Query, Site::Pattern}) add(site, 1, true, false);
      add(Site::HeadOut, 1, true, true);  // what makes logits of the last rows reads it
    }
    add(Site::BlockOut, 0, true, true);
    return sites;
  }
  for (const AttentionInfo& attention : stack.attentions()) {
    const std::uint8_t which = attention.id.which;
    for (const Site site : {Site::Query, Site::Key, Site::Value}) add(site, which, which > 0, true);
    for (const Site site : {Site::Pattern, Site::HeadOut, Site::AttnOut}) add(site, which, true, false);
    if (!stack.parallel) add(Site::ResidMid, which, true, false);
  }
  add(Site::MlpOut, 0, true, false);
  add(Site::ResidPost, 0, true, !stack.postNorm);
  if (stack.postNorm) add(Site::BlockOut, 0, true, true);
  return sites;
}

bool hasSite(const StackInfo& stack, Site site, std::uint8_t attention) {
  return std::ranges::any_of(
      blockSites(stack), [&](const BlockSite& block) { return block.site == site && block.attention == attention; });
}

Site leavingSite(const StackInfo& stack) { return blockSites(stack).back().site; }

bool hasFinalNorm(const StackInfo& stack) { return !stack.postNorm && !stack.recurrent; }

StackId rowsOf(const StackInfo& stack, SiteId site) {
  const bool ofKeys = site.attention > 0 && (site.site == Site::Key || site.site == Site::Value);
  return ofKeys && stack.memory ? *stack.memory : site.stack;
}

int rowElements(const ModelInfo& model, SiteId site) {
  const StackInfo& stack = model.stack(site.stack);
  switch (rowShape(site.site)) {
    case RowShape::Width: {
      const bool ofEmbedding = site.site == Site::Embed || (site.site == Site::ResidPre && site.layer == 0);
      return ofEmbedding && stack.embedWidth > 0 ? stack.embedWidth : stack.width;
    }
    case RowShape::Heads:
    case RowShape::KvHeads: {
      const bool ofValues = site.site == Site::Value || site.site == Site::HeadOut;
      const int each = ofValues && stack.valueWidth > 0 ? stack.valueWidth : stack.headWidth;
      return (rowShape(site.site) == RowShape::Heads ? stack.heads : stack.kvHeads) * each;
    }
    case RowShape::Logits:
      for (const OutputInfo& output : model.outputs)
        if (output.ofEveryRow() && output.stack == site.stack) return output.logits;
      return 0;
    case RowShape::Distances:
      return stack.biasDistances;
    case RowShape::Pattern:
      break;
  }
  fail(model.name, ": ", toString(site), " has rows of as many elements as there are keys");
}

}  // namespace headlight
