#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headlight::text {

/// GPT-2's alphabet of bytes: vocabulary files write each byte as one printable character, 0x20 as "Ġ", 0x0A as "Ċ",
/// 0x61 as "a". `bytes_to_unicode` in openai/gpt-2 src/encoder.py: printable Latin-1 stands for itself, the 68 other
/// bytes follow from U+0100.

/// The character that stands for a byte, U+0021..U+0143.
char32_t characterOfByte(unsigned char byte);

/// The byte that a character stands for, if any.
std::optional<unsigned char> byteOfCharacter(char32_t character);

/// "Ġhi" → " hi". A key with a character outside the alphabet stands for itself, as in the library's ByteLevel decoder.
std::string bytesOfKey(std::string_view key);

/// " hi" → "Ġhi".
std::string keyOfBytes(std::string_view bytes);

}  // namespace headlight::text
