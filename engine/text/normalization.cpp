#include "text/normalization.h"

#include <utf8proc.h>

#include <cstdlib>

#include "base/error.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

utf8proc_option_t optionsOf(Normalization form) {
  int options = UTF8PROC_STABLE;
  if (form == Normalization::nfc || form == Normalization::nfkc) options |= UTF8PROC_COMPOSE;
  if (form == Normalization::nfd || form == Normalization::nfkd) options |= UTF8PROC_DECOMPOSE;
  if (form == Normalization::nfkc || form == Normalization::nfkd) options |= UTF8PROC_COMPAT;
  return static_cast<utf8proc_option_t>(options);
}

/// False where the character's decomposition starts with a mark, which might move in front of marks before it: there
/// the text cannot be cut. (The character's own class is not enough: U+0F73 has class 0 and decomposes to marks.)
bool mayStartStretch(char32_t character, Normalization form) {
  if (character < 0x300) return true;
  utf8proc_int32_t decomposed[32];
  int boundary = 0;
  const auto options = static_cast<utf8proc_option_t>((optionsOf(form) | UTF8PROC_DECOMPOSE) & ~UTF8PROC_COMPOSE);
  const utf8proc_ssize_t count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(character), decomposed, 32, options, &boundary);
  const utf8proc_int32_t first = count > 0 ? decomposed[0] : static_cast<utf8proc_int32_t>(character);
  return utf8proc_get_property(first)->combining_class == 0;
}

}  // namespace

std::string normalizedString(std::string_view utf8, Normalization form) {
  if (form == Normalization::none || utf8.empty()) return std::string(utf8);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                             static_cast<utf8proc_ssize_t>(utf8.size()), &mapped, optionsOf(form));
  if (size < 0) fail("normalizing the text failed: ", utf8proc_errmsg(size));
  std::string result(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);
  return result;
}

NormalizedText normalize(std::string_view utf8, Normalization form) {
  NormalizedText result;
  const auto put = [&](std::string_view stretch, std::string_view normalized, int at) {
    const int end = at + static_cast<int>(stretch.size());
    const bool same = stretch == normalized;
    for (int i = 0; i < static_cast<int>(normalized.size()); ++i) {
      result.begin.push_back(same ? at + i : at);
      result.end.push_back(same ? at + i + 1 : end);
    }
    result.text += normalized;
  };

  // One stretch waits until the next one is known not to compose with it (Hangul: a syllable with its final consonant).
  std::size_t waiting = 0;
  std::size_t waitingEnd = 0;
  std::string waitingText;
  for (std::size_t at = 0; at < utf8.size();) {
    std::size_t end = at;
    do {
      end += static_cast<std::size_t>(decodeUtf8(utf8, end)->length);
    } while (end < utf8.size() && !mayStartStretch(decodeUtf8(utf8, end)->value, form));
    const std::string_view stretch = utf8.substr(at, end - at);
    std::string normalized = normalizedString(stretch, form);
    if (waitingEnd > waiting) {
      std::string joined = normalizedString(utf8.substr(waiting, end - waiting), form);
      if (joined == waitingText + normalized) {
        put(utf8.substr(waiting, waitingEnd - waiting), waitingText, static_cast<int>(waiting));
        waiting = at;
        waitingText = std::move(normalized);
      } else {
        waitingText = std::move(joined);
      }
    } else {
      waiting = at;
      waitingText = std::move(normalized);
    }
    waitingEnd = end;
    at = end;
  }
  if (waitingEnd > waiting) put(utf8.substr(waiting, waitingEnd - waiting), waitingText, static_cast<int>(waiting));
  return result;
}

}  // namespace headlight::text
