#pragma once

#include <string>

#include "info/model_info.h"

namespace headlight::app {

/// What --attention names: an attention as site names have it ("decoder.cross_attn"), or for short "encoder", "decoder"
/// (each stack's attention to itself) and "cross". Throws Error, with the model's names, where it has none such.
AttentionInfo attentionNamed(const std::string& name, const ModelInfo& model);

}  // namespace headlight::app
