#include "io/safetensors.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "io/hash.h"
#include "io/in_quotes.h"
#include "io/shown.h"

namespace headlight::io {

namespace {

using Json = nlohmann::json;

/// The reference implementation's limit: a longer header is an attack or not a header at all.
constexpr std::uint64_t mostHeaderBytes = 100'000'000;

/// Parses the header and refuses a name that stands twice in one object (nlohmann would keep the last one silently).
Json parseHeader(const std::string& path, std::string_view text) {
  std::vector<std::set<std::string>> open;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      fail(path, ": the header names ", inQuotes(parsed.get<std::string>()), " twice");
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::parse_error& error) {
    fail(path, ": the header is not JSON (near its byte ", error.byte, ")");
  } catch (const Json::out_of_range&) {
    fail(path, ": the header holds a number that is out of range");
  }
}

std::uint64_t unsignedAt(const std::string& where, const char* what, const Json& value) {
  if (!value.is_number_unsigned()) fail(where, what, " should be a whole number from 0 on, found ", shown(value));
  return value.get<std::uint64_t>();
}

/// `where` is "file: tensor "name": ". Bytes are left for the caller, who knows where the data begins.
std::pair<std::uint64_t, std::uint64_t> readEntry(const std::string& where, const Json& entry, StoredTensor& tensor) {
  if (!entry.is_object()) fail(where, "expected an object with dtype, shape and data_offsets, found ", shown(entry));
  for (const char* key : {"dtype", "shape", "data_offsets"})
    if (!entry.contains(key)) fail(where, "has no ", key);
  const Json &dtype = entry["dtype"], &shape = entry["shape"], &offsets = entry["data_offsets"];
  if (!dtype.is_string()) fail(where, "dtype should be a text, found ", shown(dtype));
  if (!shape.is_array()) fail(where, "shape should be a list, found ", shown(shape));
  if (!offsets.is_array() || offsets.size() != 2) fail(where, "data_offsets should be a list of two numbers");

  tensor.typeName = dtype.get<std::string>();
  const NamedType type = typeNamed(tensor.typeName);
  tensor.type = type.type;
  const std::uint64_t begin = unsignedAt(where, "data_offsets", offsets[0]);
  const std::uint64_t end = unsignedAt(where, "data_offsets", offsets[1]);
  if (end < begin) fail(where, "data_offsets end at ", end, ", before their begin ", begin);

  // Sizes stay below 2^63 so that shapes and products fit a signed number.
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  std::uint64_t needed = std::max<std::uint64_t>(type.bytes, 1);
  bool empty = false;
  for (const Json& item : shape) {
    const std::uint64_t dim = unsignedAt(where, "shape", item);
    empty |= dim == 0;
    if (dim > most || (dim != 0 && needed > most / dim))
      fail(where, "its shape has more elements than any file can hold");
    if (dim != 0) needed *= dim;
    tensor.shape.push_back(static_cast<std::int64_t>(dim));
  }
  if (empty) needed = 0;
  if (type.bytes != 0 && end - begin != needed)
    fail(where, tensor.typeName, " of shape ", toString(tensor.shape), " takes ", needed, " bytes, data_offsets give ",
         end - begin);
  return {begin, end};
}

}  // namespace

SafeTensors SafeTensors::open(const std::filesystem::path& path) {
  SafeTensors opened{MappedFile(path)};
  opened.readHeader();
  return opened;
}

void SafeTensors::readHeader() {
  const std::string path = file_.path().string();
  const std::span<const std::byte> bytes = file_.bytes();
  if (bytes.size() < 8) fail(path, ": expected a safetensors file, found only ", bytes.size(), " bytes");
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  refuseGitLfsPointer(file_);
  std::uint64_t headerBytes;
  std::memcpy(&headerBytes, bytes.data(), 8);
  if (headerBytes > bytes.size() - 8)
    fail(path, ": says that its header has ", headerBytes, " bytes, but only ", bytes.size() - 8,
         " follow; the file is truncated or no safetensors file");
  if (headerBytes < 2 || headerBytes > mostHeaderBytes)
    fail(path, ": expected a header of 2 to ", mostHeaderBytes, " bytes, found ", headerBytes);

  const Json header = parseHeader(path, text.substr(8, headerBytes));
  if (!header.is_object()) fail(path, ": the header should be a JSON object, found ", shown(header));

  struct Placed {
    std::uint64_t begin, end;
    StoredTensor tensor;
  };
  std::vector<Placed> placed;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    StoredTensor tensor;
    tensor.name = name;
    tensor.file = path;
    const auto [begin, end] = readEntry(path + ": tensor " + inQuotes(name) + ": ", entry, tensor);
    placed.push_back({begin, end, std::move(tensor)});
  }
  // Empty tensors before the one that begins at the same byte.
  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });

  const std::span<const std::byte> data = bytes.subspan(8 + headerBytes);
  std::uint64_t covered = 0;
  for (Placed& item : placed) {
    const std::string where = path + ": tensor " + inQuotes(item.tensor.name) + ": ";
    if (item.end > data.size())
      fail(where, "its bytes should end at ", item.end, ", but the file has only ", data.size(),
           " after its header; it is truncated or its header lies");
    if (item.begin < covered)
      fail(where, "begins at byte ", item.begin, ", inside the tensor before it, which ends at ", covered);
    if (item.begin > covered)
      fail(where, "begins at byte ", item.begin, ", but the tensor before it ends at ", covered);
    covered = item.end;
    item.tensor.bytes = data.subspan(item.begin, item.end - item.begin);
    index_.emplace(item.tensor.name, tensors_.size());
    tensors_.push_back(std::move(item.tensor));
  }
  if (covered != data.size())
    fail(path, ": the tensors end at byte ", covered, " after the header, but the file has ", data.size(), " there");
}

std::vector<std::string> SafeTensors::names() const {
  std::vector<std::string> all;
  for (const StoredTensor& tensor : tensors_) all.push_back(tensor.name);
  return all;
}

const StoredTensor* SafeTensors::find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

std::string SafeTensors::contentHash() const { return io::contentHash(file_.bytes()); }

}  // namespace headlight::io
