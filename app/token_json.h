#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "text/tokenizer.h"

namespace headlight::app {

/// "id"; "token" is how lists show it; "text" what it adds, null for bytes that make no character, and missing without
/// a tokenizer. Include from .cpp only.
nlohmann::ordered_json tokenJson(const text::Tokenizer* tokenizer, std::int32_t id);

/// Columns of a terminal: code points, which is right for everything but wide characters and combining marks.
std::size_t codePoints(const std::string& utf8);

}  // namespace headlight::app
