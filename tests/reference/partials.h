#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "reference/reference.h"

namespace headlight::reference {

/// The recorded tensors of llm-viz's `partials.json` (base64 of float32, whatever `dtype` says of the original): `idx`
/// [3, 11], `attSm` [3, heads, 11, 11] and q, k, v [3, heads, 11, headWidth] of block 0, `block0` ... [3, 11, width]
/// after each block, `ln_f`, `lm_head` [3, 11, vocabulary].
std::map<std::string, Array> readPartials(const std::filesystem::path& file);

/// Entry `index` of an array whose first dimension counts inputs.
Array slice(const Array& batch, int index);

/// Their ids as integers.
std::vector<std::int32_t> idsOf(const Array& array);

}  // namespace headlight::reference
