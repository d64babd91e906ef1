#include "text/utf8.h"

#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "base/error.h"

namespace headlight::text {

std::optional<CodePoint> decodeUtf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const std::size_t left = text.size() - at;
  if (left == 0) return std::nullopt;
  const unsigned first = byte(0);
  if (first < 0x80) return CodePoint{first, 1};
  const auto inside = [&](std::size_t i) { return i < left && (byte(i) & 0xC0) == 0x80; };
  if (first >= 0xC2 && first <= 0xDF) {
    if (!inside(1)) return std::nullopt;
    return CodePoint{(first & 0x1Fu) << 6 | (byte(1) & 0x3Fu), 2};
  }
  if (first >= 0xE0 && first <= 0xEF) {
    if (!inside(1) || !inside(2)) return std::nullopt;
    const char32_t value = (first & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    if (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
    return CodePoint{value, 3};
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!inside(1) || !inside(2) || !inside(3)) return std::nullopt;
    const char32_t value = (first & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu);
    if (value < 0x10000 || value > 0x10FFFF) return std::nullopt;
    return CodePoint{value, 4};
  }
  return std::nullopt;
}

std::size_t firstInvalidUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight ASCII bytes at a time: most text is.
    std::uint64_t eight = 0;
    while (at + sizeof eight <= text.size()) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080u) != 0) break;
      at += sizeof eight;
    }
    if (at == text.size()) break;
    const auto found = decodeUtf8(text, at);
    if (!found) return at;
    at += static_cast<std::size_t>(found->length);
  }
  return std::string_view::npos;
}

void requireUtf8(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(INT_MAX)) {
    fail("the text has ", text.size(), " bytes; at most ", INT_MAX, " can be encoded at once");
  }
  const std::size_t at = firstInvalidUtf8(text);
  if (at == std::string_view::npos) return;
  char byte[8];
  std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned char>(text[at]));
  fail("the text is not UTF-8: byte ", byte, " at offset ", at);
}

void appendUtf8(std::string& text, char32_t codePoint) {
  const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (codePoint < 0x80) {
    put(codePoint);
  } else if (codePoint < 0x800) {
    put(0xC0 | codePoint >> 6);
    put(0x80 | (codePoint & 0x3F));
  } else if (codePoint < 0x10000) {
    put(0xE0 | codePoint >> 12);
    put(0x80 | (codePoint >> 6 & 0x3F));
    put(0x80 | (codePoint & 0x3F));
  } else {
    put(0xF0 | codePoint >> 18);
    put(0x80 | (codePoint >> 12 & 0x3F));
    put(0x80 | (codePoint >> 6 & 0x3F));
    put(0x80 | (codePoint & 0x3F));
  }
}

bool isWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace headlight::text
