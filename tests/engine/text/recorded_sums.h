#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "text/tokenizer.h"

namespace headlight::test {

/// A recorded JSON file. Throws where it cannot be read.
nlohmann::json parsed(const std::filesystem::path& path);

/// zlib.crc32 of numbers, little endian.
std::uint32_t sumOf(const std::vector<std::int32_t>& rows);

/// How many of `sums` are right: the first is of the ids of the first hundred texts, and so on (the recorders' sums():
/// zlib.crc32 of each text's count, then its ids, little endian).
std::size_t rightSums(const text::Tokenizer& tokenizer, const nlohmann::json& texts, const nlohmann::json& sums);

}  // namespace headlight::test
