#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "io/in_quotes.h"

namespace headlight::io {

/// A JSON value in a message. Lists and objects by their kind only: a hostile file nests them deeper than dump() can
/// recurse.
inline std::string shown(const nlohmann::json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  return value.is_string() ? inQuotes(value.get<std::string>()) : value.dump();
}

}  // namespace headlight::io
