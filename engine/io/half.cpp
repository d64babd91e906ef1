#include "io/half.h"

#include <cstring>

#include "base/error.h"

namespace headlight::io {

namespace {

template <float (*Convert)(std::uint16_t)>
void convert(const char* name, std::span<const std::byte> from, std::span<float> to) {
  if (from.size() != 2 * to.size()) fail(name, ": expected ", 2 * to.size(), " bytes, got ", from.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::uint16_t half;
    std::memcpy(&half, from.data() + 2 * i, 2);
    to[i] = Convert(half);
  }
}

}  // namespace

void halvesToFloats(std::span<const std::byte> from, std::span<float> to) {
  convert<halfToFloat>("halvesToFloats", from, to);
}

void bfloat16sToFloats(std::span<const std::byte> from, std::span<float> to) {
  convert<bfloat16ToFloat>("bfloat16sToFloats", from, to);
}

}  // namespace headlight::io
