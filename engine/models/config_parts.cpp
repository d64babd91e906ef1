#include "models/config_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace headlight {
namespace {

/// Of models that read texts, by how the class' name ends.
constexpr std::pair<std::string_view, Says> heads[] = {
    {"ForCausalLM", Says::NextToken},
    {"LMHeadModel", Says::NextToken},
    {"ForMaskedLM", Says::HiddenToken},
    {"ForPreTraining", Says::HiddenToken},
    {"ForSequenceClassification", Says::Label},
    {"ForNextSentencePrediction", Says::Label},
    {"ForTokenClassification", Says::LabelPerRow},
    {"ForQuestionAnswering", Says::Answer},
    {"MTModel", Says::NextToken},
    {"ForConditionalGeneration", Says::NextToken},
};

/// By number, as transformers counts them: as many as id2label has, but where num_labels says another number. One that
/// does not number its labels from 0 on is only counted: whose name is whose cannot be told.
std::vector<std::string> labelsOf(const io::Config& config) {
  const auto [named, texts] = config.textsByNumber("id2label");
  const int count = config.integerOr("num_labels", named > 0 ? named : 2, 1, 1 << 20);
  if (count == static_cast<int>(texts.size())) return texts;
  std::vector<std::string> labels;
  for (int label = 0; label < count; ++label) labels.push_back("LABEL_" + std::to_string(label));
  return labels;
}

LabelKind labelKindOf(const io::Config& config, std::size_t labels) {
  const std::string problem = config.textOr("problem_type", "");
  if (problem == "multi_label_classification") return LabelKind::AnyOf;
  return problem == "regression" || (problem.empty() && labels == 1) ? LabelKind::Number : LabelKind::OneOf;
}

}  // namespace

BlockConfig encoderBlock(const io::Config& config, const SizeKey& width, const SizeKey& heads) {
  refuseKeysByLayer(config);
  BlockConfig block;
  block.stack = StackId::Encoder;
  block.causal = false;
  block.width = config.integerIfThere(width.key, width.otherwise, 1, 1 << 20);
  block.heads = block.kvHeads = config.integerIfThere(heads.key, heads.otherwise);
  if (block.width % block.heads != 0)
    fail(config.name(), ": ", config.spelling(width.key), " ", block.width, " cannot be divided among ",
         config.spelling(heads.key), " ", block.heads, " heads");
  block.headWidth = block.width / block.heads;
  block.attentionScale = 1.0f / std::sqrt(static_cast<float>(block.headWidth));
  return block;
}

void refuseFlag(const io::Config& config, std::string_view key) {
  if (config.flagOr(key, false)) fail(config.name(), ": ", key, " is true; only false is supported");
}

void refuseKeysByLayer(const io::Config& config) {
  if (config.has("per_layer_config") && !config.object("per_layer_config").empty())
    fail(config.name(),
         ": per_layer_config gives layers keys of their own; only one config for all layers is supported");
}

void refuseLayerTypes(const io::Config& config) {
  for (const std::string& type : config.texts("layer_types"))
    if (type != "full_attention" && type != "attention")
      fail(config.name(), ": layer_types names \"", type, "\"; of this family only full_attention is supported");
}

void refuseRelativePositions(const io::Config& config) {
  if (const std::string kind = config.textOr("position_embedding_type", "absolute"); kind != "absolute")
    fail(config.name(), ": position_embedding_type is \"", kind, "\"; only \"absolute\" is supported");
}

std::optional<Says> saysOf(std::string_view architecture) {
  for (const auto& [ending, says] : heads)
    if (architecture.ends_with(ending)) return says;
  return std::nullopt;
}

std::optional<Says> headOf(const io::Config& config, std::span<const HeadOfFamily> heads, const HasWeight& has,
                           std::optional<Says> otherwise, ModelInfo& info) {
  const std::vector<std::string> architectures = config.texts("architectures");
  if (architectures.empty()) {
    for (const HeadOfFamily& head : heads)
      if (has(head.weight)) return head.says;
    return otherwise;
  }
  const std::string& named = architectures.front();
  const std::optional<Says> says = saysOf(named);
  if (says && std::ranges::count(heads, *says, &HeadOfFamily::says) > 0) return says;
  const bool bare = named.ends_with("Model") && !named.ends_with("HeadsModel");  // GPT2DoubleHeadsModel
  if (says || !bare) info.headNotRun = named;
  return std::nullopt;
}

bool classifiesPictures(std::string_view architecture) {
  return architecture.ends_with("ForImageClassification") ||
         architecture.ends_with("ForImageClassificationWithTeacher");
}

OutputInfo tokenOutput(Says says, StackId stack, int vocabulary) { return {says, stack, vocabulary}; }

OutputInfo labelOutput(Says says, StackId stack, const io::Config& config) {
  OutputInfo output{says, stack};
  output.labels = says == Says::Answer ? std::vector<std::string>{"start", "end"} : labelsOf(config);
  output.logits = static_cast<int>(output.labels.size());
  if (!output.ofEveryRow()) output.kind = labelKindOf(config, output.labels.size());
  return output;
}

OutputInfo decoderOutput(Says says, StackId stack, const io::Config& config, int vocabulary) {
  if (says == Says::NextToken) return tokenOutput(says, stack, vocabulary);
  OutputInfo output = labelOutput(says, stack, config);
  if (says != Says::Label) return output;
  output.ofLastRow = true;
  // Some write -1 for none.
  if (config.has("pad_token_id"))
    if (const int padding = config.integer("pad_token_id", std::numeric_limits<int>::min()); padding >= 0)
      output.padding = padding;
  return output;
}

}  // namespace headlight
