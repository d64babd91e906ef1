#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/mapped_file.h"
#include "io/stored_tensor.h"

namespace headlight::io {

/// A `.safetensors` file: 8 bytes of header length, a JSON header, the tensors' bytes
/// (https://huggingface.co/docs/safetensors#format). Memory-mapped.
class SafeTensors {
 public:
  /// Checks everything that the header claims, as the reference implementation does: tensors cover the bytes after the
  /// header exactly, without hole, overlap or rest, and each has as many bytes as its shape and type take. Throws Error
  /// with one sentence that names the file and, where there is one, the tensor.
  static SafeTensors open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return file_.path(); }
  /// The whole file.
  std::span<const std::byte> bytes() const { return file_.bytes(); }
  /// In the order of their bytes.
  const std::vector<StoredTensor>& tensors() const { return tensors_; }
  std::vector<std::string> names() const;
  /// nullptr when the file has no such tensor.
  const StoredTensor* find(std::string_view name) const;
  /// Converts a tensor of this file. Throws Error, naming file and tensor, for a type that is no weight's
  /// (StoredType::Other).
  std::vector<float> toFloats(const StoredTensor& tensor) const { return io::toFloats(tensor); }
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
