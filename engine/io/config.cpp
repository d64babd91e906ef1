#include "io/config.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "io/in_quotes.h"
#include "io/mapped_file.h"
#include "io/shown.h"
#include "io/what_is_there.h"

namespace headlight::io {

using Json = nlohmann::json;

struct Config::Values {
  Json json;
  std::map<std::string, std::string, std::less<>> spelt;  // keys whose value came under an alias: by that

  const Json* find(std::string_view key) const {
    const auto at = json.find(key);
    return at == json.end() || at->is_null() ? nullptr : &*at;
  }
  std::string_view spelling(std::string_view key) const {
    const auto at = spelt.find(key);
    return at == spelt.end() ? key : std::string_view(at->second);
  }
};

namespace {

constexpr std::size_t mostConfigBytes = std::size_t{64} << 20;

const Json& present(const std::string& file, std::string_view key, const Json* value, const char* expected) {
  if (!value) fail(file, ": has no ", inQuotes(key), " (expected ", expected, ")");
  return *value;
}

int asInteger(const std::string& file, std::string_view key, const Json& value, int least, int most) {
  // Whole numbers that a writer spelt as 12.0 are accepted; anything beyond an int is out of range either way.
  double number = 0.5;
  if (value.is_number()) number = value.get<double>();
  if (number != std::floor(number) || number < least || number > most) {
    std::string range = " from " + std::to_string(least);
    if (most < std::numeric_limits<int>::max()) range += " to " + std::to_string(most);
    fail(file, ": ", inQuotes(key), " should be a whole number", range, ", found ", shown(value));
  }
  return static_cast<int>(number);
}

double asNumber(const std::string& file, std::string_view key, const Json& value, double least, double most) {
  const double number = value.is_number() ? value.get<double>() : std::nan("");
  if (!std::isfinite(number)) fail(file, ": ", inQuotes(key), " should be a number, found ", shown(value));
  if (number < least || number > most)
    fail(file, ": ", inQuotes(key), " should be a number from ", least, " to ", most, ", found ", shown(value));
  return number;
}

std::string asText(const std::string& file, std::string_view key, const Json& value) {
  if (!value.is_string()) fail(file, ": ", inQuotes(key), " should be a text, found ", shown(value));
  return value.get<std::string>();
}

bool asFlag(const std::string& file, std::string_view key, const Json& value) {
  if (!value.is_boolean()) fail(file, ": ", inQuotes(key), " should be true or false, found ", shown(value));
  return value.get<bool>();
}

}  // namespace

Config Config::read(const std::filesystem::path& path) {
  return parse(readTextFile(path, mostConfigBytes), path.string());
}

Config Config::parse(std::string_view text, std::string name) {
  auto values = std::make_shared<Values>();
  try {
    values->json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    fail(name, ": is not JSON (near byte ", error.byte, " of ", text.size(), ")");
  } catch (const Json::out_of_range&) {
    fail(name, ": holds a number that is out of range");
  }
  if (!values->json.is_object()) fail(name, ": expected a JSON object, found ", shown(values->json));
  return {std::move(name), std::move(values)};
}

Config Config::withAliases(std::span<const KeyAlias> aliases) const {
  auto values = std::make_shared<Values>(*values_);
  for (const auto& [alias, key] : aliases)
    if (const auto at = values->json.find(alias); at != values->json.end()) {
      values->json[std::string(key)] = *at;
      values->spelt[std::string(key)] = alias;
    }
  return {name_, std::move(values)};
}

std::string_view Config::spelling(std::string_view key) const { return values_->spelling(key); }

std::string Config::modelType() const {
  if (!has("model_type")) fail(name_, ": has no \"model_type\"; ", whoseConfigItIs(*this));
  return text("model_type");
}

bool Config::has(std::string_view key) const { return values_->find(key) != nullptr; }

bool Config::empty() const { return values_->json.empty(); }

bool Config::contains(std::string_view key) const { return values_->json.contains(key); }

Config Config::object(std::string_view key) const {
  const Json& value = present(name_, key, values_->find(key), "an object");
  if (!value.is_object()) fail(name_, ": ", inQuotes(key), " should be an object, found ", shown(value));
  auto values = std::make_shared<Values>();
  values->json = value;
  return {name_ + ": " + std::string(key), std::move(values)};
}

int Config::integer(std::string_view key, int least, int most) const {
  const std::string_view shownAs = values_->spelling(key);
  return asInteger(name_, shownAs, present(name_, shownAs, values_->find(key), "a whole number"), least, most);
}

int Config::integerOr(std::string_view key, int otherwise, int least, int most) const {
  const Json* value = values_->find(key);
  return value ? asInteger(name_, values_->spelling(key), *value, least, most) : otherwise;
}

int Config::integerIfThere(std::string_view key, int otherwise, int least, int most) const {
  return contains(key) ? integer(key, least, most) : otherwise;
}

std::pair<int, int> Config::pairOr(std::string_view key, int otherwise, int least, int most) const {
  const Json* value = values_->find(key);
  if (!value) return {otherwise, otherwise};
  if (!value->is_array()) {
    const int both = asInteger(name_, key, *value, least, most);
    return {both, both};
  }
  if (value->size() != 2)
    fail(name_, ": ", inQuotes(key), " should be a whole number or a list of two, found ", shown(*value));
  return {asInteger(name_, key, value->at(0), least, most), asInteger(name_, key, value->at(1), least, most)};
}

double Config::number(std::string_view key, double least, double most) const {
  return asNumber(name_, key, present(name_, key, values_->find(key), "a number"), least, most);
}

double Config::numberOr(std::string_view key, double otherwise, double least, double most) const {
  const Json* value = values_->find(key);
  return value ? asNumber(name_, key, *value, least, most) : otherwise;
}

std::string Config::text(std::string_view key) const {
  return asText(name_, key, present(name_, key, values_->find(key), "a text"));
}

std::string Config::textOr(std::string_view key, std::string otherwise) const {
  const Json* value = values_->find(key);
  return value ? asText(name_, key, *value) : otherwise;
}

bool Config::flag(std::string_view key) const {
  return asFlag(name_, key, present(name_, key, values_->find(key), "true or false"));
}

bool Config::flagOr(std::string_view key, bool otherwise) const {
  const Json* value = values_->find(key);
  return value ? asFlag(name_, key, *value) : otherwise;
}

bool Config::isObject(std::string_view key) const {
  const Json* value = values_->find(key);
  return value && value->is_object();
}

bool Config::isList(std::string_view key) const {
  const Json* value = values_->find(key);
  return value && value->is_array();
}

std::vector<double> Config::numbers(std::string_view key) const {
  const Json* value = values_->find(key);
  std::vector<double> all;
  if (!value) return all;
  if (!value->is_array()) fail(name_, ": ", inQuotes(key), " should be a list of numbers, found ", shown(*value));
  for (const Json& item : *value)
    all.push_back(
        asNumber(name_, key, item, std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()));
  return all;
}

std::vector<int> Config::integers(std::string_view key, int least) const {
  const Json* value = values_->find(key);
  std::vector<int> all;
  if (!value) return all;
  const Json list = value->is_array() ? *value : Json::array({*value});
  for (const Json& item : list) all.push_back(asInteger(name_, key, item, least, std::numeric_limits<int>::max()));
  return all;
}

std::vector<std::vector<int>> Config::integerLists(std::string_view key, int least) const {
  const Json* value = values_->find(key);
  std::vector<std::vector<int>> all;
  if (!value) return all;
  if (!value->is_array()) fail(name_, ": ", inQuotes(key), " should be a list of lists, found ", shown(*value));
  for (const Json& list : *value) {
    if (!list.is_array()) fail(name_, ": ", inQuotes(key), " should be a list of lists, found ", shown(list), " in it");
    std::vector<int>& one = all.emplace_back();
    for (const Json& item : list) one.push_back(asInteger(name_, key, item, least, std::numeric_limits<int>::max()));
  }
  return all;
}

bool Config::isText(std::string_view key) const {
  const Json* value = values_->find(key);
  return value && value->is_string();
}

bool Config::isFlag(std::string_view key) const {
  const Json* value = values_->find(key);
  return value && value->is_boolean();
}

bool Config::isNumber(std::string_view key) const {
  const Json* value = values_->find(key);
  return value && value->is_number();
}

std::vector<std::string> Config::texts(std::string_view key) const {
  const Json* value = values_->find(key);
  std::vector<std::string> all;
  if (!value) return all;
  if (!value->is_array()) fail(name_, ": ", inQuotes(key), " should be a list of texts, found ", shown(*value));
  for (const Json& item : *value) all.push_back(asText(name_, key, item));
  return all;
}

Config::NumberedTexts Config::textsByNumber(std::string_view key) const {
  const Json* value = values_->find(key);
  if (!value) return {};
  if (!value->is_object()) fail(name_, ": ", inQuotes(key), " should be an object, found ", shown(*value));
  std::map<std::int64_t, std::string> byNumber;
  for (const auto& [number, text] : value->items()) {
    std::int64_t parsed = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), parsed);
    if (problem != std::errc{} || end != number.data() + number.size())
      fail(name_, ": ", inQuotes(key), " should number its ", value->size(), " texts, found ", inQuotes(number));
    byNumber[parsed] = text.is_string() ? text.get<std::string>() : shown(text);
  }
  NumberedTexts numbered{static_cast<int>(byNumber.size()), {}};
  if (byNumber.empty() || byNumber.begin()->first != 0 || byNumber.rbegin()->first != numbered.count - 1)
    return numbered;
  for (auto& [number, text] : byNumber) numbered.texts.push_back(std::move(text));
  return numbered;
}

}  // namespace headlight::io
