#include "text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstdint>
#include <new>

#include "base/error.h"

namespace headlight::text {

namespace {

std::string messageOf(int error) {
  PCRE2_UCHAR text[256];
  if (pcre2_get_error_message(error, text, sizeof text) < 0) return "error " + std::to_string(error);
  return reinterpret_cast<const char*>(text);
}

/// Match results belong to one call, never to the pattern: that is what makes it usable from several threads.
struct Match {
  explicit Match(const pcre2_code* code) : data(pcre2_match_data_create_from_pattern(code, nullptr)) {
    if (data == nullptr) throw std::bad_alloc();
  }
  ~Match() { pcre2_match_data_free(data); }
  Match(const Match&) = delete;
  Match& operator=(const Match&) = delete;

  /// True with the match's range, false where there is none.
  bool find(const pcre2_code* code, std::string_view text, std::size_t from, std::uint32_t options, Range& range) {
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    options |= PCRE2_NO_UTF_CHECK;
    int result = pcre2_match(code, subject, text.size(), from, options, data, nullptr);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT) {  // the interpreter keeps its backtracking on the heap
      result = pcre2_match(code, subject, text.size(), from, options | PCRE2_NO_JIT, data, nullptr);
    }
    if (result == PCRE2_ERROR_NOMATCH) return false;
    if (result < 0) fail("splitting the text at byte ", from, " failed: PCRE2 says ", messageOf(result));
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data);
    range = {static_cast<int>(offsets[0]), static_cast<int>(offsets[1])};
    return true;
  }

  pcre2_match_data* data;
};

}  // namespace

struct Regex::Code {
  pcre2_code* code = nullptr;
  ~Code() { pcre2_code_free(code); }
};

Regex::Regex(const std::string& pattern) : code_(std::make_unique<Code>()) {
  int error = 0;
  PCRE2_SIZE at = 0;
  code_->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), PCRE2_UTF | PCRE2_UCP,
                              &error, &at, nullptr);
  if (code_->code == nullptr) fail("the pattern ", pattern, " does not compile: ", messageOf(error), " at offset ", at);
  // Refused where memory may not be made executable; the interpreter then does the same work, slower.
  pcre2_jit_compile(code_->code, PCRE2_JIT_COMPLETE);
}

Regex::~Regex() = default;

void Regex::find(std::string_view text, std::vector<Range>& matches) const {
  Match match(code_->code);
  const int size = static_cast<int>(text.size());
  Range found;
  for (int done = 0; done < size; done = found.end) {
    if (!match.find(code_->code, text, static_cast<std::size_t>(done), PCRE2_NOTEMPTY, found)) return;
    matches.push_back(found);
  }
}

void Regex::split(std::string_view text, std::vector<Range>& pieces) const {
  std::vector<Range> matches;
  find(text, matches);
  int done = 0;
  for (const Range& match : matches) {
    if (done < match.begin) pieces.push_back({done, match.begin});
    pieces.push_back(match);
    done = match.end;
  }
  const int size = static_cast<int>(text.size());
  if (done < size) pieces.push_back({done, size});
}

bool Regex::matchesAt(std::string_view text, std::size_t at) const {
  Match match(code_->code);
  Range found;
  return match.find(code_->code, text, at, PCRE2_ANCHORED, found);
}

std::string fromOniguruma(const std::string& pattern) {
  constexpr const char* kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";
  constexpr const char* kHexDigit = "0-9a-fA-F";
  std::string result = "(?m)";
  bool inClass = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char character = pattern[at];
    if (character == '\\' && at + 1 < pattern.size()) {
      const char escaped = pattern[++at];
      switch (escaped) {
        case 's':
          result += "\\p{White_Space}";
          break;
        case 'S':
          result += "\\P{White_Space}";
          break;
        case 'w':
          result += inClass ? std::string(kWord) : "[" + std::string(kWord) + "]";
          break;
        case 'h':
          result += inClass ? std::string(kHexDigit) : "[" + std::string(kHexDigit) + "]";
          break;
        case 'W':
        case 'H':
          if (inClass) fail("the pattern ", pattern, " has \\", escaped, " in a class, which cannot be read");
          result += "[^" + std::string(escaped == 'W' ? kWord : kHexDigit) + "]";
          break;
        default:
          result += character;
          result += escaped;
      }
      continue;
    }
    if (inClass && character == '&' && pattern.compare(at, 2, "&&") == 0) {
      fail("the pattern ", pattern, " intersects classes with &&, which cannot be read");
    }
    if (inClass && character == '[' && pattern.compare(at, 2, "[:") != 0) {
      fail("the pattern ", pattern, " has a class inside a class, which cannot be read");
    }
    if (!inClass && pattern.compare(at, 3, "(?m") == 0) {
      fail("the pattern ", pattern, " has the option (?m), which cannot be read");
    }
    if (!inClass && character == '[') {
      inClass = true;
      result += character;
      if (at + 1 < pattern.size() && pattern[at + 1] == '^') result += pattern[++at];
      if (at + 1 < pattern.size() && pattern[at + 1] == ']') result += pattern[++at];
      continue;
    }
    if (inClass && character == '[') {  // [:alpha:]
      const std::size_t end = pattern.find(":]", at);
      if (end == std::string::npos) fail("the pattern ", pattern, " has a [: without its :]");
      result += pattern.substr(at, end + 2 - at);
      at = end + 1;
      continue;
    }
    if (character == ']') inClass = false;
    result += character;
  }
  return result;
}

std::string literally(std::string_view text) {
  std::string pattern;
  for (const char character : text) {
    const bool letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                        (character >= '0' && character <= '9') || static_cast<unsigned char>(character) >= 0x80;
    if (!letter) pattern += '\\';
    pattern += character;
  }
  return pattern;
}

}  // namespace headlight::text
