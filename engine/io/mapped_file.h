#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace headlight::io {

/// A whole regular file, mapped read-only. Moves, never copies; unmapped with the object.
/// Whoever shortens the file on disk meanwhile makes reads beyond its new end fault (POSIX mmap): weights are therefore
/// copied out while a model loads, and nothing keeps a mapping afterwards.
class MappedFile {
 public:
  /// Throws Error when `path` is missing, is no regular file, or cannot be read.
  explicit MappedFile(std::filesystem::path path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  const std::filesystem::path& path() const { return path_; }
  /// Empty for an empty file.
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  std::filesystem::path path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Throws Error when `file` is what Git leaves in place of a large file that was not fetched.
void refuseGitLfsPointer(const MappedFile& file);

/// A small file as text. Throws Error when it cannot be read or is larger than `mostBytes`.
std::string readTextFile(const std::filesystem::path& path, std::size_t mostBytes = std::size_t{256} << 20);

}  // namespace headlight::io
