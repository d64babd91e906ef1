#pragma once

#include <string>
#include <string_view>

namespace headlight::text {

/// Characters that are younger than the tables of the system's libraries may be (Debian 12: PCRE2 of Unicode 14, ICU of
/// Unicode 15), as Hugging Face tokenizers has them: its patterns are of Unicode 16, its Rust of Unicode 17.

/// Whether the text has one of the characters that `withYoungerCharacters` adds.
bool hasYoungerCharacters(std::string_view utf8);

/// A PCRE2 pattern in which \p{L}, \p{N} and other general categories, \p{Alphabetic} and \p{sc:Han} take these
/// characters too. \P in a class stays as it is, since a class cannot say it. The pattern itself where it has none of
/// them.
std::string withYoungerCharacters(const std::string& pattern);

/// Whether a younger character is a number.
bool isYoungerNumber(char32_t character);
/// The lower case of a younger character; the character itself where it has none.
char32_t loweredYounger(char32_t character);

}  // namespace headlight::text
