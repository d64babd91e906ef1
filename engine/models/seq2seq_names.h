#pragma once

#include <string_view>

#include "io/weight_rules.h"

/// The tensors of Marian, BART and mBART; a family asks for those that it has.
namespace headlight {

inline constexpr io::WeightRule seq2seqRules[] = {
    {"shared.weight", "shared.weight"},
    {"encoder.embed.weight", "encoder.embed_tokens.weight"},
    {"encoder.position.weight", "encoder.embed_positions.weight"},
    {"encoder.embedNorm.weight", "encoder.layernorm_embedding.weight"},
    {"encoder.embedNorm.bias", "encoder.layernorm_embedding.bias"},
    {"encoder.blocks.{i}.attn.query.weight", "encoder.layers.{i}.self_attn.q_proj.weight"},
    {"encoder.blocks.{i}.attn.query.bias", "encoder.layers.{i}.self_attn.q_proj.bias"},
    {"encoder.blocks.{i}.attn.key.weight", "encoder.layers.{i}.self_attn.k_proj.weight"},
    {"encoder.blocks.{i}.attn.key.bias", "encoder.layers.{i}.self_attn.k_proj.bias"},
    {"encoder.blocks.{i}.attn.value.weight", "encoder.layers.{i}.self_attn.v_proj.weight"},
    {"encoder.blocks.{i}.attn.value.bias", "encoder.layers.{i}.self_attn.v_proj.bias"},
    {"encoder.blocks.{i}.attn.out.weight", "encoder.layers.{i}.self_attn.out_proj.weight"},
    {"encoder.blocks.{i}.attn.out.bias", "encoder.layers.{i}.self_attn.out_proj.bias"},
    {"encoder.blocks.{i}.ln1.weight", "encoder.layers.{i}.self_attn_layer_norm.weight"},
    {"encoder.blocks.{i}.ln1.bias", "encoder.layers.{i}.self_attn_layer_norm.bias"},
    {"encoder.blocks.{i}.mlp.in.weight", "encoder.layers.{i}.fc1.weight"},
    {"encoder.blocks.{i}.mlp.in.bias", "encoder.layers.{i}.fc1.bias"},
    {"encoder.blocks.{i}.mlp.out.weight", "encoder.layers.{i}.fc2.weight"},
    {"encoder.blocks.{i}.mlp.out.bias", "encoder.layers.{i}.fc2.bias"},
    {"encoder.blocks.{i}.ln2.weight", "encoder.layers.{i}.final_layer_norm.weight"},
    {"encoder.blocks.{i}.ln2.bias", "encoder.layers.{i}.final_layer_norm.bias"},
    {"encoder.final.weight", "encoder.layer_norm.weight"},
    {"encoder.final.bias", "encoder.layer_norm.bias"},
    {"decoder.embed.weight", "decoder.embed_tokens.weight"},
    {"decoder.position.weight", "decoder.embed_positions.weight"},
    {"decoder.embedNorm.weight", "decoder.layernorm_embedding.weight"},
    {"decoder.embedNorm.bias", "decoder.layernorm_embedding.bias"},
    {"decoder.blocks.{i}.attn.query.weight", "decoder.layers.{i}.self_attn.q_proj.weight"},
    {"decoder.blocks.{i}.attn.query.bias", "decoder.layers.{i}.self_attn.q_proj.bias"},
    {"decoder.blocks.{i}.attn.key.weight", "decoder.layers.{i}.self_attn.k_proj.weight"},
    {"decoder.blocks.{i}.attn.key.bias", "decoder.layers.{i}.self_attn.k_proj.bias"},
    {"decoder.blocks.{i}.attn.value.weight", "decoder.layers.{i}.self_attn.v_proj.weight"},
    {"decoder.blocks.{i}.attn.value.bias", "decoder.layers.{i}.self_attn.v_proj.bias"},
    {"decoder.blocks.{i}.attn.out.weight", "decoder.layers.{i}.self_attn.out_proj.weight"},
    {"decoder.blocks.{i}.attn.out.bias", "decoder.layers.{i}.self_attn.out_proj.bias"},
    {"decoder.blocks.{i}.ln1.weight", "decoder.layers.{i}.self_attn_layer_norm.weight"},
    {"decoder.blocks.{i}.ln1.bias", "decoder.layers.{i}.self_attn_layer_norm.bias"},
    {"decoder.blocks.{i}.crossAttn.query.weight", "decoder.layers.{i}.encoder_attn.q_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.query.bias", "decoder.layers.{i}.encoder_attn.q_proj.bias"},
    {"decoder.blocks.{i}.crossAttn.key.weight", "decoder.layers.{i}.encoder_attn.k_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.key.bias", "decoder.layers.{i}.encoder_attn.k_proj.bias"},
    {"decoder.blocks.{i}.crossAttn.value.weight", "decoder.layers.{i}.encoder_attn.v_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.value.bias", "decoder.layers.{i}.encoder_attn.v_proj.bias"},
    {"decoder.blocks.{i}.crossAttn.out.weight", "decoder.layers.{i}.encoder_attn.out_proj.weight"},
    {"decoder.blocks.{i}.crossAttn.out.bias", "decoder.layers.{i}.encoder_attn.out_proj.bias"},
    {"decoder.blocks.{i}.lnCross.weight", "decoder.layers.{i}.encoder_attn_layer_norm.weight"},
    {"decoder.blocks.{i}.lnCross.bias", "decoder.layers.{i}.encoder_attn_layer_norm.bias"},
    {"decoder.blocks.{i}.mlp.in.weight", "decoder.layers.{i}.fc1.weight"},
    {"decoder.blocks.{i}.mlp.in.bias", "decoder.layers.{i}.fc1.bias"},
    {"decoder.blocks.{i}.mlp.out.weight", "decoder.layers.{i}.fc2.weight"},
    {"decoder.blocks.{i}.mlp.out.bias", "decoder.layers.{i}.fc2.bias"},
    {"decoder.blocks.{i}.ln2.weight", "decoder.layers.{i}.final_layer_norm.weight"},
    {"decoder.blocks.{i}.ln2.bias", "decoder.layers.{i}.final_layer_norm.bias"},
    {"decoder.final.weight", "decoder.layer_norm.weight"},
    {"decoder.final.bias", "decoder.layer_norm.bias"},
    {"unembed.weight", "lm_head.weight", io::Stored::OutIn, 0, 1, io::mayBeTied},
    {"unembed.bias", "final_logits_bias"},
    {"answers.weight", "qa_outputs.weight"},
    {"answers.bias", "qa_outputs.bias"},
};
static_assert(io::rulesAreSound(seq2seqRules));

// What old versions of transformers and fairseq left in files.
inline constexpr std::string_view seq2seqIgnorable[] = {"encoder.version", "decoder.version"};

inline constexpr std::string_view seq2seqPrefixes[] = {"model."};

inline constexpr io::WeightNames seq2seqNames{seq2seqRules, seq2seqIgnorable, seq2seqPrefixes};

}  // namespace headlight
