#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Reading the JSON files of a tokenizer: every refusal is one sentence that starts with the file's path. Include from
/// .cpp only.
namespace headlight::text {

/// The whole file. Throws Error where it cannot be read or is empty.
std::string readTextFile(const std::filesystem::path& path);

/// The file's object. Throws Error for broken JSON (with line and column) and for anything but an object.
nlohmann::json readJsonObject(const std::filesystem::path& path);

/// Fields of one JSON object; `where` ("/m/tokenizer.json: model") starts its complaints. Null counts as absent.
class JsonFields {
 public:
  /// Throws Error where `json` is no object.
  JsonFields(const nlohmann::json& json, std::string where);

  const std::string& where() const { return where_; }
  /// Null where the field is absent or null.
  const nlohmann::json* find(const char* name) const;
  /// Throws Error where the field is absent or null.
  const nlohmann::json& need(const char* name) const;
  bool flag(const char* name, bool otherwise) const;
  std::optional<std::string> text(const char* name) const;
  std::string needText(const char* name) const;
  std::int64_t needId(const char* name) const;

 private:
  const nlohmann::json& json_;
  std::string where_;
};

/// "an array", "a number": for messages.
std::string kindOf(const nlohmann::json& json);

/// A whole number; throws Error("WHERE: WHAT must be a whole number, got a string").
std::int64_t idFrom(const nlohmann::json& json, const std::string& where, const std::string& what);

/// {"token": id, …} in the order of the keys.
std::vector<std::pair<std::string, std::int64_t>> idsFrom(const nlohmann::json& json, const std::string& where);

}  // namespace headlight::text
