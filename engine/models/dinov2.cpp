#include "models/image_model.h"

namespace headlight {
namespace {

using io::Stored;

constexpr io::WeightRule rules[] = {
    {"cls", "embeddings.cls_token"},
    {"registers", "embeddings.register_tokens"},
    {"positions", "embeddings.position_embeddings"},
    {"patch.weight", "embeddings.patch_embeddings.projection.weight"},
    {"patch.bias", "embeddings.patch_embeddings.projection.bias"},
    {"blocks.{i}.ln1.weight", "encoder.layer.{i}.norm1.weight"},
    {"blocks.{i}.ln1.bias", "encoder.layer.{i}.norm1.bias"},
    {"blocks.{i}.attn.query.weight", "encoder.layer.{i}.attention.attention.query.weight"},
    {"blocks.{i}.attn.query.bias", "encoder.layer.{i}.attention.attention.query.bias"},
    {"blocks.{i}.attn.key.weight", "encoder.layer.{i}.attention.attention.key.weight"},
    {"blocks.{i}.attn.key.bias", "encoder.layer.{i}.attention.attention.key.bias"},
    {"blocks.{i}.attn.value.weight", "encoder.layer.{i}.attention.attention.value.weight"},
    {"blocks.{i}.attn.value.bias", "encoder.layer.{i}.attention.attention.value.bias"},
    {"blocks.{i}.attn.out.weight", "encoder.layer.{i}.attention.output.dense.weight"},
    {"blocks.{i}.attn.out.bias", "encoder.layer.{i}.attention.output.dense.bias"},
    {"blocks.{i}.attn.scale", "encoder.layer.{i}.layer_scale1.lambda1"},
    {"blocks.{i}.ln2.weight", "encoder.layer.{i}.norm2.weight"},
    {"blocks.{i}.ln2.bias", "encoder.layer.{i}.norm2.bias"},
    {"blocks.{i}.mlp.in.weight", "encoder.layer.{i}.mlp.fc1.weight"},
    {"blocks.{i}.mlp.in.bias", "encoder.layer.{i}.mlp.fc1.bias"},
    {"blocks.{i}.mlp.out.weight", "encoder.layer.{i}.mlp.fc2.weight"},
    {"blocks.{i}.mlp.out.bias", "encoder.layer.{i}.mlp.fc2.bias"},
    {"blocks.{i}.mlp.gate.weight", "encoder.layer.{i}.mlp.weights_in.weight", Stored::OutIn, 0, 2},
    {"blocks.{i}.mlp.gate.bias", "encoder.layer.{i}.mlp.weights_in.bias", Stored::OutIn, 0, 2},
    {"blocks.{i}.mlp.up.weight", "encoder.layer.{i}.mlp.weights_in.weight", Stored::OutIn, 1, 2},
    {"blocks.{i}.mlp.up.bias", "encoder.layer.{i}.mlp.weights_in.bias", Stored::OutIn, 1, 2},
    {"blocks.{i}.mlp.down.weight", "encoder.layer.{i}.mlp.weights_out.weight"},
    {"blocks.{i}.mlp.down.bias", "encoder.layer.{i}.mlp.weights_out.bias"},
    {"blocks.{i}.mlp.scale", "encoder.layer.{i}.layer_scale2.lambda1"},
    {"final.weight", "layernorm.weight"},
    {"final.bias", "layernorm.bias"},
    {"classifier.weight", "classifier.weight"},
    {"classifier.bias", "classifier.bias"},
};
static_assert(io::rulesAreSound(rules));

// Stands in for patches that pre-training hides.
constexpr std::string_view ignorable[] = {"embeddings.mask_token"};
constexpr std::string_view prefixes[] = {"dinov2.", "dinov2_with_registers."};

constexpr std::string_view modelTypes[] = {"dinov2", "dinov2_with_registers"};

}  // namespace

constinit const Family dinov2Family{modelTypes, {rules, ignorable, prefixes}, &describeImageModel, &buildImageModel};

}  // namespace headlight
