#include "text/younger_characters.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "text/utf8.h"

namespace headlight::text {

namespace {

struct Younger {
  char32_t first, last;
  std::string_view category;  ///< general category
  bool alphabetic, han;
};

// Since Unicode 14, of Unicode 16; printed by tests/vectors/record_unicode.py.
// clang-format off
constexpr Younger table[] = {
    {0x897, 0x897, "Mn", true, false}, {0xCF3, 0xCF3, "Mc", true, false}, {0xECE, 0xECE, "Mn", false, false},
    {0x1B4E, 0x1B4F, "Po", false, false}, {0x1B7F, 0x1B7F, "Po", false, false}, {0x1C89, 0x1C89, "Lu", true, false},
    {0x1C8A, 0x1C8A, "Ll", true, false}, {0x2427, 0x2429, "So", false, false}, {0x2FFC, 0x2FFF, "So", false, false},
    {0x31E4, 0x31E5, "So", false, false}, {0x31EF, 0x31EF, "So", false, false}, {0xA7CB, 0xA7CC, "Lu", true, false},
    {0xA7CD, 0xA7CD, "Ll", true, false}, {0xA7DA, 0xA7DA, "Lu", true, false}, {0xA7DB, 0xA7DB, "Ll", true, false},
    {0xA7DC, 0xA7DC, "Lu", true, false}, {0x105C0, 0x105F3, "Lo", true, false},
    {0x10D40, 0x10D49, "Nd", false, false}, {0x10D4A, 0x10D4D, "Lo", true, false},
    {0x10D4E, 0x10D4E, "Lm", true, false}, {0x10D4F, 0x10D4F, "Lo", true, false},
    {0x10D50, 0x10D65, "Lu", true, false}, {0x10D69, 0x10D69, "Mn", true, false},
    {0x10D6A, 0x10D6D, "Mn", false, false}, {0x10D6E, 0x10D6E, "Pd", false, false},
    {0x10D6F, 0x10D6F, "Lm", true, false}, {0x10D70, 0x10D85, "Ll", true, false},
    {0x10D8E, 0x10D8F, "Sm", false, false}, {0x10EC2, 0x10EC4, "Lo", true, false},
    {0x10EFC, 0x10EFC, "Mn", true, false}, {0x10EFD, 0x10EFF, "Mn", false, false},
    {0x1123F, 0x11240, "Lo", true, false}, {0x11241, 0x11241, "Mn", true, false},
    {0x11380, 0x11389, "Lo", true, false}, {0x1138B, 0x1138B, "Lo", true, false},
    {0x1138E, 0x1138E, "Lo", true, false}, {0x11390, 0x113B5, "Lo", true, false},
    {0x113B7, 0x113B7, "Lo", true, false}, {0x113B8, 0x113BA, "Mc", true, false},
    {0x113BB, 0x113C0, "Mn", true, false}, {0x113C2, 0x113C2, "Mc", true, false},
    {0x113C5, 0x113C5, "Mc", true, false}, {0x113C7, 0x113CA, "Mc", true, false},
    {0x113CC, 0x113CD, "Mc", true, false}, {0x113CE, 0x113CE, "Mn", false, false},
    {0x113CF, 0x113CF, "Mc", false, false}, {0x113D0, 0x113D0, "Mn", false, false},
    {0x113D1, 0x113D1, "Lo", true, false}, {0x113D2, 0x113D2, "Mn", false, false},
    {0x113D3, 0x113D3, "Lo", true, false}, {0x113D4, 0x113D5, "Po", false, false},
    {0x113D7, 0x113D8, "Po", false, false}, {0x113E1, 0x113E2, "Mn", false, false},
    {0x116D0, 0x116E3, "Nd", false, false}, {0x11B00, 0x11B09, "Po", false, false},
    {0x11BC0, 0x11BE0, "Lo", true, false}, {0x11BE1, 0x11BE1, "Po", false, false},
    {0x11BF0, 0x11BF9, "Nd", false, false}, {0x11F00, 0x11F01, "Mn", true, false},
    {0x11F02, 0x11F02, "Lo", true, false}, {0x11F03, 0x11F03, "Mc", true, false},
    {0x11F04, 0x11F10, "Lo", true, false}, {0x11F12, 0x11F33, "Lo", true, false},
    {0x11F34, 0x11F35, "Mc", true, false}, {0x11F36, 0x11F3A, "Mn", true, false},
    {0x11F3E, 0x11F3F, "Mc", true, false}, {0x11F40, 0x11F40, "Mn", true, false},
    {0x11F41, 0x11F41, "Mc", false, false}, {0x11F42, 0x11F42, "Mn", false, false},
    {0x11F43, 0x11F4F, "Po", false, false}, {0x11F50, 0x11F59, "Nd", false, false},
    {0x11F5A, 0x11F5A, "Mn", false, false}, {0x1342F, 0x1342F, "Lo", true, false},
    {0x13440, 0x13440, "Mn", false, false}, {0x13441, 0x13446, "Lo", true, false},
    {0x13447, 0x13455, "Mn", false, false}, {0x13460, 0x143FA, "Lo", true, false},
    {0x16100, 0x1611D, "Lo", true, false}, {0x1611E, 0x16129, "Mn", true, false},
    {0x1612A, 0x1612C, "Mc", true, false}, {0x1612D, 0x1612E, "Mn", true, false},
    {0x1612F, 0x1612F, "Mn", false, false}, {0x16130, 0x16139, "Nd", false, false},
    {0x16D40, 0x16D42, "Lm", true, false}, {0x16D43, 0x16D6A, "Lo", true, false},
    {0x16D6B, 0x16D6C, "Lm", true, false}, {0x16D6D, 0x16D6F, "Po", false, false},
    {0x16D70, 0x16D79, "Nd", false, false}, {0x18CFF, 0x18CFF, "Lo", true, false},
    {0x1B132, 0x1B132, "Lo", true, false}, {0x1B155, 0x1B155, "Lo", true, false},
    {0x1CC00, 0x1CCEF, "So", false, false}, {0x1CCF0, 0x1CCF9, "Nd", false, false},
    {0x1CD00, 0x1CEB3, "So", false, false}, {0x1D2C0, 0x1D2D3, "No", false, false},
    {0x1DF25, 0x1DF2A, "Ll", true, false}, {0x1E030, 0x1E06D, "Lm", true, false},
    {0x1E08F, 0x1E08F, "Mn", true, false}, {0x1E4D0, 0x1E4EA, "Lo", true, false},
    {0x1E4EB, 0x1E4EB, "Lm", true, false}, {0x1E4EC, 0x1E4EF, "Mn", false, false},
    {0x1E4F0, 0x1E4F9, "Nd", false, false}, {0x1E5D0, 0x1E5ED, "Lo", true, false},
    {0x1E5EE, 0x1E5EF, "Mn", false, false}, {0x1E5F0, 0x1E5F0, "Lo", true, false},
    {0x1E5F1, 0x1E5FA, "Nd", false, false}, {0x1E5FF, 0x1E5FF, "Po", false, false},
    {0x1F6DC, 0x1F6DC, "So", false, false}, {0x1F774, 0x1F776, "So", false, false},
    {0x1F77B, 0x1F77F, "So", false, false}, {0x1F7D9, 0x1F7D9, "So", false, false},
    {0x1F8B2, 0x1F8BB, "So", false, false}, {0x1F8C0, 0x1F8C1, "So", false, false},
    {0x1FA75, 0x1FA77, "So", false, false}, {0x1FA87, 0x1FA89, "So", false, false},
    {0x1FA8F, 0x1FA8F, "So", false, false}, {0x1FAAD, 0x1FAAF, "So", false, false},
    {0x1FABB, 0x1FABF, "So", false, false}, {0x1FAC6, 0x1FAC6, "So", false, false},
    {0x1FACE, 0x1FACF, "So", false, false}, {0x1FADA, 0x1FADC, "So", false, false},
    {0x1FADF, 0x1FADF, "So", false, false}, {0x1FAE8, 0x1FAE9, "So", false, false},
    {0x1FAF7, 0x1FAF8, "So", false, false}, {0x1FBCB, 0x1FBEF, "So", false, false},
    {0x2B739, 0x2B739, "Lo", true, true}, {0x2EBF0, 0x2EE5D, "Lo", true, true}, {0x31350, 0x323AF, "Lo", true, true},
};
// clang-format on

/// Older ones that have got a property since.
struct Changed {
  char32_t first, last;
  std::string_view property;
};
constexpr Changed changed[] = {
    {0x363, 0x36F, "Alphabetic"},   {0xC04, 0xC04, "Alphabetic"},     {0xF82, 0xF83, "Alphabetic"},
    {0x1DD3, 0x1DE6, "Alphabetic"}, {0x11080, 0x11081, "Alphabetic"}, {0x10FC, 0x10FC, "Lowercase"},
    {0xA7F2, 0xA7F4, "Lowercase"},  {0xAB69, 0xAB69, "Lowercase"},    {0x1E030, 0x1E06D, "Lowercase"},
};

const Younger* find(char32_t character) {
  const auto* found = std::ranges::lower_bound(table, character, {}, &Younger::last);
  return found != std::end(table) && found->first <= character ? found : nullptr;
}

bool takes(std::string_view property, const Younger& row) {
  if (property == "Alphabetic") return row.alphabetic;
  if (property == "sc:Han") return row.han;
  if (property == "Uppercase") return row.category == "Lu";
  if (property == "Lowercase") return row.category == "Ll";
  return property.size() <= 2 && !property.empty() && row.category.starts_with(property);
}

/// As what stands in a class: "\\x{10D40}-\\x{10D49}".
std::string additionsTo(std::string_view property) {
  std::string ranges;
  const auto add = [&](char32_t first, char32_t last) {
    char text[40];
    std::snprintf(text, sizeof text, "\\x{%X}-\\x{%X}", static_cast<unsigned>(first), static_cast<unsigned>(last));
    ranges += text;
  };
  for (const Younger& row : table)
    if (takes(property, row)) add(row.first, row.last);
  for (const Changed& row : changed)
    if (row.property == property) add(row.first, row.last);
  return ranges;
}

}  // namespace

bool hasYoungerCharacters(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    // Most scripts have none, by the first byte: what is below U+0800 but combining marks, CJK, most of Hangul.
    const auto lead = static_cast<unsigned char>(utf8[at]);
    if (lead != 0xCD && !(lead >= 0xE0 && lead <= 0xE3) && lead != 0xEA && lead < 0xF0) continue;
    const auto character = decodeUtf8(utf8, at);
    if (!character) continue;
    const char32_t c = character->value;
    if (find(c) || std::ranges::any_of(changed, [&](const Changed& row) { return row.first <= c && c <= row.last; }))
      return true;
  }
  return false;
}

std::string withYoungerCharacters(const std::string& pattern) {
  std::string result;
  bool inClass = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char character = pattern[at];
    if (character != '\\' || at + 1 == pattern.size()) {
      if (!inClass && character == '[') {
        inClass = true;
        result += character;
        if (at + 1 < pattern.size() && pattern[at + 1] == '^') result += pattern[++at];
        if (at + 1 < pattern.size() && pattern[at + 1] == ']') result += pattern[++at];
        continue;
      }
      if (inClass && pattern.compare(at, 2, "[:") == 0)
        if (const std::size_t end = pattern.find(":]", at); end != std::string::npos) {
          result += pattern.substr(at, end + 2 - at);
          at = end + 1;
          continue;
        }
      if (character == ']') inClass = false;
      result += character;
      continue;
    }
    const char escaped = pattern[at + 1];
    const bool braced = at + 2 < pattern.size() && pattern[at + 2] == '{';
    const std::size_t end = braced ? pattern.find('}', at) : at + 2;
    if ((escaped != 'p' && escaped != 'P') || end >= pattern.size()) {
      result += pattern.substr(at++, 2);
      continue;
    }
    std::string_view property = std::string_view(pattern).substr(at + 2, end - at - 1);
    if (braced) property = property.substr(1, property.size() - 2);
    bool negated = escaped == 'P';
    if (property.starts_with('^')) {
      property.remove_prefix(1);
      negated = !negated;
    }
    const std::string additions = additionsTo(property);
    if (additions.empty() || (inClass && negated))
      result += pattern.substr(at, end + 1 - at);
    else if (inClass)
      result += "\\p{" + std::string(property) + "}" + additions;
    else
      result += (negated ? "[^\\p{" : "[\\p{") + std::string(property) + "}" + additions + "]";
    at = end;
  }
  return result;
}

bool isYoungerNumber(char32_t character) {
  if (const Younger* row = find(character)) return row->category.starts_with('N');
  return (character >= 0x11DE0 && character <= 0x11DE9) || (character >= 0x16FF4 && character <= 0x16FF6);
}

char32_t loweredYounger(char32_t c) {
  if (c >= 0x10D50 && c <= 0x10D65) return c + 0x20;
  if (c >= 0x16EA0 && c <= 0x16EB8) return c + 0x1B;
  switch (c) {
    case 0xA7CB:
      return 0x264;
    case 0xA7DC:
      return 0x19B;
    case 0x1C89:
    case 0xA7CC:
    case 0xA7CE:
    case 0xA7D2:
    case 0xA7D4:
    case 0xA7DA:
      return c + 1;
    default:
      return c;
  }
}

}  // namespace headlight::text
