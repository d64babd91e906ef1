#include "models/t5_config.h"

#include <string>

#include "base/error.h"
#include "models/activation_names.h"
#include "models/config_parts.h"

namespace headlight {
namespace {

// T5Config.attribute_map
constexpr io::KeyAlias aliases[] = {{"hidden_size", "d_model"},
                                    {"num_attention_heads", "num_heads"},
                                    {"num_hidden_layers", "num_layers"},
                                    {"head_dim", "d_kv"}};

/// How far apart two tokens may be and still be told apart.
constexpr int farthest = 1 << 20;

/// "relu", or with a gate "gated-gelu". Folders saved by transformers 5 say it once more, as `is_gated_act` and
/// `dense_act_fn`, and those win.
void readMlp(const io::Config& config, const char* otherwise, bool& gated, Activation& activation) {
  constexpr std::string_view key = "feed_forward_proj";
  const std::string kind = config.textOr(key, otherwise);
  const std::size_t dash = kind.find('-');
  const std::string first = kind.substr(0, dash), name = dash == std::string::npos ? kind : kind.substr(dash + 1);
  if (name.find('-') != std::string::npos || (dash != std::string::npos && first != "gated"))
    fail(config.name(), ": ", key, " is \"", kind, "\"; expected an activation, or \"gated-\" and one");
  gated = config.flagOr("is_gated_act", first == "gated");
  if (config.has("dense_act_fn"))
    activation = activationOf(config, "dense_act_fn", otherwise);
  else
    activation = activationNamed(config, key, kind == "gated-gelu" ? "gelu_new" : name);
}

constexpr std::string_view bucketsKey = "relative_attention_num_buckets",
                           distanceKey = "relative_attention_max_distance";

void checkBuckets(const io::Config& config, const DistanceBuckets& buckets) {
  // Where both directions are told apart each has half of them, of which half again are for single distances.
  const int exact = buckets.count / (buckets.causal ? 2 : 4);
  if (exact < 1)
    fail(config.name(), ": ", bucketsKey, " is ", buckets.count, "; expected at least ", buckets.causal ? 2 : 4);
  if (buckets.maxDistance <= exact)
    fail(config.name(), ": ", distanceKey, " is ", buckets.maxDistance, ", but of ", bucketsKey, " ", buckets.count,
         " ", exact, " are for single distances; expected more than these");
}

}  // namespace

T5Config readT5Config(const io::Config& file) {
  const io::Config config = file.withAliases(aliases);
  const bool multilingual = config.modelType() == "mt5";
  refuseKeysByLayer(config);
  refuseLayerTypes(config);
  refuseRelativePositions(config);
  T5Config t5;
  t5.vocabulary = config.integerIfThere("vocab_size", multilingual ? 250112 : 32128);
  t5.scaled = !multilingual && config.flagOr("scale_decoder_outputs", config.flagOr("tie_word_embeddings", true));
  BlockConfig block;
  block.width = config.integerIfThere("d_model", 512, 1, 1 << 20);
  block.heads = block.kvHeads = config.integerIfThere("num_heads", multilingual ? 6 : 8, 1, 1 << 20);
  block.headWidth = config.integerIfThere("d_kv", 64, 1, 1 << 20);
  block.hidden = config.integerIfThere("d_ff", multilingual ? 1024 : 2048);
  block.epsilon = static_cast<float>(config.numberOr("layer_norm_epsilon", 1e-6, 0, 1));
  block.attentionScale = 1;
  block.projectionBias = block.attentionOutBias = block.mlpBias = false;
  readMlp(config, multilingual ? "gated-gelu" : "relu", t5.gated, block.activation);
  constexpr std::string_view layers = "num_layers";
  const int layersOtherwise = multilingual ? 8 : 6;
  const DistanceBuckets buckets{config.integerIfThere(bucketsKey, 32, 1, farthest),
                                config.integerIfThere(distanceKey, 128, 1, farthest)};
  const auto stack = [&](StackId id, int count) {
    T5Stack made{count, block, buckets};
    made.block.stack = id;
    made.block.causal = made.buckets.causal = id == StackId::Decoder;
    made.block.memoryWidth = made.block.causal ? block.width : 0;
    return made;
  };
  t5.encoder = stack(StackId::Encoder, config.integerIfThere(layers, layersOtherwise));
  // As many as the encoder by `num_layers`: the class reads that before the other name of it, num_hidden_layers.
  t5.decoder =
      stack(StackId::Decoder, config.integerOr("num_decoder_layers", file.integerIfThere(layers, layersOtherwise)));
  return t5;
}

bool isEncoderAlone(const io::Config& config, bool otherwise) {
  const std::vector<std::string> architectures = config.texts("architectures");
  if (architectures.empty()) return otherwise;
  return architectures.front().ends_with("EncoderModel") || architectures.front().ends_with("ForTokenClassification");
}

void checkStacks(const io::Config& config, const T5Config& t5, bool encoderAlone) {
  checkBuckets(config, t5.encoder.buckets);
  if (encoderAlone) return refuseFlag(config, "is_decoder");
  for (const char* key : {"is_encoder_decoder", "is_causal"})
    if (!config.flagOr(key, true))
      fail(config.name(), ": ", key, " is false; of this family only an encoder, alone or with a decoder that sees no ",
           "later token, is supported");
  checkBuckets(config, t5.decoder.buckets);
}

StackInfo stackInfo(const T5Stack& stack) {
  const BlockConfig& block = stack.block;
  StackInfo info{block.stack, stack.layers, block.heads, block.kvHeads, block.headWidth, block.width, block.causal};
  info.name = block.causal ? "decoder" : "encoder";
  info.biasDistances = 2 * stack.buckets.maxDistance + 1;
  if (!block.causal) return info;
  info.input = 1;
  info.memory = StackId::Encoder;
  return info;
}

}  // namespace headlight
