#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headlight::io {

/// A member of a zip archive that is stored as it is, not compressed.
struct ZipMember {
  std::string_view name;
  std::span<const std::byte> bytes;
};

/// The members of a zip archive in memory, in place (PKWARE's APPNOTE.TXT 6.3, zip64 included). libzip reads members by
/// copying them; weights are to stay in the mapping, so what it does not tell (where a member's bytes begin) is read
/// here. Throws Error, naming `file`, for an archive that is damaged, has several parts, or has a compressed or
/// encrypted member. Names and bytes point into `archive`.
std::vector<ZipMember> storedZipMembers(const std::string& file, std::span<const std::byte> archive);

}  // namespace headlight::io
