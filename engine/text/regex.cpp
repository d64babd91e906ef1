#include "text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include "base/error.h"
#include "text/younger_characters.h"

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

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
using Compiled = std::unique_ptr<pcre2_code, FreeCode>;

Compiled compiled(const std::string& pattern) {
  int error = 0;
  PCRE2_SIZE at = 0;
  Compiled code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), PCRE2_UTF | PCRE2_UCP,
                              &error, &at, nullptr));
  if (!code) fail("the pattern ", pattern, " does not compile: ", messageOf(error), " at offset ", at);
  // Refused where memory may not be made executable; the interpreter then does the same work, slower.
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  return code;
}

}  // namespace

class Regex::Code {
 public:
  explicit Code(const std::string& pattern) : plain_(compiled(pattern)), extended_(withYoungerCharacters(pattern)) {
    if (extended_ == pattern) extended_.clear();
  }
  /// What reads every text right, with characters younger than PCRE2's tables.
  const pcre2_code* ofAnyText() const {
    if (extended_.empty()) return plain_.get();
    // Compiled when it is needed: that takes longer than a small model takes to open, and hardly any text needs it.
    std::call_once(asked_, [this] { younger_ = compiled(extended_); });
    return younger_.get();
  }
  const pcre2_code* of(std::string_view text) const {
    return !extended_.empty() && hasYoungerCharacters(text) ? ofAnyText() : plain_.get();
  }

 private:
  Compiled plain_;
  std::string extended_;  ///< the pattern with those characters written out; empty where that is the same
  mutable std::once_flag asked_;
  mutable Compiled younger_;
};

Regex::Regex(const std::string& pattern) : code_(std::make_unique<Code>(pattern)) {}

Regex::~Regex() = default;

void Regex::find(std::string_view text, std::vector<Range>& matches) const {
  const pcre2_code* code = code_->of(text);
  Match match(code);
  const int size = static_cast<int>(text.size());
  Range found;
  for (int done = 0; done < size; done = found.end) {
    if (!match.find(code, text, static_cast<std::size_t>(done), PCRE2_NOTEMPTY, found)) return;
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
  const pcre2_code* code = code_->ofAnyText();
  Match match(code);
  Range found;
  return match.find(code, text, at, PCRE2_ANCHORED, found);
}

namespace {

// Below U+0100 its table of Latin-1 counts superscript digits and fractions to words, but not as [:word:].
constexpr const char* kWordClass = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";
constexpr const char* kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE})";
constexpr const char* kHexDigit = "0-9a-fA-F";

/// What Oniguruma's classes in brackets hold over Unicode; PCRE2's of the same names hold other characters.
constexpr std::pair<std::string_view, std::string_view> posixClasses[] = {
    {"alpha", R"(\p{Alphabetic})"}, {"alnum", R"(\p{Alphabetic}\p{Nd})"},
    {"punct", R"(\p{P}\p{S})"},     {"upper", R"(\p{Uppercase})"},
    {"lower", R"(\p{Lowercase})"},  {"space", R"(\p{White_Space})"},
    {"digit", R"(\p{Nd})"},         {"word", kWordClass},
    {"xdigit", kHexDigit},          {"blank", R"(\x{9}\p{Zs})"},
    {"cntrl", R"(\p{Cc})"},
};
/// Properties that PCRE2 calls otherwise.
constexpr std::pair<std::string_view, std::string_view> propertyNames[] = {
    {"Letter", "L"},        {"Mark", "M"},          {"Number", "N"},          {"Punctuation", "P"},
    {"Punct", "P"},         {"Symbol", "S"},        {"Separator", "Z"},       {"Alpha", "Alphabetic"},
    {"Upper", "Uppercase"}, {"Lower", "Lowercase"}, {"Space", "White_Space"},
};

template <std::size_t Count>
std::optional<std::string_view> named(const std::pair<std::string_view, std::string_view> (&names)[Count],
                                      std::string_view name) {
  const auto* found = std::ranges::find(names, name, &std::pair<std::string_view, std::string_view>::first);
  return found == std::end(names) ? std::nullopt : std::optional(found->second);
}

bool compiles(const std::string& pattern) {
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), PCRE2_UTF | PCRE2_UCP,
                                   &error, &at, nullptr);
  pcre2_code_free(code);
  return code != nullptr;
}

/// The name in \p{...}. A script's name means its extensions in PCRE2: punctuation that several scripts share.
std::string propertyNamed(std::string_view name) {
  if (const auto other = named(propertyNames, name)) return std::string(*other);
  const std::string script = "sc:" + std::string(name);
  return name.size() > 2 && compiles("\\p{" + script + "}") ? script : std::string(name);
}

}  // namespace

std::string fromOniguruma(const std::string& pattern) {
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
        case 'p':
        case 'P':
          if (const std::size_t end = pattern.find('}', at);
              pattern.compare(at + 1, 1, "{") == 0 && end != pattern.npos) {
            const bool negated = pattern[at + 2] == '^';
            const std::size_t begin = at + (negated ? 3 : 2);
            result += std::string("\\") + escaped + (negated ? "{^" : "{") +
                      propertyNamed(std::string_view(pattern).substr(begin, end - begin)) + "}";
            at = end;
            break;
          }
          [[fallthrough]];
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
      const auto members = named(posixClasses, std::string_view(pattern).substr(at + 2, end - at - 2));
      if (!members)
        fail("the pattern ", pattern, " has the class ", pattern.substr(at, end + 2 - at), ", which cannot be read");
      result += *members;
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
