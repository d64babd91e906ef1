#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headlight::text {

/// Bytes [begin, end) of a text.
struct Range {
  int begin = 0;
  int end = 0;
};

/// A PCRE2 pattern over UTF-8 with Unicode properties, compiled by its JIT where the machine allows that. Immutable;
/// usable from several threads at once. Texts must be well-formed UTF-8 (`requireUtf8`): the library's own check is
/// off, because it would read the whole text again for every match.
class Regex {
 public:
  /// Throws Error where the pattern does not compile.
  explicit Regex(const std::string& pattern);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  /// Appends the matches, left to right, and the stretches between them: the ranges tile the text ("Isolated").
  void split(std::string_view text, std::vector<Range>& pieces) const;

  /// True where the pattern matches exactly at byte `at`, a character's first.
  bool matchesAt(std::string_view text, std::size_t at) const;

 private:
  struct Code;
  std::unique_ptr<Code> code_;
};

}  // namespace headlight::text
