#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "text/composed_tokenizer.h"

namespace headlight::text {

/// The name of the text that an encoder-decoder writes on (InputInfo::name).
inline constexpr std::string_view targetInput = "target";

/// A target begins with config.json's `decoder_start_token_id` (generation's first token, which transformers' own
/// tokenizers leave to the model), then what the class puts in front of it, and nothing ends it: what the model's own
/// `shift_tokens_right` makes of the class' tokens, without their end. Throws Error where that is no token of the
/// vocabulary, or where config.json leaves it out and neither `parts.targetStart` nor transformers' class has a
/// default.
void beginLikeATarget(const std::filesystem::path& folder, TokenizerParts& parts);

}  // namespace headlight::text
