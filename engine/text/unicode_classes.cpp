#include "text/unicode_classes.h"

#include <unicode/uchar.h>

#include <cstdint>

#include "text/younger_characters.h"

namespace headlight::text {

namespace {

bool hasCategory(char32_t character, std::uint32_t mask) {
  return (U_GET_GC_MASK(static_cast<UChar32>(character)) & mask) != 0;
}

}  // namespace

int ageOf(char32_t character) {
  UVersionInfo version;
  u_charAge(static_cast<UChar32>(character), version);
  return version[0];
}

bool isOther(char32_t c) {
  if (c < 0x80) return c < 0x20 || c == 0x7F;
  return hasCategory(c, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK) && ageOf(c) <= 8;
}

bool isNonspacingMark(char32_t c) {
  if (c < 0x300) return false;
  if (c == 0x1734) return true;                                                 // until Unicode 14
  if (c == 0x1885 || c == 0x1886 || c == 0xA9BD || c == 0x111C9) return false;  // since Unicode 9, 9, 11, 11
  return hasCategory(c, U_GC_MN_MASK) && ageOf(c) <= 8;
}

bool isMark(char32_t c) {
  if (c < 0x300) return false;
  if (c == 0x1CF2 || c == 0x1CF3) return true;  // until Unicode 12
  if (c == 0x111C9) return false;               // since Unicode 11
  return hasCategory(c, U_GC_M_MASK) && ageOf(c) <= 9;
}

bool isPunctuation(char32_t c) {
  if (c < 0x80)
    return (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
  if (c == 0x166D || c == 0x111C9) return true;  // until Unicode 12 and 11
  return hasCategory(c, U_GC_P_MASK) && ageOf(c) <= 8;
}

bool isNumeric(char32_t c) {
  if (c < 0x80) return c >= '0' && c <= '9';
  return hasCategory(c, U_GC_N_MASK) || isYoungerNumber(c);
}

bool isChineseCharacter(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

char32_t lowered(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
  const auto lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
  return lower == c ? loweredYounger(c) : lower;
}

}  // namespace headlight::text
