#include "models/encoder_model.h"

namespace headlight {
namespace {

constexpr io::WeightRule distilbertRules[] = {
    {"embed.weight", "embeddings.word_embeddings.weight"},
    {"position.weight", "embeddings.position_embeddings.weight"},
    {"embedNorm.weight", "embeddings.LayerNorm.weight"},
    {"embedNorm.bias", "embeddings.LayerNorm.bias"},
    {"blocks.{i}.attn.query.weight", "transformer.layer.{i}.attention.q_lin.weight"},
    {"blocks.{i}.attn.query.bias", "transformer.layer.{i}.attention.q_lin.bias"},
    {"blocks.{i}.attn.key.weight", "transformer.layer.{i}.attention.k_lin.weight"},
    {"blocks.{i}.attn.key.bias", "transformer.layer.{i}.attention.k_lin.bias"},
    {"blocks.{i}.attn.value.weight", "transformer.layer.{i}.attention.v_lin.weight"},
    {"blocks.{i}.attn.value.bias", "transformer.layer.{i}.attention.v_lin.bias"},
    {"blocks.{i}.attn.out.weight", "transformer.layer.{i}.attention.out_lin.weight"},
    {"blocks.{i}.attn.out.bias", "transformer.layer.{i}.attention.out_lin.bias"},
    {"blocks.{i}.ln1.weight", "transformer.layer.{i}.sa_layer_norm.weight"},
    {"blocks.{i}.ln1.bias", "transformer.layer.{i}.sa_layer_norm.bias"},
    {"blocks.{i}.mlp.in.weight", "transformer.layer.{i}.ffn.lin1.weight"},
    {"blocks.{i}.mlp.in.bias", "transformer.layer.{i}.ffn.lin1.bias"},
    {"blocks.{i}.mlp.out.weight", "transformer.layer.{i}.ffn.lin2.weight"},
    {"blocks.{i}.mlp.out.bias", "transformer.layer.{i}.ffn.lin2.bias"},
    {"blocks.{i}.ln2.weight", "transformer.layer.{i}.output_layer_norm.weight"},
    {"blocks.{i}.ln2.bias", "transformer.layer.{i}.output_layer_norm.bias"},
    {"pooler.weight", "pre_classifier.weight"},
    {"pooler.bias", "pre_classifier.bias"},
    {"classifier.weight", "classifier.weight"},
    {"classifier.bias", "classifier.bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
    {"transform.weight", "vocab_transform.weight"},
    {"transform.bias", "vocab_transform.bias"},
    {"transformNorm.weight", "vocab_layer_norm.weight"},
    {"transformNorm.bias", "vocab_layer_norm.bias"},
    {"decoder.weight", "vocab_projector.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"decoder.bias", "vocab_projector.bias"},
};
static_assert(io::rulesAreSound(distilbertRules));

constexpr std::string_view distilbertIgnorable[] = {"embeddings.position_ids"};
constexpr std::string_view distilbertPrefixes[] = {"distilbert."};

EncoderConfig distilbertOf(const io::Config& config) {
  refuseFlag(config, "is_decoder");
  refuseFlag(config, "add_cross_attention");
  EncoderConfig encoder;
  BlockConfig& block = encoder.block = encoderBlock(config, "dim", "n_heads");
  encoder.embeddingWidth = block.width;
  block.hidden = config.integerOr("hidden_dim", 3072);
  block.epsilon = 1e-12f;  // no key of config.json
  block.activation = encoder.transform = activationOf(config, "activation", "gelu", encoderActivations);
  encoder.otherBias = "decoder.bias";
  encoder.pooler = Activation::Relu;
  encoder.layers = config.integer("n_layers");
  encoder.vocabulary = config.integer("vocab_size");
  encoder.positions = config.integer("max_position_embeddings");  // sinusoidal ones stand in the file as well
  encoder.tied = config.flagOr("tie_word_embeddings", true);
  return encoder;
}

constexpr std::string_view modelTypes[] = {"distilbert"};

}  // namespace

constinit const Family distilbertFamily =
    encoderFamily<distilbertOf>(modelTypes, {distilbertRules, distilbertIgnorable, distilbertPrefixes});

}  // namespace headlight
