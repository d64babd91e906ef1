#include <string>

#include "models/activation_names.h"
#include "models/encoder_model.h"

namespace headlight {
namespace {

// {i} counts groups of layers, {j} the layers of a group.
constexpr io::WeightRule albertRules[] = {
    {"embed.weight", "embeddings.word_embeddings.weight"},
    {"tokenType.weight", "embeddings.token_type_embeddings.weight"},
    {"position.weight", "embeddings.position_embeddings.weight"},
    {"embedNorm.weight", "embeddings.LayerNorm.weight"},
    {"embedNorm.bias", "embeddings.LayerNorm.bias"},
    {"mapping.weight", "encoder.embedding_hidden_mapping_in.weight"},
    {"mapping.bias", "encoder.embedding_hidden_mapping_in.bias"},
    {"blocks.{i}.{j}.attn.query.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.query.weight"},
    {"blocks.{i}.{j}.attn.query.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.query.bias"},
    {"blocks.{i}.{j}.attn.key.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.key.weight"},
    {"blocks.{i}.{j}.attn.key.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.key.bias"},
    {"blocks.{i}.{j}.attn.value.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.value.weight"},
    {"blocks.{i}.{j}.attn.value.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.value.bias"},
    {"blocks.{i}.{j}.attn.out.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.dense.weight"},
    {"blocks.{i}.{j}.attn.out.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.dense.bias"},
    {"blocks.{i}.{j}.ln1.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.LayerNorm.weight"},
    {"blocks.{i}.{j}.ln1.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.attention.LayerNorm.bias"},
    {"blocks.{i}.{j}.mlp.in.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.ffn.weight"},
    {"blocks.{i}.{j}.mlp.in.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.ffn.bias"},
    {"blocks.{i}.{j}.mlp.out.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.ffn_output.weight"},
    {"blocks.{i}.{j}.mlp.out.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.ffn_output.bias"},
    {"blocks.{i}.{j}.ln2.weight", "encoder.albert_layer_groups.{i}.albert_layers.{j}.full_layer_layer_norm.weight"},
    {"blocks.{i}.{j}.ln2.bias", "encoder.albert_layer_groups.{i}.albert_layers.{j}.full_layer_layer_norm.bias"},
    {"pooler.weight", "pooler.weight"},
    {"pooler.bias", "pooler.bias"},
    {"classifier.weight", "classifier.weight"},
    {"classifier.bias", "classifier.bias"},
    {"sentences.weight", "sop_classifier.classifier.weight"},
    {"sentences.bias", "sop_classifier.classifier.bias"},
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

// AlbertForPreTraining's sentence_order_label.
constexpr std::string_view sentenceOrder[] = {"in order", "swapped"};

EncoderConfig albertOf(const io::Config& config) {
  refuseRelativePositions(config);
  EncoderConfig encoder;
  BlockConfig& block = encoder.block = encoderBlock(config, {"hidden_size", 4096}, {"num_attention_heads", 64});
  block.hidden = config.integerIfThere("intermediate_size", 16384);
  block.epsilon = static_cast<float>(config.numberOr("layer_norm_eps", 1e-12, 0.0));
  block.activation = encoder.transform = activationOf(config, "hidden_act", "gelu_new");
  encoder.embeddingWidth = config.integerIfThere("embedding_size", 128, 1, 1 << 20);
  encoder.embeddingMapped = true;
  constexpr int most = 1 << 16;
  const int groups = config.integerIfThere("num_hidden_groups", 1, 1, most);
  const int inner = config.integerIfThere("inner_group_num", 1, 1, most);
  const int repeated = config.integerIfThere("num_hidden_layers", 12, 1, most / inner);
  encoder.layers = repeated * inner;
  for (int layer = 0; layer < encoder.layers; ++layer) {
    const int group = static_cast<int>(layer / inner / (static_cast<double>(repeated) / groups));
    encoder.sharedBlocks.push_back(std::to_string(group) + "." + std::to_string(layer % inner));
  }
  encoder.vocabulary = config.integerIfThere("vocab_size", 30000);
  encoder.positions = config.integerIfThere("max_position_embeddings", 512);
  encoder.tokenTypes = config.integerIfThere("type_vocab_size", 2);
  encoder.tied = config.flagOr("tie_word_embeddings", true);
  encoder.ofPair = sentenceOrder;
  return encoder;
}

constexpr std::string_view modelTypes[] = {"albert"};

}  // namespace

constinit const Family albertFamily =
    encoderFamily<albertOf>(modelTypes, {albertRules, albertIgnorable, albertPrefixes});

}  // namespace headlight
