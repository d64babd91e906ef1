#include "models/image_model.h"

namespace headlight {
namespace {

constexpr io::WeightRule rules[] = {
    {"cls", "embeddings.cls_token"},
    {"distillation", "embeddings.distillation_token"},
    {"positions", "embeddings.position_embeddings"},
    {"patch.weight", "embeddings.patch_embeddings.projection.weight"},
    {"patch.bias", "embeddings.patch_embeddings.projection.bias"},
    {"blocks.{i}.ln1.weight", "encoder.layer.{i}.layernorm_before.weight"},
    {"blocks.{i}.ln1.bias", "encoder.layer.{i}.layernorm_before.bias"},
    {"blocks.{i}.attn.query.weight", "encoder.layer.{i}.attention.attention.query.weight"},
    {"blocks.{i}.attn.query.bias", "encoder.layer.{i}.attention.attention.query.bias"},
    {"blocks.{i}.attn.key.weight", "encoder.layer.{i}.attention.attention.key.weight"},
    {"blocks.{i}.attn.key.bias", "encoder.layer.{i}.attention.attention.key.bias"},
    {"blocks.{i}.attn.value.weight", "encoder.layer.{i}.attention.attention.value.weight"},
    {"blocks.{i}.attn.value.bias", "encoder.layer.{i}.attention.attention.value.bias"},
    {"blocks.{i}.attn.out.weight", "encoder.layer.{i}.attention.output.dense.weight"},
    {"blocks.{i}.attn.out.bias", "encoder.layer.{i}.attention.output.dense.bias"},
    {"blocks.{i}.ln2.weight", "encoder.layer.{i}.layernorm_after.weight"},
    {"blocks.{i}.ln2.bias", "encoder.layer.{i}.layernorm_after.bias"},
    {"blocks.{i}.mlp.in.weight", "encoder.layer.{i}.intermediate.dense.weight"},
    {"blocks.{i}.mlp.in.bias", "encoder.layer.{i}.intermediate.dense.bias"},
    {"blocks.{i}.mlp.out.weight", "encoder.layer.{i}.output.dense.weight"},
    {"blocks.{i}.mlp.out.bias", "encoder.layer.{i}.output.dense.bias"},
    {"final.weight", "layernorm.weight"},
    {"final.bias", "layernorm.bias"},
    {"classifier.weight", "classifier.weight"},
    {"classifier.bias", "classifier.bias"},
    {"clsClassifier.weight", "cls_classifier.weight"},
    {"clsClassifier.bias", "cls_classifier.bias"},
    {"distillationClassifier.weight", "distillation_classifier.weight"},
    {"distillationClassifier.bias", "distillation_classifier.bias"},
};
static_assert(io::rulesAreSound(rules));

// Stands in for patches that pre-training hides.
constexpr std::string_view ignorable[] = {"embeddings.mask_token"};
constexpr std::string_view prefixes[] = {"vit.", "deit."};

constexpr std::string_view modelTypes[] = {"vit", "deit"};

}  // namespace

constinit const Family vitFamily{modelTypes, {rules, ignorable, prefixes}, &describeImageModel, &buildImageModel};

}  // namespace headlight
