#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace headlight::io {

/// Element types that weights can be read from; everything else that a file may hold (masks of booleans, 8-bit floats)
/// is Other.
enum class StoredType : std::uint8_t { F32, F16, BF16, F64, Other };

/// One tensor as it lies in a file: little-endian, row-major, at any alignment.
struct StoredTensor {
  std::string name;
  StoredType type = StoredType::Other;
  std::string typeName;  ///< in safetensors' spelling: "BF16"
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;  ///< valid as long as what it was opened with
  std::string file;                  ///< where it lies, for messages: "MODEL/model-00002-of-00003.safetensors"

  std::int64_t elements() const;
};

/// "[768, 2304]".
std::string toString(const std::vector<std::int64_t>& shape);

/// Elements [first, first + to.size()) of a tensor as floats; f64 is rounded. Throws Error, naming file and tensor, for
/// a type that is no weight's (StoredType::Other) or elements that the tensor does not have.
void toFloats(const StoredTensor& tensor, std::size_t first, std::span<float> to);
/// All of them.
std::vector<float> toFloats(const StoredTensor& tensor);

/// The type of a name as safetensors spells it; `bytes` per element, 0 where elements are smaller than a byte or the
/// name is not known.
struct NamedType {
  const char* name;
  StoredType type;
  std::uint64_t bytes;
};
NamedType typeNamed(const std::string& name);

}  // namespace headlight::io
