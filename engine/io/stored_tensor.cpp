#include "io/stored_tensor.h"

#include <bit>
#include <cstring>

#include "base/error.h"
#include "io/half.h"
#include "io/in_quotes.h"

namespace headlight::io {

static_assert(std::endian::native == std::endian::little, "weights are little-endian; swapping is not written");

namespace {

constexpr NamedType typeTable[] = {
    {"F32", StoredType::F32, 4},           {"F16", StoredType::F16, 2},     {"BF16", StoredType::BF16, 2},
    {"F64", StoredType::F64, 8},           {"I64", StoredType::Other, 8},   {"U64", StoredType::Other, 8},
    {"C64", StoredType::Other, 8},         {"I32", StoredType::Other, 4},   {"U32", StoredType::Other, 4},
    {"I16", StoredType::Other, 2},         {"U16", StoredType::Other, 2},   {"I8", StoredType::Other, 1},
    {"U8", StoredType::Other, 1},          {"BOOL", StoredType::Other, 1},  {"F8_E4M3", StoredType::Other, 1},
    {"F8_E5M2", StoredType::Other, 1},     {"C128", StoredType::Other, 16}, {"F8_E4M3FNUZ", StoredType::Other, 1},
    {"F8_E5M2FNUZ", StoredType::Other, 1},
};

}  // namespace

NamedType typeNamed(const std::string& name) {
  for (const NamedType& entry : typeTable)
    if (name == entry.name) return entry;
  return {"", StoredType::Other, 0};
}

std::int64_t StoredTensor::elements() const {
  std::int64_t product = 1;
  for (std::int64_t dim : shape) product *= dim;
  return product;
}

std::string toString(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + "]";
}

void toFloats(const StoredTensor& tensor, std::size_t first, std::span<float> to) {
  if (tensor.type == StoredType::Other)
    fail(tensor.file, ": tensor ", inQuotes(tensor.name), ": expected F32, F16, BF16 or F64, found ",
         inQuotes(tensor.typeName),
         tensor.shape.size() > 1 ? "; quantised weights are not run, download the full ones" : "");
  const auto all = static_cast<std::size_t>(tensor.elements());
  if (first > all || to.size() > all - first)
    fail(tensor.file, ": tensor ", inQuotes(tensor.name), ": has no elements ", first, " to ", first + to.size());
  if (to.empty()) return;
  switch (tensor.type) {
    case StoredType::F32:
      std::memcpy(to.data(), tensor.bytes.data() + 4 * first, 4 * to.size());
      break;
    case StoredType::F16:
      halvesToFloats(tensor.bytes.subspan(2 * first, 2 * to.size()), to);
      break;
    case StoredType::BF16:
      bfloat16sToFloats(tensor.bytes.subspan(2 * first, 2 * to.size()), to);
      break;
    case StoredType::F64:
      for (std::size_t i = 0; i < to.size(); ++i) {
        double value;
        std::memcpy(&value, tensor.bytes.data() + 8 * (first + i), 8);
        to[i] = static_cast<float>(value);
      }
      break;
    case StoredType::Other:
      break;
  }
}

std::vector<float> toFloats(const StoredTensor& tensor) {
  std::vector<float> floats;
  if (tensor.type != StoredType::Other) floats.resize(static_cast<std::size_t>(tensor.elements()));
  toFloats(tensor, 0, floats);
  return floats;
}

}  // namespace headlight::io
