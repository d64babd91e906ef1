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

void Regex::split(std::string_view text, std::vector<Range>& pieces) const {
  Match match(code_->code);
  const int size = static_cast<int>(text.size());
  int done = 0;
  Range found;
  while (done < size && match.find(code_->code, text, static_cast<std::size_t>(done), PCRE2_NOTEMPTY, found)) {
    if (done < found.begin) pieces.push_back({done, found.begin});
    pieces.push_back(found);
    done = found.end;
  }
  if (done < size) pieces.push_back({done, size});
}

bool Regex::matchesAt(std::string_view text, std::size_t at) const {
  Match match(code_->code);
  Range found;
  return match.find(code_->code, text, at, PCRE2_ANCHORED, found);
}

}  // namespace headlight::text
