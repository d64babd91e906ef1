#include "models/model_info.h"

#include "base/error.h"

namespace headlight {

const StackInfo& ModelInfo::stack(Stack which) const {
  for (const StackInfo& info : stacks)
    if (info.stack == which) return info;
  fail(name, ": the model has no ", which == Stack::Encoder ? "encoder" : "decoder");
}

CapturePlan ModelInfo::everySite() const {
  CapturePlan plan;
  for (const StackInfo& info : stacks) {
    for (Site site : {Site::Embed, Site::Final}) plan.add({info.stack, site});
    for (int layer = 0; layer < info.layers; ++layer)
      for (Site site : {Site::ResidPre, Site::Query, Site::Key, Site::Value, Site::Pattern, Site::HeadOut,
                        Site::AttnOut, Site::ResidMid, Site::MlpOut, Site::ResidPost})
        plan.add({info.stack, site, layer});
  }
  if (!stacks.empty()) plan.add({stacks.back().stack, Site::Logits});
  return plan;
}

}  // namespace headlight
