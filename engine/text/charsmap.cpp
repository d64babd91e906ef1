// SentencePiece's compiled normalization rules: a double array (darts-clone) whose values are places in a list of
// replacements, as Hugging Face's crate spm_precompiled applies them.
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "text/normalizer.h"
#include "text/utf8.h"

namespace headlight::text {

namespace {

std::string fromBase64(const std::string& text) {
  const auto valueOf = [&](char c) -> std::uint32_t {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
    if (c == '+') return 62;
    if (c == '/') return 63;
    fail("the charsmap is not base64: found byte ", static_cast<int>(static_cast<unsigned char>(c)));
  };
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=' || c == '\n' || c == '\r') continue;
    bits = bits << 6 | valueOf(c);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(static_cast<unsigned char>(bits >> count & 0xFF)));
  }
  return bytes;
}

std::uint32_t littleEndian(const char* bytes) {
  const auto at = [&](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  return at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24;
}

std::size_t offsetOf(std::uint32_t unit) { return (unit >> 10) << ((unit & (1u << 9)) >> 6); }

class Precompiled final : public Normalizer {
 public:
  explicit Precompiled(const std::string& bytes) {
    checkCharsmap(bytes);
    const std::size_t size = littleEndian(bytes.data());
    for (std::size_t at = 4; at < 4 + size; at += 4) units_.push_back(littleEndian(bytes.data() + at));
    replacements_ = bytes.substr(4 + size);
    if (firstInvalidUtf8(replacements_) != std::string_view::npos) {
      fail("the charsmap's replacements are not UTF-8");
    }
  }

  void apply(AlignedText& text) const override {
    std::vector<Change> changes;
    changes.reserve(text.text().size());
    bool modified = false;
    const auto replaced = [&](std::string_view part) {
      const auto found = lookUp(part);
      if (!found) return false;
      modified = true;
      put(changes, part, *found);
      return true;
    };
    forEachGrapheme(text.text(), [&](std::string_view grapheme) {
      // The library looks up short graphemes as a whole; what it finds is the entry of their shortest prefix.
      if (grapheme.size() < 6 && replaced(grapheme)) return;
      for (std::size_t at = 0; at < grapheme.size();) {
        const CodePoint character = *decodeUtf8(grapheme, at);
        const auto length = static_cast<std::size_t>(character.length);
        if (!replaced(grapheme.substr(at, length))) changes.push_back({character.value, 0});
        at += length;
      }
    });
    if (modified) text.transform(changes);
  }

 private:
  /// What the shortest entry that `key` starts with is replaced by.
  std::optional<std::string_view> lookUp(std::string_view key) const {
    std::size_t node = offsetOf(units_[0]);
    for (const char c : key) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte == 0) return std::nullopt;
      node ^= byte;
      if (node >= units_.size()) return std::nullopt;
      const std::uint32_t unit = units_[node];
      if ((unit & (1u << 31 | 0xFFu)) != byte) return std::nullopt;
      node ^= offsetOf(unit);
      if ((unit >> 8 & 1) == 0) continue;
      if (node >= units_.size()) return std::nullopt;
      const std::size_t value = units_[node] & 0x7FFFFFFFu;
      if (value >= replacements_.size() || isContinuation(replacements_[value])) return std::nullopt;
      return std::string_view(replacements_.c_str() + value);  // each ends with a zero
    }
    return std::nullopt;
  }

  static int charactersIn(std::string_view text) {
    int count = 0;
    for (const char byte : text) count += isContinuation(byte) ? 0 : 1;
    return count;
  }

  static void put(std::vector<Change>& changes, std::string_view before, std::string_view after) {
    const int more = charactersIn(after) - charactersIn(before);
    for (std::size_t at = 0; at < after.size();) {
      const CodePoint character = *decodeUtf8(after, at);
      changes.push_back({character.value, 0});
      at += static_cast<std::size_t>(character.length);
    }
    for (int i = 0; i < more; ++i) changes[changes.size() - 1 - static_cast<std::size_t>(i)].change = 1;
    if (more < 0 && !changes.empty()) changes.back().change += more;
  }

  template <class Visit>
  static void forEachGrapheme(const std::string& utf8, const Visit& visit) {
    bool ascii = true;
    for (const char byte : utf8) ascii = ascii && static_cast<unsigned char>(byte) < 0x80 && byte != '\r';
    if (ascii) {
      for (std::size_t at = 0; at < utf8.size(); ++at) visit(std::string_view(utf8).substr(at, 1));
      return;
    }
    UErrorCode error = U_ZERO_ERROR;
    UText* text = utext_openUTF8(nullptr, utf8.data(), static_cast<std::int64_t>(utf8.size()), &error);
    UBreakIterator* breaks = ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &error);
    if (U_SUCCESS(error)) ubrk_setUText(breaks, text, &error);
    if (U_SUCCESS(error)) {
      int begin = ubrk_first(breaks);
      for (int end = ubrk_next(breaks); end != UBRK_DONE; begin = end, end = ubrk_next(breaks)) {
        visit(std::string_view(utf8).substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
      }
    }
    if (breaks != nullptr) ubrk_close(breaks);
    if (text != nullptr) utext_close(text);
    if (U_FAILURE(error)) fail("cutting the text into graphemes failed: ICU says ", u_errorName(error));
  }

  std::vector<std::uint32_t> units_;
  std::string replacements_;
};

}  // namespace

void checkCharsmap(std::string_view bytes) {
  if (bytes.size() < 4) fail("the charsmap has ", bytes.size(), " bytes; expected a table");
  const std::size_t size = littleEndian(bytes.data());
  if (size > bytes.size() - 4 || size % 4 != 0 || size == 0) {
    fail("the charsmap says that its table has ", size, " bytes, but ", bytes.size() - 4, " follow");
  }
  const std::size_t replacements = bytes.size() - 4 - size;
  if (replacements > 0 && bytes.back() != '\0') fail("the charsmap's last replacement has no end");
  const std::size_t count = size / 4;
  const auto unitAt = [&](std::size_t i) { return littleEndian(bytes.data() + 4 + 4 * i); };
  std::vector<bool> seen(count, false);
  std::vector<std::size_t> open;  // where the children of a node begin, to be combined with their bytes
  const auto visit = [&](std::size_t base) {
    if ((base | 0xFF) >= count) fail("the charsmap's table leads to entry ", base | 0xFF, " of ", count);
    if (!seen[base]) open.push_back(base);
    seen[base] = true;
  };
  visit(offsetOf(unitAt(0)));
  while (!open.empty()) {
    const std::size_t base = open.back();
    open.pop_back();
    for (std::uint32_t byte = 1; byte < 256; ++byte) {
      const std::size_t node = base ^ byte;
      const std::uint32_t unit = unitAt(node);
      if ((unit & (1u << 31 | 0xFFu)) != byte) continue;
      const std::size_t children = node ^ offsetOf(unit);
      visit(children);
      if ((unit >> 8 & 1) == 0) continue;
      const std::size_t value = unitAt(children) & 0x7FFFFFFFu;
      if (value >= replacements) {
        fail("the charsmap's table names byte ", value, " of replacements that have ", replacements);
      }
    }
  }
}

NormalizerPtr makePrecompiled(const std::string& base64) { return makeCharsmap(fromBase64(base64)); }

NormalizerPtr makeCharsmap(const std::string& bytes) { return std::make_unique<Precompiled>(bytes); }

}  // namespace headlight::text
