// What config.json says of an encoder, in the spellings that transformers has had for it.
#include <cmath>
#include <utility>

#include "base/error.h"
#include "models/encoder_config.h"

namespace headlight {

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

Activation activationOf(const io::Config& config, std::string_view key, const char* otherwise) {
  constexpr std::pair<std::string_view, Activation> known[] = {
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
  const std::string name = config.textOr(key, otherwise);
  for (const auto& [spelling, activation] : known)
    if (spelling == name) return activation;
  fail(config.name(), ": ", key, " is \"", name, "\"; expected gelu, gelu_new, gelu_pytorch_tanh, relu, silu or tanh");
}

void refuseFlag(const io::Config& config, std::string_view key) {
  if (config.flagOr(key, false)) fail(config.name(), ": ", key, " is true; only false is supported");
}

void refuseRelativePositions(const io::Config& config) {
  if (const std::string kind = config.textOr("position_embedding_type", "absolute"); kind != "absolute")
    fail(config.name(), ": position_embedding_type is \"", kind, "\"; only \"absolute\" is supported");
}

std::vector<std::string> labelsOf(const io::Config& config) {
  std::vector<std::string> labels = config.textsByNumber("id2label");
  if (!labels.empty()) return labels;
  const int count = config.integerOr("num_labels", 2, 1, 1 << 20);
  for (int label = 0; label < count; ++label) labels.push_back("LABEL_" + std::to_string(label));
  return labels;
}

LabelKind labelKindOf(const io::Config& config, std::size_t labels) {
  const std::string problem = config.textOr("problem_type", "");
  if (problem == "multi_label_classification") return LabelKind::AnyOf;
  return problem == "regression" || (problem.empty() && labels == 1) ? LabelKind::Number : LabelKind::OneOf;
}

}  // namespace headlight
