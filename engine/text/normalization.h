#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headlight::text {

/// Unicode normalization forms (UAX 15), through utf8proc.
enum class Normalization { none, nfc, nfd, nfkc, nfkd };

/// A normalized text and where its bytes came from.
struct NormalizedText {
  std::string text;
  /// Byte i of `text` came from bytes [begin[i], end[i]) of the original: one byte where nothing changed, all bytes of
  /// the shortest stretch that could be normalized apart where something did.
  std::vector<int> begin;
  std::vector<int> end;
};

/// `utf8` must be well-formed. Stretches are cut only where normalizing the parts and the whole gives the same.
NormalizedText normalize(std::string_view utf8, Normalization form);

/// The whole text at once, without positions.
std::string normalizedString(std::string_view utf8, Normalization form);

}  // namespace headlight::text
