#include "text/normalization.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <algorithm>

#include "base/error.h"
#include "text/unicode_classes.h"

namespace headlight::text {

namespace {

/// The library's tables are Unicode 9's: to it a younger character is no mark and has no parts.
constexpr int kUnicode = 9;

int combiningClass(char32_t character) {
  const int found = u_getCombiningClass(static_cast<UChar32>(character));
  return found != 0 && ageOf(character) <= kUnicode ? found : 0;
}

const UNormalizer2* required(const UNormalizer2* instance, UErrorCode error) {
  if (U_FAILURE(error) || instance == nullptr) fail("ICU's normalization data cannot be read: ", u_errorName(error));
  return instance;
}

const UNormalizer2* composer() {
  UErrorCode error = U_ZERO_ERROR;
  return required(unorm2_getNFCInstance(&error), error);
}

const UNormalizer2* decomposer(bool compatible) {
  UErrorCode error = U_ZERO_ERROR;
  return required(compatible ? unorm2_getNFKDInstance(&error) : unorm2_getNFDInstance(&error), error);
}

/// Every character taken apart, marks in the order of their classes.
std::vector<Change> decomposed(const AlignedText& text, bool compatible) {
  const UNormalizer2* normalizer = decomposer(compatible);
  std::vector<Change> changes;
  changes.reserve(text.text().size());
  std::size_t marks = 0;  // where the marks after the last starter begin
  const auto sortMarks = [&] {
    std::stable_sort(
        changes.begin() + static_cast<std::ptrdiff_t>(marks), changes.end(),
        [](const Change& a, const Change& b) { return combiningClass(a.character) < combiningClass(b.character); });
  };
  const auto push = [&](char32_t character, int change) {
    if (character < 0x300 || combiningClass(character) == 0) {
      if (changes.size() - marks > 1) sortMarks();
      changes.push_back({character, change});
      marks = changes.size();
    } else {
      changes.push_back({character, change});
    }
  };
  text.forEach([&](char32_t character) {
    if (character < 0x80) return push(character, 0);
    UChar units[32];  // the longest decomposition has 18
    UErrorCode error = U_ZERO_ERROR;
    const int32_t size = unorm2_getDecomposition(normalizer, static_cast<UChar32>(character), units, 32, &error);
    if (size < 0 || U_FAILURE(error) || ageOf(character) > kUnicode) return push(character, 0);
    for (int32_t at = 0, count = 0; at < size; ++count) {
      UChar32 part = 0;
      U16_NEXT(units, at, size, part);
      push(static_cast<char32_t>(part), count > 0 ? 1 : 0);
    }
  });
  sortMarks();
  return changes;
}

/// Starters composed with what follows (UAX 15, D117), each character's change the sum of its parts'.
std::vector<Change> composed(const std::vector<Change>& parts) {
  const UNormalizer2* normalizer = composer();
  std::vector<Change> changes;
  changes.reserve(parts.size());
  std::ptrdiff_t starter = -1;  // in changes
  int lastClass = -1;           // of the last character kept after the starter; -1: none is
  for (const Change& part : parts) {
    const int itsClass = part.character < 0x300 ? 0 : combiningClass(part.character);
    const bool blocked = starter < 0 || (lastClass >= 0 && lastClass >= itsClass);
    if (!blocked && part.character >= 0x300) {
      Change& base = changes[static_cast<std::size_t>(starter)];
      const UChar32 both =
          unorm2_composePair(normalizer, static_cast<UChar32>(base.character), static_cast<UChar32>(part.character));
      if (both >= 0) {
        base = {static_cast<char32_t>(both), base.change + part.change - 1};
        continue;
      }
    }
    changes.push_back(part);
    if (itsClass == 0) {
      starter = static_cast<std::ptrdiff_t>(changes.size()) - 1;
      lastClass = -1;
    } else if (starter >= 0) {
      lastClass = itsClass;
    }
  }
  return changes;
}

}  // namespace

void normalize(AlignedText& text, Normalization form) {
  if (form == Normalization::none) return;
  const auto ascii = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
  if (std::all_of(text.text().begin(), text.text().end(), ascii)) return;
  const bool compatible = form == Normalization::nfkc || form == Normalization::nfkd;
  const std::vector<Change> parts = decomposed(text, compatible);
  if (form == Normalization::nfd || form == Normalization::nfkd) return text.transform(parts);
  text.transform(composed(parts));
}

}  // namespace headlight::text
