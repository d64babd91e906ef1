#include "text/display_piece.h"

#include <unicode/uchar.h>

#include <cstdio>

#include "text/utf8.h"

namespace headlight::text {

namespace {

/// Characters that would not be seen, or would turn their neighbours around.
bool unseen(char32_t character) {
  if (character >= 0x80 && character < 0xA0) return true;
  if (character != ' ' && isWhiteSpace(character)) return true;
  return (U_GET_GC_MASK(static_cast<UChar32>(character)) & (U_GC_CF_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK)) != 0;
}

bool isMark(char32_t character) { return (U_GET_GC_MASK(static_cast<UChar32>(character)) & U_GC_M_MASK) != 0; }

std::string escaped(const char* format, unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

std::string displayPiece(std::string_view bytes) {
  const std::size_t firstOther = bytes.find_first_not_of(' ');
  const std::size_t lastOther = bytes.find_last_not_of(' ');
  std::string shown;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto found = decodeUtf8(bytes, at);
    if (!found) {
      shown += escaped("\\x%02X", static_cast<unsigned char>(bytes[at]));
      ++at;
      continue;
    }
    const char32_t character = found->value;
    if (character == ' ') {
      const bool edge = firstOther == std::string_view::npos || at < firstOther || at > lastOther;
      shown += edge ? "·" : " ";
    } else if (character == '\n') {
      shown += "↵";
    } else if (character == '\t') {
      shown += "⇥";
    } else if (character < 0x20) {
      appendUtf8(shown, 0x2400 + character);
    } else if (character == 0x7F) {
      appendUtf8(shown, 0x2421);
    } else if (unseen(character)) {
      shown += escaped(character < 0x10000 ? "\\u%04X" : "\\U%06X", static_cast<unsigned>(character));
    } else {
      if (at == 0 && isMark(character)) shown += "◌";
      shown.append(bytes.substr(at, static_cast<std::size_t>(found->length)));
    }
    at += static_cast<std::size_t>(found->length);
  }
  return shown;
}

std::string quotedPiece(std::string_view bytes) {
  constexpr std::size_t kLongest = 60;
  std::size_t size = bytes.size();
  if (size > kLongest) {
    size = kLongest;
    while (size > 0 && isContinuation(bytes[size])) --size;
  }
  std::string quoted(1, '"');  // appended to: g++ 12 warns of `literal + string` at -O3 (GCC bug 105651)
  quoted += displayPiece(bytes.substr(0, size));
  quoted += size < bytes.size() ? "…\"" : "\"";
  return quoted;
}

}  // namespace headlight::text
