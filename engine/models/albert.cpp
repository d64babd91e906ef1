#include "base/error.h"
#include "models/encoder_model.h"

namespace headlight {
namespace {

// {i} counts groups of layers in the file; of the one that is supported, block 0 holds the weights of every layer.
constexpr io::WeightRule albertRules[] = {
    {"embed.weight", "embeddings.word_embeddings.weight"},
    {"tokenType.weight", "embeddings.token_type_embeddings.weight"},
    {"position.weight", "embeddings.position_embeddings.weight"},
    {"embedNorm.weight", "embeddings.LayerNorm.weight"},
    {"embedNorm.bias", "embeddings.LayerNorm.bias"},
    {"mapping.weight", "encoder.embedding_hidden_mapping_in.weight"},
    {"mapping.bias", "encoder.embedding_hidden_mapping_in.bias"},
    {"blocks.{i}.attn.query.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.query.weight"},
    {"blocks.{i}.attn.query.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.query.bias"},
    {"blocks.{i}.attn.key.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.key.weight"},
    {"blocks.{i}.attn.key.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.key.bias"},
    {"blocks.{i}.attn.value.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.value.weight"},
    {"blocks.{i}.attn.value.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.value.bias"},
    {"blocks.{i}.attn.out.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.dense.weight"},
    {"blocks.{i}.attn.out.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.dense.bias"},
    {"blocks.{i}.ln1.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.LayerNorm.weight"},
    {"blocks.{i}.ln1.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.attention.LayerNorm.bias"},
    {"blocks.{i}.mlp.in.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.ffn.weight"},
    {"blocks.{i}.mlp.in.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.ffn.bias"},
    {"blocks.{i}.mlp.out.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.ffn_output.weight"},
    {"blocks.{i}.mlp.out.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.ffn_output.bias"},
    {"blocks.{i}.ln2.weight", "encoder.albert_layer_groups.{i}.albert_layers.0.full_layer_layer_norm.weight"},
    {"blocks.{i}.ln2.bias", "encoder.albert_layer_groups.{i}.albert_layers.0.full_layer_layer_norm.bias"},
    {"pooler.weight", "pooler.weight"},
    {"pooler.bias", "pooler.bias"},
    {"classifier.weight", "classifier.weight"},
    {"classifier.bias", "classifier.bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
    {"transform.weight", "predictions.dense.weight"},
    {"transform.bias", "predictions.dense.bias"},
    {"transformNorm.weight", "predictions.LayerNorm.weight"},
    {"transformNorm.bias", "predictions.LayerNorm.bias"},
    {"decoder.weight", "predictions.decoder.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"decoder.bias", "predictions.decoder.bias"},
    {"decoder.sharedBias", "predictions.bias"},
};
static_assert(io::rulesAreSound(albertRules));

// The second name of the decoder's bias, where both are there, and a buffer of old versions of transformers.
constexpr std::string_view albertIgnorable[] = {"embeddings.position_ids", "embeddings.token_type_ids",
                                                "predictions.bias"};
constexpr std::string_view albertPrefixes[] = {"albert."};

void refuseUnless1(const io::Config& config, std::string_view key) {
  if (const int count = config.integerOr(key, 1); count != 1)
    fail(config.name(), ": ", key, " is ", count, "; only 1 is supported (one block for all layers)");
}

EncoderConfig albertOf(const io::Config& config) {
  refuseFlag(config, "is_decoder");
  refuseFlag(config, "add_cross_attention");
  refuseRelativePositions(config);
  refuseUnless1(config, "num_hidden_groups");
  refuseUnless1(config, "inner_group_num");
  EncoderConfig encoder;
  BlockConfig& block = encoder.block = encoderBlock(config, "hidden_size", "num_attention_heads");
  block.hidden = config.integerOr("intermediate_size", 16384);
  block.epsilon = static_cast<float>(config.numberOr("layer_norm_eps", 1e-12, 0.0));
  block.activation = encoder.transform = activationOf(config, "hidden_act", "gelu_new", encoderActivations);
  encoder.embeddingWidth = config.integerOr("embedding_size", 128, 1, 1 << 20);
  encoder.embeddingMapped = encoder.sharedBlock = true;
  encoder.layers = config.integer("num_hidden_layers");
  encoder.vocabulary = config.integer("vocab_size");
  encoder.positions = config.integer("max_position_embeddings");
  encoder.tokenTypes = config.integerOr("type_vocab_size", 2);
  encoder.tied = config.flagOr("tie_word_embeddings", true);
  return encoder;
}

constexpr std::string_view modelTypes[] = {"albert"};

}  // namespace

constinit const Family albertFamily =
    encoderFamily<albertOf>(modelTypes, {albertRules, albertIgnorable, albertPrefixes});

}  // namespace headlight
