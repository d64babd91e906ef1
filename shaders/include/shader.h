#pragma once

#include <cstdint>
#include <span>

namespace headlight {

/// SPIR-V made at build time by headlight_shader(); see shaders/README.md. `name` is the file's: "softmax_rows.comp".
struct Shader {
  const char* name;
  std::span<const std::uint32_t> words;
};

}  // namespace headlight
