#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headlight::io {

/// Writes an `.npz`: a zip of `.npy` arrays (format 1.0, little-endian, C order), not compressed, as numpy.savez does
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). Arrays stream to disk one by one; sizes
/// and offsets past 4 GiB use zip64. Everything goes to a temporary file beside the target, which takes its name in
/// `finish`: a file of that name is either whole or not there.
class NpzWriter {
 public:
  /// Throws Error when the folder cannot be written to.
  explicit NpzWriter(std::filesystem::path path);
  /// For tests: zip64 records from this size or offset on, so that they are exercised without 4 GiB of data.
  NpzWriter(std::filesystem::path path, std::uint64_t zip64From);
  /// Removes the temporary file unless finished.
  ~NpzWriter();
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;

  /// An array of any shape ([] is one number, a 0 anywhere none). Throws Error when `values` does not fill the shape,
  /// when the name was used before, or when the disk is full.
  void add(const std::string& name, const std::vector<std::int64_t>& shape, std::span<const float> values);
  void add(const std::string& name, const std::vector<std::int64_t>& shape, std::span<const std::int32_t> values);
  /// A member that is no array, under exactly this name: "headlight.json".
  void addText(const std::string& name, std::string_view text);
  /// Writes the directory of the zip and renames the temporary file onto the target.
  void finish();

 private:
  struct Entry {
    std::string name;
    std::uint64_t bytes, offset;
    std::uint32_t crc;
  };
  void addArray(const std::string& name, const char* type, const std::vector<std::int64_t>& shape, std::size_t values,
                std::span<const std::byte> bytes);
  void addMember(const std::string& name, std::span<const std::byte> head, std::span<const std::byte> body);
  void put(std::span<const std::byte> bytes);

  std::filesystem::path path_, temporary_;
  std::ofstream file_;
  std::uint64_t offset_ = 0;
  std::uint64_t zip64From_;
  std::vector<Entry> entries_;
  bool finished_ = false;
};

/// One array as a `.npy` file has it. Throws Error when `values` does not fill the shape.
std::string npyBytes(const std::vector<std::int64_t>& shape, std::span<const float> values);

}  // namespace headlight::io
