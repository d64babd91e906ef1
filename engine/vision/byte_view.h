#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace headlight::vision {

/// Numbers out of a file's bytes. Every reading asks has() first: the offsets come from the file.
struct ByteView {
  std::span<const std::byte> bytes;

  std::size_t size() const { return bytes.size(); }
  bool has(std::size_t at, std::size_t count) const { return at <= bytes.size() && count <= bytes.size() - at; }
  std::uint8_t u8(std::size_t at) const { return std::to_integer<std::uint8_t>(bytes[at]); }
  std::uint32_t be16(std::size_t at) const { return std::uint32_t{u8(at)} << 8 | u8(at + 1); }
  std::uint32_t le16(std::size_t at) const { return std::uint32_t{u8(at + 1)} << 8 | u8(at); }
  std::uint32_t be32(std::size_t at) const { return be16(at) << 16 | be16(at + 2); }
  std::uint32_t le32(std::size_t at) const { return le16(at + 2) << 16 | le16(at); }
  /// Whether these bytes stand there.
  bool is(std::size_t at, std::string_view text) const {
    return has(at, text.size()) && std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
  }
  ByteView from(std::size_t at, std::size_t count) const { return {bytes.subspan(at, count)}; }
};

}  // namespace headlight::vision
