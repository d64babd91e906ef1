#include "text/json_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/error.h"
#include "text/display_piece.h"

namespace headlight::text {

using nlohmann::json;

std::string readTextFile(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) fail(path.string(), ": expected a file, found a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path.string(), ": cannot be opened: ", std::strerror(errno));
  std::ostringstream content;
  content << file.rdbuf();
  if (file.bad()) fail(path.string(), ": cannot be read: ", std::strerror(errno));
  std::string text = std::move(content).str();
  if (text.empty()) fail(path.string(), ": the file is empty");
  return text;
}

json readJsonObject(const std::filesystem::path& path) {
  const std::string text = readTextFile(path);
  try {
    json parsed = json::parse(text);
    if (!parsed.is_object()) fail(path.string(), ": expected a JSON object, found ", kindOf(parsed));
    return parsed;
  } catch (const json::parse_error& error) {
    // error.byte counts from 1 and names the byte that could not follow.
    const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
    const auto begin = text.begin();
    const auto line = 1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(at), '\n');
    const std::size_t start = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const std::size_t column = start == std::string::npos ? at + 1 : at - start;
    if (at >= text.size()) fail(path.string(), ": broken JSON: the file ends in the middle, at line ", line);
    fail(path.string(), ": broken JSON at line ", line, ", column ", column);
  } catch (const json::exception& error) {  // a number beyond a double's range
    fail(path.string(), ": broken JSON: ", error.what());
  }
}

std::string kindOf(const json& json) {
  switch (json.type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "an array";
    case json::value_t::string:
      return "a string";
    case json::value_t::boolean:
      return json.get<bool>() ? "true" : "false";
    default:
      return "the number " + json.dump();
  }
}

std::int64_t idFrom(const json& json, const std::string& where, const std::string& what) {
  if (!json.is_number_integer()) fail(where, ": ", what, " must be a whole number, got ", kindOf(json));
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    fail(where, ": ", what, " is out of range: ", json.dump());
  }
  return json.get<std::int64_t>();
}

std::vector<std::pair<std::string, std::int64_t>> idsFrom(const json& json, const std::string& where) {
  if (!json.is_object()) fail(where, ": expected an object of tokens and ids, found ", kindOf(json));
  std::vector<std::pair<std::string, std::int64_t>> ids;
  ids.reserve(json.size());
  for (auto entry = json.begin(); entry != json.end(); ++entry) {
    ids.emplace_back(entry.key(), idFrom(entry.value(), where, "the id of token " + quotedPiece(entry.key())));
  }
  return ids;
}

JsonFields::JsonFields(const json& json, std::string where) : json_(json), where_(std::move(where)) {
  if (!json_.is_object()) fail(where_, ": expected an object, found ", kindOf(json_));
}

const json* JsonFields::find(const char* name) const {
  const auto found = json_.find(name);
  if (found == json_.end() || found->is_null()) return nullptr;
  return &*found;
}

const json& JsonFields::need(const char* name) const {
  const json* found = find(name);
  if (found == nullptr) fail(where_, ": \"", name, "\" is missing");
  return *found;
}

bool JsonFields::flag(const char* name, bool otherwise) const {
  const json* found = find(name);
  if (found == nullptr) return otherwise;
  if (!found->is_boolean()) fail(where_, ": \"", name, "\" must be true or false, got ", kindOf(*found));
  return found->get<bool>();
}

std::optional<std::string> JsonFields::text(const char* name) const {
  const json* found = find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_string()) fail(where_, ": \"", name, "\" must be a string, got ", kindOf(*found));
  return found->get<std::string>();
}

std::string JsonFields::needText(const char* name) const {
  need(name);
  return *text(name);
}

std::int64_t JsonFields::needId(const char* name) const {
  return idFrom(need(name), where_, std::string("\"") + name + "\"");
}

}  // namespace headlight::text
