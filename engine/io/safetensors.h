#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/mapped_file.h"

namespace headlight::io {

/// Element types that weights can be read from; everything else that a file may hold (masks of booleans, 8-bit floats)
/// is Other.
enum class StoredType : std::uint8_t { F32, F16, BF16, F64, Other };

/// One tensor as it lies in the file: little-endian, row-major, at any alignment.
struct StoredTensor {
  std::string name;
  StoredType type = StoredType::Other;
  std::string typeName;  ///< as the file says: "BF16"
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;  ///< valid as long as its SafeTensors

  std::int64_t elements() const;
};

/// "[768, 2304]".
std::string toString(const std::vector<std::int64_t>& shape);

/// A `.safetensors` file: 8 bytes of header length, a JSON header, the tensors' bytes
/// (https://huggingface.co/docs/safetensors#format). Memory-mapped.
class SafeTensors {
 public:
  /// Checks everything that the header claims, as the reference implementation does: tensors cover the bytes after the
  /// header exactly, without hole, overlap or rest, and each has as many bytes as its shape and type take. Throws Error
  /// with one sentence that names the file and, where there is one, the tensor.
  static SafeTensors open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return file_.path(); }
  /// In the order of their bytes.
  const std::vector<StoredTensor>& tensors() const { return tensors_; }
  std::vector<std::string> names() const;
  /// nullptr when the file has no such tensor.
  const StoredTensor* find(std::string_view name) const;
  /// Converts a tensor of this file. Throws Error, naming file and tensor, for a type that is no weight's
  /// (StoredType::Other).
  std::vector<float> toFloats(const StoredTensor& tensor) const;
  /// Hash of the whole file (see io/hash.h), for metadata.
  std::string contentHash() const;

 private:
  explicit SafeTensors(MappedFile file) : file_(std::move(file)) {}
  void readHeader();

  MappedFile file_;
  std::vector<StoredTensor> tensors_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace headlight::io
