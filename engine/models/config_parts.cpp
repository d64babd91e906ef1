#include "models/config_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "base/error.h"

namespace headlight {
namespace {

constexpr std::pair<std::string_view, Activation> activations[] = {
    {"gelu", Activation::GeluErf},
    {"gelu_python", Activation::GeluErf},
    {"gelu_new", Activation::GeluTanh},
    {"gelu_pytorch_tanh", Activation::GeluTanh},
    {"gelu_accurate", Activation::GeluTanh},
    {"gelu_fast", Activation::GeluTanh},
    {"relu", Activation::Relu},
    {"silu", Activation::Silu},
    {"swish", Activation::Silu},
    {"tanh", Activation::Tanh},
};

constexpr std::string_view gpt2Told[] = {"gelu_new", "gelu_pytorch_tanh", "gelu", "relu"};
constexpr std::string_view llamaTold[] = {"silu", "swish", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "tanh"};
constexpr std::string_view encoderTold[] = {"gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu", "tanh"};
constexpr std::string_view encoderOlder[] = {"gelu_python", "gelu_accurate", "gelu_fast", "swish"};

/// Of models that read texts, by how the class' name ends.
constexpr std::pair<std::string_view, Says> heads[] = {
    {"ForCausalLM", Says::NextToken},           {"LMHeadModel", Says::NextToken},
    {"ForMaskedLM", Says::HiddenToken},         {"ForPreTraining", Says::HiddenToken},
    {"ForSequenceClassification", Says::Label}, {"ForTokenClassification", Says::LabelPerRow},
    {"MTModel", Says::NextToken},               {"ForConditionalGeneration", Says::NextToken},
};

std::string listed(std::span<const std::string_view> names) {
  std::string list(names.front());
  for (std::size_t i = 1; i < names.size(); ++i) list += (i + 1 < names.size() ? ", " : " or ") + std::string(names[i]);
  return list;
}

LabelKind labelKindOf(const io::Config& config, std::size_t labels) {
  const std::string problem = config.textOr("problem_type", "");
  if (problem == "multi_label_classification") return LabelKind::AnyOf;
  return problem == "regression" || (problem.empty() && labels == 1) ? LabelKind::Number : LabelKind::OneOf;
}

}  // namespace

constinit const ActivationSpellings gpt2Activations{gpt2Told}, llamaActivations{llamaTold},
    encoderActivations{encoderTold, encoderOlder};

BlockConfig encoderBlock(const io::Config& config, std::string_view widthKey, std::string_view headsKey) {
  BlockConfig block;
  block.stack = StackId::Encoder;
  block.causal = false;
  block.width = config.integer(widthKey, 1, 1 << 20);
  block.heads = block.kvHeads = config.integer(headsKey);
  if (block.width % block.heads != 0)
    fail(config.name(), ": ", widthKey, " ", block.width, " cannot be divided among ", headsKey, " ", block.heads,
         " heads");
  block.headWidth = block.width / block.heads;
  block.attentionScale = 1.0f / std::sqrt(static_cast<float>(block.headWidth));
  return block;
}

Activation activationOf(const io::Config& config, std::string_view key, const char* otherwise,
                        const ActivationSpellings& spellings) {
  const std::string name = config.textOr(key, otherwise);
  const auto has = [&](std::span<const std::string_view> names) { return std::ranges::count(names, name) > 0; };
  if (!has(spellings.told) && !has(spellings.older))
    fail(config.name(), ": ", key, " is \"", name, "\"; expected ", listed(spellings.told));
  return std::ranges::find(activations, name, [](const auto& entry) { return entry.first; })->second;
}

void refuseFlag(const io::Config& config, std::string_view key) {
  if (config.flagOr(key, false)) fail(config.name(), ": ", key, " is true; only false is supported");
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
  output.labels = config.textsByNumber("id2label");
  if (output.labels.empty()) {
    const int count = config.integerOr("num_labels", 2, 1, 1 << 20);
    for (int label = 0; label < count; ++label) output.labels.push_back("LABEL_" + std::to_string(label));
  }
  output.logits = static_cast<int>(output.labels.size());
  if (!output.ofEveryRow()) output.kind = labelKindOf(config, output.labels.size());
  return output;
}

OutputInfo decoderOutput(Says says, const io::Config& config, int vocabulary) {
  if (says == Says::NextToken) return tokenOutput(says, StackId::Decoder, vocabulary);
  OutputInfo output = labelOutput(says, StackId::Decoder, config);
  if (says != Says::Label) return output;
  output.ofLastRow = true;
  // Some write -1 for none.
  if (config.has("pad_token_id"))
    if (const int padding = config.integer("pad_token_id", std::numeric_limits<int>::min()); padding >= 0)
      output.padding = padding;
  return output;
}

}  // namespace headlight
