#include <algorithm>
#include <array>
#include <utility>

#include "models/activation_names.h"
#include "models/encoder_model.h"

namespace headlight {
namespace {

using io::WeightRule;

template <std::size_t A, std::size_t B>
constexpr std::array<WeightRule, A + B> joined(const WeightRule (&a)[A], const WeightRule (&b)[B]) {
  std::array<WeightRule, A + B> all;
  std::copy(a, a + A, all.begin());
  std::copy(b, b + B, all.begin() + A);
  return all;
}

constexpr WeightRule encoderRules[] = {
    {"embed.weight", "embeddings.word_embeddings.weight"},
    {"tokenType.weight", "embeddings.token_type_embeddings.weight"},
    {"position.weight", "embeddings.position_embeddings.weight"},
    {"embedNorm.weight", "embeddings.LayerNorm.weight"},
    {"embedNorm.bias", "embeddings.LayerNorm.bias"},
    {"blocks.{i}.attn.query.weight", "encoder.layer.{i}.attention.self.query.weight"},
    {"blocks.{i}.attn.query.bias", "encoder.layer.{i}.attention.self.query.bias"},
    {"blocks.{i}.attn.key.weight", "encoder.layer.{i}.attention.self.key.weight"},
    {"blocks.{i}.attn.key.bias", "encoder.layer.{i}.attention.self.key.bias"},
    {"blocks.{i}.attn.value.weight", "encoder.layer.{i}.attention.self.value.weight"},
    {"blocks.{i}.attn.value.bias", "encoder.layer.{i}.attention.self.value.bias"},
    {"blocks.{i}.attn.out.weight", "encoder.layer.{i}.attention.output.dense.weight"},
    {"blocks.{i}.attn.out.bias", "encoder.layer.{i}.attention.output.dense.bias"},
    {"blocks.{i}.ln1.weight", "encoder.layer.{i}.attention.output.LayerNorm.weight"},
    {"blocks.{i}.ln1.bias", "encoder.layer.{i}.attention.output.LayerNorm.bias"},
    {"blocks.{i}.mlp.in.weight", "encoder.layer.{i}.intermediate.dense.weight"},
    {"blocks.{i}.mlp.in.bias", "encoder.layer.{i}.intermediate.dense.bias"},
    {"blocks.{i}.mlp.out.weight", "encoder.layer.{i}.output.dense.weight"},
    {"blocks.{i}.mlp.out.bias", "encoder.layer.{i}.output.dense.bias"},
    {"blocks.{i}.ln2.weight", "encoder.layer.{i}.output.LayerNorm.weight"},
    {"blocks.{i}.ln2.bias", "encoder.layer.{i}.output.LayerNorm.bias"},
};
constexpr WeightRule bertHeads[] = {
    {"pooler.weight", "pooler.dense.weight"},
    {"pooler.bias", "pooler.dense.bias"},
    {"classifier.weight", "classifier.weight"},
    {"classifier.bias", "classifier.bias"},
    {"sentences.weight", "cls.seq_relationship.weight"},
    {"sentences.bias", "cls.seq_relationship.bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
    {"transform.weight", "cls.predictions.transform.dense.weight"},
    {"transform.bias", "cls.predictions.transform.dense.bias"},
    {"transformNorm.weight", "cls.predictions.transform.LayerNorm.weight"},
    {"transformNorm.bias", "cls.predictions.transform.LayerNorm.bias"},
    {"decoder.weight", "cls.predictions.decoder.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"decoder.bias", "cls.predictions.decoder.bias"},
    {"decoder.sharedBias", "cls.predictions.bias"},
};
constexpr WeightRule robertaHeads[] = {
    {"pooler.weight", "classifier.dense.weight"},
    {"pooler.bias", "classifier.dense.bias"},
    {"classifier.weight", "classifier.out_proj.weight"},
    {"classifier.bias", "classifier.out_proj.bias"},
    {"tokenClassifier.weight", "classifier.weight"},
    {"tokenClassifier.bias", "classifier.bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
    {"transform.weight", "lm_head.dense.weight"},
    {"transform.bias", "lm_head.dense.bias"},
    {"transformNorm.weight", "lm_head.layer_norm.weight"},
    {"transformNorm.bias", "lm_head.layer_norm.bias"},
    {"decoder.weight", "lm_head.decoder.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"decoder.bias", "lm_head.decoder.bias"},
    {"decoder.sharedBias", "lm_head.bias"},
};
constexpr auto bertRules = joined(encoderRules, bertHeads);
constexpr auto robertaRules = joined(encoderRules, robertaHeads);
static_assert(io::rulesAreSound(bertRules) && io::rulesAreSound(robertaRules));

// Buffers that old versions of transformers saved, and the second name of the decoder's bias, where both are there.
constexpr std::string_view bertIgnorable[] = {"embeddings.position_ids", "embeddings.token_type_ids",
                                              "cls.predictions.bias"};
constexpr std::string_view robertaIgnorable[] = {"embeddings.position_ids", "embeddings.token_type_ids",
                                                 "lm_head.bias"};
constexpr std::string_view bertPrefixes[] = {"bert."}, robertaPrefixes[] = {"roberta."};
// Files that were converted from TensorFlow name the halves of a norm so.
constexpr io::OldEnding oldEndings[] = {{"LayerNorm.gamma", "LayerNorm.weight"}, {"LayerNorm.beta", "LayerNorm.bias"}};

// BertForNextSentencePrediction: 0 where the second sentence goes on from the first, 1 where it is a random one.
constexpr std::string_view nextSentence[] = {"follows", "does not follow"};

EncoderConfig bertOf(const io::Config& config) {
  refuseFlag(config, "add_cross_attention");
  refuseRelativePositions(config);
  EncoderConfig encoder;
  BlockConfig& block = encoder.block = encoderBlock(config, {"hidden_size", 768}, {"num_attention_heads", 12});
  block.causal = config.flagOr("is_decoder", false) && config.flagOr("is_causal", true);
  if (block.causal) block.stack = StackId::Decoder;
  encoder.saysNextToken = true;
  encoder.embeddingWidth = block.width;
  block.hidden = config.integerIfThere("intermediate_size", 3072);
  block.epsilon = static_cast<float>(config.numberOr("layer_norm_eps", 1e-12, 0.0));
  block.activation = encoder.transform = activationOf(config, "hidden_act", "gelu");
  encoder.layers = config.integerIfThere("num_hidden_layers", 12);
  encoder.vocabulary = config.integerIfThere("vocab_size", config.modelType() == "roberta" ? 50265 : 30522);
  encoder.positions = config.integerIfThere("max_position_embeddings", 512);
  encoder.tokenTypes = config.integerIfThere("type_vocab_size", 2);
  encoder.tied = config.flagOr("tie_word_embeddings", true);
  encoder.ofPair = nextSentence;
  return encoder;
}

EncoderConfig robertaOf(const io::Config& config) {
  EncoderConfig encoder = bertOf(config);
  encoder.ofPair = {};
  encoder.paddingId = config.integerOr("pad_token_id", 1, -1, encoder.positions - 2);  // -1: no token is padding
  encoder.transform = Activation::GeluErf;                                             // whatever hidden_act says
  encoder.tokenClassifier = "tokenClassifier";
  return encoder;
}

constexpr std::string_view bertTypes[] = {"bert"}, robertaTypes[] = {"roberta", "xlm-roberta", "camembert"};

}  // namespace

constinit const Family bertFamily =
    encoderFamily<bertOf>(bertTypes, {bertRules, bertIgnorable, bertPrefixes, oldEndings});
constinit const Family robertaFamily =
    encoderFamily<robertaOf>(robertaTypes, {robertaRules, robertaIgnorable, robertaPrefixes, oldEndings});

}  // namespace headlight
