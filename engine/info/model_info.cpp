#include "info/model_info.h"

#include "base/error.h"

namespace headlight {

const char* toString(OutputHead output) {
  switch (output) {
    case OutputHead::None:
      return "none";
    case OutputHead::CausalLm:
      return "causal_lm";
    case OutputHead::MaskedLm:
      return "masked_lm";
    case OutputHead::SequenceClassification:
      return "sequence_classification";
    case OutputHead::ImageClassification:
      return "image_classification";
    case OutputHead::TokenClassification:
      return "token_classification";
  }
  return "none";
}

const StackInfo& ModelInfo::stack(Stack which) const {
  for (const StackInfo& info : stacks)
    if (info.stack == which) return info;
  fail(name, ": the model has no ", which == Stack::Encoder ? "encoder" : "decoder");
}

int ModelInfo::logits() const {
  switch (output) {
    case OutputHead::None:
      return 0;
    case OutputHead::CausalLm:
    case OutputHead::MaskedLm:
      return vocabulary;
    case OutputHead::SequenceClassification:
    case OutputHead::ImageClassification:
    case OutputHead::TokenClassification:
      return static_cast<int>(labels.size());
  }
  return 0;
}

bool ModelInfo::oneRowOfLogits() const {
  return output == OutputHead::SequenceClassification || output == OutputHead::ImageClassification;
}

CapturePlan ModelInfo::everySite() const {
  CapturePlan plan;
  for (const StackInfo& info : stacks) {
    plan.add({info.stack, Site::Embed});
    if (!info.postNorm) plan.add({info.stack, Site::Final});
    for (int layer = 0; layer < info.layers; ++layer)
      for (Site site : {Site::ResidPre, Site::Query, Site::Key, Site::Value, Site::Pattern, Site::HeadOut,
                        Site::AttnOut, Site::ResidMid, Site::MlpOut, Site::ResidPost})
        plan.add({info.stack, site, layer});
    for (int layer = 0; info.postNorm && layer < info.layers; ++layer) plan.add({info.stack, Site::BlockOut, layer});
  }
  if (!stacks.empty() && logits() > 0 && !oneRowOfLogits()) plan.add({stacks.back().stack, Site::Logits});
  return plan;
}

}  // namespace headlight
