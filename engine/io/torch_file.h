#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "io/mapped_file.h"
#include "io/stored_tensor.h"

namespace headlight::io {

/// A state dict as torch.save writes it (`pytorch_model.bin`): the zip archive of PyTorch 1.6 and later, or the pickles
/// one after another of the versions before. Memory-mapped; tensors lie where the file has them, views that are not
/// contiguous are copied. The pickle is read by io::Pickle, which executes nothing.
class TorchFile {
 public:
  /// Checks that every tensor lies inside its storage and every storage inside the file. Throws Error with one sentence
  /// that names the file and, where there is one, the tensor.
  static TorchFile open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return file_.path(); }
  /// The whole file.
  std::span<const std::byte> bytes() const { return file_.bytes(); }
  /// In the order of the dictionary. Entries that are no tensors are left out.
  const std::vector<StoredTensor>& tensors() const { return tensors_; }

 private:
  explicit TorchFile(MappedFile file) : file_(std::move(file)) {}
  void readZip();
  void readLegacy();

  MappedFile file_;
  std::vector<StoredTensor> tensors_;
  std::vector<std::unique_ptr<std::byte[]>> copies_;  ///< of views that were not contiguous
  std::size_t copiedBytes_ = 0;

  class Builder;
};

}  // namespace headlight::io
