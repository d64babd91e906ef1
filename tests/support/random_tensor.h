#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "backend/backend.h"

namespace headlight::test {

/// `count` floats in [-scale, scale), the same for the same seed on every machine (splitmix64, Steele et al. 2014).
inline std::vector<float> randomFloats(std::size_t count, std::uint64_t seed, float scale = 1.0F) {
  std::vector<float> values(count);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 0x1234567;
  for (float& value : values) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    value = scale * (static_cast<float>(z >> 40) / 8388608.0F - 1.0F);
  }
  return values;
}

/// Host values on a backend, with `gap` unused elements behind each row.
inline Tensor tensorOf(Backend& backend, std::span<const float> values, const Shape& shape, std::size_t gap = 0) {
  Tensor tensor = backend.allocate(shape, DType::F32, shape.rowElements() + gap);
  backend.write(tensor, std::as_bytes(values));
  return tensor;
}

/// Random values on a backend; `host` receives them.
inline Tensor randomTensor(Backend& backend, const Shape& shape, std::uint64_t seed, std::vector<float>& host,
                           std::size_t gap = 0) {
  host = randomFloats(shape.elements(), seed);
  return tensorOf(backend, host, shape, gap);
}

}  // namespace headlight::test
