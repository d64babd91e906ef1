#pragma once

#include <cstddef>

namespace headlight::packed {

/// The order of shaders/include/packed.glsl: panels of 64 outputs, in each the inputs one after another.
constexpr std::size_t panelWidth = 64;

constexpr std::size_t panelBytes(std::size_t inputs) { return inputs * panelWidth * sizeof(float); }

constexpr std::size_t index(std::size_t output, std::size_t input, std::size_t inputs) {
  return (output / panelWidth * inputs + input) * panelWidth + output % panelWidth;
}

}  // namespace headlight::packed
