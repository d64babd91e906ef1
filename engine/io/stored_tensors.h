#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "io/safetensors.h"
#include "io/stored_tensor.h"

namespace headlight::io {

/// The tensors of a model, whatever files they lie in. Mapped as long as this is there.
class StoredTensors {
 public:
  /// A `.safetensors` file, a file of torch.save (any other name), or an index (`NAME.index.json`) of several of
  /// either. Throws Error with one sentence naming the file and, where there is one, the tensor.
  static StoredTensors open(const std::filesystem::path& weights);
  /// One safetensors file.
  StoredTensors(SafeTensors file);  // NOLINT(google-explicit-constructor)

  /// The file, or the index of several.
  const std::filesystem::path& path() const { return path_; }
  const std::vector<StoredTensor>& tensors() const { return tensors_; }
  /// nullptr when there is no such tensor.
  const StoredTensor* find(std::string_view name) const;
  /// Of the files with tensors.
  std::uint64_t bytesOnDisk() const;
  /// The type that most bytes have, in small letters: "bf16".
  std::string mainType() const;
  /// Hash of the whole file (io/hash.h); of several, the hash of their hashes and names. Empty when stopped.
  std::string contentHash(std::stop_token stop = {}) const;

 private:
  struct File {
    std::string name;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
  };
  explicit StoredTensors(std::filesystem::path path) : path_(std::move(path)) {}
  template <class Opened>
  void add(Opened file);
  void addFile(const std::filesystem::path& file);

  std::filesystem::path path_;
  std::vector<File> files_;
  std::vector<StoredTensor> tensors_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace headlight::io
