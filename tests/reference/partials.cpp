#include "reference/partials.h"

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace headlight::reference {
namespace {

std::string base64(const std::string& text) {
  static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto value = alphabet.find(c);
    if (value == std::string::npos) throw std::runtime_error("reference: partials.json: not base64");
    bits = bits << 6 | std::uint32_t(value);
    if ((held += 6) >= 8) bytes.push_back(char(bits >> (held -= 8) & 255));
  }
  return bytes;
}

}  // namespace

std::map<std::string, Array> readPartials(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::map<std::string, Array> arrays;
  const auto parsed = nlohmann::json::parse(stream);
  for (const auto& [name, entry] : parsed.items()) {
    if (!entry.contains("data")) continue;
    Array array{entry.at("shape").get<std::vector<int>>(), {}};
    std::size_t count = 1;
    for (const int dim : array.shape) count *= dim;
    const std::string bytes = base64(entry.at("data"));
    if (bytes.size() != 4 * count) throw std::runtime_error("reference: partials.json: size of " + name);
    for (std::size_t i = 0; i < count; ++i) {
      float value;
      std::memcpy(&value, &bytes[4 * i], 4);
      array.values.push_back(value);
    }
    arrays[name] = std::move(array);
  }
  return arrays;
}

Array slice(const Array& batch, int index) {
  Array one{{batch.shape.begin() + 1, batch.shape.end()}, {}};
  const auto size = static_cast<std::ptrdiff_t>(batch.values.size()) / batch.shape.at(0);
  one.values.assign(batch.values.begin() + index * size, batch.values.begin() + (index + 1) * size);
  return one;
}

std::vector<std::int32_t> idsOf(const Array& array) { return {array.values.begin(), array.values.end()}; }

}  // namespace headlight::reference
