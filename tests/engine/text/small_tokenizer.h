#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace headlight::test {

/// tokenizer.json of a byte-level BPE small enough to work out by hand: ids 0 and 1 are <bos> and <eos>, 2 + b is byte
/// b, then one token for each merge, in order: h+e, l+l, he+ll, hell+o, Ġ+hello, Ġ+Ġ.
nlohmann::json smallTokenizerJson();

/// Writes `content` to folder/name.
void writeFile(const std::filesystem::path& folder, const std::string& name, const std::string& content);

/// smallTokenizerJson(), loaded through a file.
std::shared_ptr<const text::Tokenizer> smallTokenizer();

std::vector<std::int32_t> idsOf(const std::vector<text::Token>& tokens);

/// Well-formed UTF-8 of 0 to `longest` characters: any code point that may be encoded, most of them from scripts in
/// use.
std::string randomUnicode(std::mt19937& random, int longest);

/// "opened", or the sentence with which the folder's tokenizer of that input is refused.
std::string openingOf(const std::filesystem::path& folder, std::string_view input);
/// The sentence that loading the folder ends with; fails the test where it loads.
std::string refusalOf(const std::filesystem::path& folder);

}  // namespace headlight::test
