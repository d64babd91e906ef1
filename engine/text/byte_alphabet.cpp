#include "text/byte_alphabet.h"

#include <array>

#include "text/utf8.h"

namespace headlight::text {

namespace {

constexpr int kCharacters = 0x144;  // U+0100 + 68 bytes without a printable Latin-1 character

struct Tables {
  std::array<char32_t, 256> character{};
  std::array<int, kCharacters> byte{};
};

constexpr bool printable(int byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

constexpr Tables makeTables() {
  Tables tables;
  for (int& byte : tables.byte) byte = -1;
  char32_t next = 0x100;
  for (int byte = 0; byte < 256; ++byte) {
    const char32_t character = printable(byte) ? static_cast<char32_t>(byte) : next++;
    tables.character[static_cast<std::size_t>(byte)] = character;
    tables.byte[character] = byte;
  }
  return tables;
}

constexpr Tables kTables = makeTables();

}  // namespace

char32_t characterOfByte(unsigned char byte) { return kTables.character[byte]; }

std::optional<unsigned char> byteOfCharacter(char32_t character) {
  if (character >= kCharacters || kTables.byte[character] < 0) return std::nullopt;
  return static_cast<unsigned char>(kTables.byte[character]);
}

std::string bytesOfKey(std::string_view key) {
  std::string bytes;
  bytes.reserve(key.size());
  for (std::size_t at = 0; at < key.size();) {
    const auto character = decodeUtf8(key, at);
    if (!character) return std::string(key);
    const auto byte = byteOfCharacter(character->value);
    if (!byte) return std::string(key);
    bytes.push_back(static_cast<char>(*byte));
    at += static_cast<std::size_t>(character->length);
  }
  return bytes;
}

std::string keyOfBytes(std::string_view bytes) {
  std::string key;
  key.reserve(bytes.size() * 2);
  for (const char byte : bytes) appendUtf8(key, characterOfByte(static_cast<unsigned char>(byte)));
  return key;
}

}  // namespace headlight::text
