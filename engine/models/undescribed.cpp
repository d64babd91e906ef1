#include "models/undescribed.h"

#include <initializer_list>
#include <string>
#include <vector>

#include "base/error.h"
#include "models/config_parts.h"

namespace headlight {
namespace {

int numberOf(const io::Config& config, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (!config.has(key)) continue;
    try {
      return config.integer(key);
    } catch (const Error&) {
      return 0;
    }
  }
  return 0;
}

void describeHead(const io::Config& config, const std::string& architecture, ModelInfo& info) {
  const StackId stack = info.stacks.front().stack;
  const bool ofPicture = classifiesPictures(architecture);
  const std::optional<Says> says = ofPicture ? Says::Label : saysOf(architecture);
  if (!says) return;
  if (ofPicture) info.inputs = {imageInput({.patchHeight = 1, .patchWidth = 1})};
  info.outputs = {OutputInfo{*says, stack}};
  info.outputs = {info.output()->ofTokens() ? tokenOutput(*says, stack, info.text()->vocabulary)
                                            : labelOutput(*says, stack, config)};
}

}  // namespace

ModelInfo undescribed(const io::Config& config) {
  ModelInfo info;
  StackInfo stack;
  stack.layers = numberOf(config, {"num_hidden_layers", "n_layer", "n_layers", "num_layers"});
  stack.heads = numberOf(config, {"num_attention_heads", "n_head", "n_heads", "num_heads"});
  stack.kvHeads = numberOf(config, {"num_key_value_heads"});
  if (stack.kvHeads == 0) stack.kvHeads = stack.heads;
  stack.width = numberOf(config, {"hidden_size", "n_embd", "dim", "d_model"});
  stack.headWidth = numberOf(config, {"head_dim"});
  if (stack.headWidth == 0 && stack.heads > 0) stack.headWidth = stack.width / stack.heads;
  info.stacks = {stack};
  info.inputs = {textInput(numberOf(config, {"vocab_size"}),
                           numberOf(config, {"max_position_embeddings", "n_positions", "n_ctx"}))};
  try {
    const std::vector<std::string> architectures = config.texts("architectures");
    if (!architectures.empty()) describeHead(config, architectures.front(), info);
  } catch (const Error&) {  // what is known of the head stays
  }
  return info;
}

}  // namespace headlight
