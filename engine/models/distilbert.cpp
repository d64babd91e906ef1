#include "models/activation_names.h"
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

// DistilBertConfig.attribute_map
constexpr io::KeyAlias aliases[] = {
    {"hidden_size", "dim"}, {"num_attention_heads", "n_heads"}, {"num_hidden_layers", "n_layers"}};

EncoderConfig distilbertOf(const io::Config& file) {
  const io::Config config = file.withAliases(aliases);
  refuseRelativePositions(config);
  EncoderConfig encoder;
  BlockConfig& block = encoder.block = encoderBlock(config, {"dim", 768}, {"n_heads", 12});
  encoder.embeddingWidth = block.width;
  block.hidden = config.integerIfThere("hidden_dim", 3072);
  block.epsilon = 1e-12f;  // no key of config.json
  block.activation = encoder.transform = activationOf(config, "activation", "gelu");
  encoder.otherBias = "decoder.bias";
  encoder.pooler = Activation::Relu;
  encoder.layers = config.integerIfThere("n_layers", 6);
  encoder.vocabulary = config.integerIfThere("vocab_size", 30522);
  encoder.positions =
      config.integerIfThere("max_position_embeddings", 512);  // sinusoidal ones stand in the file as well
  encoder.tied = config.flagOr("tie_word_embeddings", true);
  return encoder;
}

constexpr std::string_view modelTypes[] = {"distilbert"};

}  // namespace

constinit const Family distilbertFamily =
    encoderFamily<distilbertOf>(modelTypes, {distilbertRules, distilbertIgnorable, distilbertPrefixes});

}  // namespace headlight
