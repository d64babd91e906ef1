#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headlight::text {

/// A code point and how many bytes of UTF-8 it took.
struct CodePoint {
  char32_t value = 0;
  int length = 0;
};

/// The code point that starts at byte `at`, or nothing where the bytes there are not well-formed UTF-8 (The Unicode
/// Standard, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
std::optional<CodePoint> decodeUtf8(std::string_view text, std::size_t at);

/// Offset of the first byte that starts no well-formed sequence; npos where the whole text is UTF-8.
std::size_t firstInvalidUtf8(std::string_view text);

/// Throws Error("the text is not UTF-8: byte 0xFF at offset 12") where it is not, and where it is longer than an int
/// can count.
void requireUtf8(std::string_view text);

void appendUtf8(std::string& text, char32_t codePoint);

/// Bytes that appendUtf8 appends.
inline int lengthInUtf8(char32_t codePoint) {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/// True for 10xxxxxx: a byte inside a character.
inline bool isContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Unicode's White_Space, which is what \s means to the `regex` crate and to Oniguruma; neither U+001C..U+001F
/// (Python's choice) nor U+180E (PCRE2's) nor U+200B belong to it.
bool isWhiteSpace(char32_t codePoint);

}  // namespace headlight::text
