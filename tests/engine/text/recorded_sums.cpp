#include "recorded_sums.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "small_tokenizer.h"

namespace headlight::test {
namespace {

constexpr std::size_t chunk = 100;

std::uint32_t sumOf(const text::Tokenizer& tokenizer, const nlohmann::json& texts, std::size_t first) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = first; i < std::min(first + chunk, texts.size()); ++i) {
    const std::vector<std::int32_t> ids = idsOf(tokenizer.encode(texts[i].get<std::string>()));
    rows.push_back(static_cast<std::int32_t>(ids.size()));
    rows.insert(rows.end(), ids.begin(), ids.end());
  }
  return test::sumOf(rows);
}

}  // namespace

std::uint32_t sumOf(const std::vector<std::int32_t>& rows) {
  std::string bytes(rows.size() * sizeof(std::int32_t), '\0');
  std::memcpy(bytes.data(), rows.data(), bytes.size());
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

nlohmann::json parsed(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path.string());
  return nlohmann::json::parse(file);
}

std::size_t rightSums(const text::Tokenizer& tokenizer, const nlohmann::json& texts, const nlohmann::json& sums) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < sums.size(); ++i)
    right += sumOf(tokenizer, texts, i * chunk) == sums[i].get<std::uint32_t>() ? 1 : 0;
  return right;
}

}  // namespace headlight::test
