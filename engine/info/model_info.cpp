#include "info/model_info.h"

#include <utility>

#include "base/error.h"
#include "info/block_sites.h"

namespace headlight {

std::vector<AttentionInfo> StackInfo::attentions() const {
  std::vector<AttentionInfo> all;
  if (!recurrent) all.push_back({{stack, 0}, "attn", stack, heads, kvHeads, headWidth, causal});
  if (memory) all.push_back({{stack, 1}, "cross_attn", *memory, heads, kvHeads, headWidth, false});
  return all;
}

std::size_t ModelInfo::placeOf(StackId which) const {
  for (std::size_t place = 0; place < stacks.size(); ++place)
    if (stacks[place].stack == which) return place;
  if (which > StackId::Decoder) fail(name, ": the model has no stack ", static_cast<int>(which));
  fail(name, ": the model has no ", which == StackId::Encoder ? "encoder" : "decoder");
}

const StackInfo& ModelInfo::stack(StackId which) const { return stacks[placeOf(which)]; }

const InputInfo& ModelInfo::input(StackId which) const {
  const auto place = static_cast<std::size_t>(stack(which).input);
  if (place >= inputs.size()) fail(name, ": expected an input ", place, ", the model names ", inputs.size());
  return inputs[place];
}

const ImageInputInfo* ModelInfo::imageOf(StackId which) const { return input(which).image(); }

const TextInputInfo* ModelInfo::textOf(StackId which) const { return input(which).text(); }

const ImageInputInfo* ModelInfo::image() const {
  for (const InputInfo& one : inputs)
    if (const ImageInputInfo* found = one.image()) return found;
  return nullptr;
}

const TextInputInfo* ModelInfo::text() const {
  return stacks.empty() || inputs.empty() ? nullptr : textOf(stacks.back().stack);
}

std::vector<AttentionInfo> ModelInfo::attentions() const {
  std::vector<AttentionInfo> all;
  for (const StackInfo& info : stacks)
    for (AttentionInfo& attention : info.attentions()) all.push_back(std::move(attention));
  return all;
}

AttentionInfo ModelInfo::attention(AttentionId id) const {
  for (AttentionInfo& attention : stack(id.stack).attentions())
    if (attention.id == id) return std::move(attention);
  fail(name, ": the ", stack(id.stack).name, id.which == 0 ? " has no self-attention" : " has no cross-attention");
}

std::string ModelInfo::siteName(SiteId site) const {
  return stacks.size() > 1 ? stack(site.stack).name + "." + toString(site) : toString(site);
}

const char* ModelInfo::task() const {
  if (!output()) return "none";
  switch (output()->says) {
    case Says::NextToken:
      return "causal_lm";
    case Says::HiddenToken:
      return "masked_lm";
    case Says::Label:
      if (output()->ofPair) return "next_sentence_prediction";
      return image() ? "image_classification" : "sequence_classification";
    case Says::LabelPerRow:
      return "token_classification";
    case Says::Answer:
      return "question_answering";
  }
  return "none";
}

CapturePlan ModelInfo::everySite() const {
  CapturePlan plan;
  for (const StackInfo& info : stacks) {
    plan.add({info.stack, Site::Embed});
    if (hasFinalNorm(info)) plan.add({info.stack, Site::Final});
    if (info.biasDistances > 0) plan.add({info.stack, Site::RelativeBias});
    const std::vector<BlockSite> sites = blockSites(info);
    for (int layer = 0; layer < info.layers; ++layer)
      for (const BlockSite& block : sites) plan.add({info.stack, block.site, layer, block.attention});
  }
  for (const OutputInfo& output : outputs)
    if (output.ofEveryRow()) plan.add({output.stack, Site::Logits});
  return plan;
}

}  // namespace headlight
