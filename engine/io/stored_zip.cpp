#include "io/stored_zip.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight::io {
namespace {

constexpr std::uint64_t sizeMark = 0xffffffffu;  // "see the zip64 field"
constexpr std::size_t endBytes = 22, localBytes = 30, entryBytes = 46, locatorBytes = 20, end64Bytes = 56;

class Reader {
 public:
  Reader(const std::string& file, std::span<const std::byte> bytes) : file_(file), bytes_(bytes) {}

  std::span<const std::byte> piece(std::uint64_t at, std::uint64_t count) const {
    if (at > bytes_.size() || count > bytes_.size() - at)
      fail(file_, ": the zip archive points behind its own end; the file is truncated or damaged");
    return bytes_.subspan(at, count);
  }
  std::uint64_t number(std::uint64_t at, std::size_t width) const {
    std::uint64_t value = 0;
    std::memcpy(&value, piece(at, width).data(), width);
    return value;
  }
  bool begins(std::uint64_t at, const char* mark) const { return std::memcmp(piece(at, 4).data(), mark, 4) == 0; }
  std::string_view text(std::uint64_t at, std::uint64_t count) const {
    const auto taken = piece(at, count);
    return {reinterpret_cast<const char*>(taken.data()), taken.size()};
  }

 private:
  const std::string& file_;
  std::span<const std::byte> bytes_;
};

struct Directory {
  std::uint64_t entries, bytes, begin;
};

Directory findDirectory(const std::string& file, const Reader& reader, std::size_t size) {
  const std::size_t least = size >= endBytes + 0xffff ? size - endBytes - 0xffff : 0;  // the comment after it
  for (std::size_t at = size >= endBytes ? size - endBytes + 1 : 0; at-- > least;) {
    if (!reader.begins(at, "PK\5\6")) continue;
    Directory found{reader.number(at + 10, 2), reader.number(at + 12, 4), reader.number(at + 16, 4)};
    if (at >= locatorBytes && reader.begins(at - locatorBytes, "PK\6\7")) {
      const std::uint64_t end64 = reader.number(at - locatorBytes + 8, 8);
      reader.piece(end64, end64Bytes);
      if (!reader.begins(end64, "PK\6\6")) fail(file, ": the zip archive has no zip64 record where it says");
      found = {reader.number(end64 + 32, 8), reader.number(end64 + 40, 8), reader.number(end64 + 48, 8)};
    }
    return found;
  }
  fail(file, ": the zip archive has no directory at its end; the file is truncated");
}

}  // namespace

std::vector<ZipMember> storedZipMembers(const std::string& file, std::span<const std::byte> archive) {
  const Reader reader(file, archive);
  const Directory directory = findDirectory(file, reader, archive.size());
  reader.piece(directory.begin, directory.bytes);
  if (directory.entries > directory.bytes / entryBytes)
    fail(file, ": the zip archive says that it has ", directory.entries, " members, but its directory has only ",
         directory.bytes, " bytes");
  std::vector<ZipMember> members;
  std::uint64_t at = directory.begin;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (!reader.begins(at, "PK\1\2")) fail(file, ": the zip archive's directory is damaged at byte ", at);
    const std::uint64_t flags = reader.number(at + 8, 2), method = reader.number(at + 10, 2);
    std::uint64_t packed = reader.number(at + 20, 4), size = reader.number(at + 24, 4),
                  begin = reader.number(at + 42, 4);
    const std::uint64_t nameBytes = reader.number(at + 28, 2), extraBytes = reader.number(at + 30, 2),
                        commentBytes = reader.number(at + 32, 2);
    const std::string_view name = reader.text(at + entryBytes, nameBytes);
    // Extra fields: two bytes of id, two of length; zip64's has those of the three numbers that did not fit.
    const std::uint64_t extra = at + entryBytes + nameBytes, extraEnd = extra + extraBytes;
    for (std::uint64_t field = extra; field + 4 <= extraEnd;) {
      const std::uint64_t id = reader.number(field, 2), length = reader.number(field + 2, 2);
      std::uint64_t value = field + 4;
      for (std::uint64_t* wanted : {&size, &packed, &begin})
        if (id == 1 && *wanted == sizeMark && value + 8 <= field + 4 + length) {
          *wanted = reader.number(value, 8);
          value += 8;
        }
      field += 4 + length;
    }
    const std::string who = file + ": the member " + inQuotes(name) + " of the zip archive ";
    if (flags & 1) fail(who, "is encrypted; expected a file written by torch.save");
    if (method != 0 || packed != size)
      fail(who, "is compressed; torch.save stores members as they are, so unpack and pack it without compression");
    if (!reader.begins(begin, "PK\3\4") || reader.text(begin + localBytes, reader.number(begin + 26, 2)) != name)
      fail(who, "does not begin at byte ", begin, ", where the directory says");
    const std::uint64_t data = begin + localBytes + nameBytes + reader.number(begin + 28, 2);
    members.push_back({name, reader.piece(data, size)});
    at = extraEnd + commentBytes;
  }
  return members;
}

}  // namespace headlight::io
