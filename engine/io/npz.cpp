#include "io/npz.h"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"

namespace headlight::io {

static_assert(std::endian::native == std::endian::little, "arrays are written as they lie in memory");

namespace {

constexpr std::uint64_t sizeMark = 0xffffffffu;   // "see the zip64 field" in a 32-bit size
constexpr std::uint16_t countMark = 0xffffu;      // and in a 16-bit count
constexpr std::uint16_t zip64Version = 45;        // needed to read: 4.5
constexpr std::uint16_t utf8Names = 1u << 11;     // general purpose flag 11
constexpr std::uint16_t firstOfJanuary1980 = 33;  // zip has no "no date"; a constant one makes equal traces equal files

/// Little-endian records of PKWARE's APPNOTE.TXT 6.3.
class Record {
 public:
  Record& u16(std::uint64_t value) { return number(value, 2); }
  Record& u32(std::uint64_t value) { return number(value, 4); }
  Record& u64(std::uint64_t value) { return number(value, 8); }
  Record& text(std::string_view part) {
    bytes_.append(part);
    return *this;
  }
  std::size_t size() const { return bytes_.size(); }
  const std::string& string() const { return bytes_; }
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(bytes_)); }

 private:
  Record& number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xff);
    return *this;
  }
  std::string bytes_;
};

std::uint32_t crcOf(std::uint32_t crc, std::span<const std::byte> bytes) {
  if (bytes.empty()) return crc;  // zlib takes a null pointer for "begin anew"
  return static_cast<std::uint32_t>(crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

/// The fields that local header and directory share.
void putCommon(Record& record, bool zip64, std::uint32_t crc, std::uint64_t bytes, std::size_t nameBytes,
               std::size_t extraBytes) {
  record.u16(zip64 ? zip64Version : 20).u16(utf8Names).u16(0).u16(0).u16(firstOfJanuary1980).u32(crc);
  record.u32(zip64 ? sizeMark : bytes).u32(zip64 ? sizeMark : bytes).u16(nameBytes).u16(extraBytes);
}

/// What stands before the numbers. Throws Error, as `who`, where the shape takes another count than `values`.
std::string npyHead(const std::string& who, const char* type, const std::vector<std::int64_t>& shape,
                    std::size_t values) {
  std::int64_t elements = 1;
  std::string dims;
  for (std::int64_t dim : shape) {
    if (dim < 0) fail(who, " has the negative dimension ", dim);
    elements *= dim;
    dims += std::to_string(dim) + (shape.size() == 1 ? "," : ", ");
  }
  if (shape.size() > 1) dims.resize(dims.size() - 2);
  if (static_cast<std::uint64_t>(elements) != values)
    fail(who, " of shape (", dims, ") takes ", elements, " values, got ", values);

  std::string header = std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (" + dims + "), }";
  // Magic, version and length take 10 bytes; the data begins at a multiple of 64 from the member's begin.
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  Record head;
  head.text("\x93NUMPY").u16(0x0001).u16(header.size()).text(header);
  return head.string();
}

}  // namespace

NpzWriter::NpzWriter(std::filesystem::path path) : NpzWriter(std::move(path), sizeMark) {}

NpzWriter::NpzWriter(std::filesystem::path path, std::uint64_t zip64From)
    : path_(std::move(path)), zip64From_(zip64From) {
  if (std::filesystem::is_directory(path_))
    fail(path_.string(), ": expected the name of a file to write, found a folder");
  temporary_ = path_;
  temporary_ += ".part-" + std::to_string(::getpid());
  file_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!file_) fail(path_.string(), ": cannot be written (", std::strerror(errno), ")");
}

NpzWriter::~NpzWriter() {
  if (finished_) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void NpzWriter::put(std::span<const std::byte> bytes) {
  file_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file_) fail(path_.string(), ": cannot be written after ", offset_, " bytes (", std::strerror(errno), ")");
  offset_ += bytes.size();
}

void NpzWriter::addMember(const std::string& name, std::span<const std::byte> head, std::span<const std::byte> body) {
  if (finished_) fail(path_.string(), ": ", inQuotes(name), " comes after finish");
  if (name.empty() || name.size() > 1000) fail(path_.string(), ": no member can be called ", inQuotes(name));
  for (const Entry& entry : entries_)
    if (entry.name == name) fail(path_.string(), ": ", inQuotes(name), " is written twice");
  const Entry entry{name, head.size() + body.size(), offset_, crcOf(crcOf(0, head), body)};
  const bool zip64 = entry.bytes >= zip64From_;
  Record extra;
  if (zip64) extra.u16(1).u16(16).u64(entry.bytes).u64(entry.bytes);
  Record local;
  local.text("PK\3\4");
  putCommon(local, zip64, entry.crc, entry.bytes, name.size(), extra.size());
  local.text(name).text(extra.string());
  put(local.bytes());
  put(head);
  put(body);
  entries_.push_back(entry);
}

void NpzWriter::addArray(const std::string& name, const char* type, const std::vector<std::int64_t>& shape,
                         std::size_t values, std::span<const std::byte> bytes) {
  const std::string head = npyHead("NpzWriter: " + inQuotes(name), type, shape, values);
  addMember(name + ".npy", std::as_bytes(std::span(head)), bytes);
}

void NpzWriter::add(const std::string& name, const std::vector<std::int64_t>& shape, std::span<const float> values) {
  addArray(name, "<f4", shape, values.size(), std::as_bytes(values));
}

void NpzWriter::add(const std::string& name, const std::vector<std::int64_t>& shape,
                    std::span<const std::int32_t> values) {
  addArray(name, "<i4", shape, values.size(), std::as_bytes(values));
}

void NpzWriter::addText(const std::string& name, std::string_view text) {
  addMember(name, {}, std::as_bytes(std::span(text.data(), text.size())));
}

void NpzWriter::finish() {
  const std::uint64_t begin = offset_;
  for (const Entry& entry : entries_) {
    const bool zip64 = entry.bytes >= zip64From_ || entry.offset >= zip64From_;
    Record extra;
    if (zip64) extra.u16(1).u16(24).u64(entry.bytes).u64(entry.bytes).u64(entry.offset);
    Record record;
    record.text("PK\1\2").u16(zip64Version);
    putCommon(record, zip64, entry.crc, entry.bytes, entry.name.size(), extra.size());
    record.u16(0).u16(0).u16(0).u32(0).u32(zip64 ? sizeMark : entry.offset);
    put(record.text(entry.name).text(extra.string()).bytes());
  }
  const std::uint64_t directory = offset_ - begin;
  const std::uint64_t count = entries_.size();
  const bool zip64 = begin >= zip64From_ || directory >= zip64From_ || count >= countMark;
  if (zip64) {
    const std::uint64_t recordAt = offset_;
    Record record;
    record.text("PK\6\6").u64(44).u16(zip64Version).u16(zip64Version).u32(0).u32(0);
    record.u64(count).u64(count).u64(directory).u64(begin);
    put(record.text("PK\6\7").u32(0).u64(recordAt).u32(1).bytes());
  }
  Record last;
  last.text("PK\5\6").u16(0).u16(0).u16(zip64 ? countMark : count).u16(zip64 ? countMark : count);
  put(last.u32(zip64 ? sizeMark : directory).u32(zip64 ? sizeMark : begin).u16(0).bytes());

  file_.close();
  if (!file_) fail(path_.string(), ": cannot be written (", std::strerror(errno), ")");
  std::error_code problem;
  std::filesystem::rename(temporary_, path_, problem);
  if (problem) fail(path_.string(), ": cannot be replaced (", problem.message(), ")");
  finished_ = true;
}

std::string npyBytes(const std::vector<std::int64_t>& shape, std::span<const float> values) {
  std::string bytes = npyHead("an array", "<f4", shape, values.size());
  const std::span<const std::byte> raw = std::as_bytes(values);
  return bytes.append(reinterpret_cast<const char*>(raw.data()), raw.size());
}

}  // namespace headlight::io
