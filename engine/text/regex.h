#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/range.h"

namespace headlight::text {

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

  /// Appends the matches that are not empty, left to right.
  void find(std::string_view text, std::vector<Range>& matches) const;

  /// Appends the matches, left to right, and the stretches between them: the ranges tile the text ("Isolated").
  void split(std::string_view text, std::vector<Range>& pieces) const;

  /// True where the pattern matches exactly at byte `at`, a character's first.
  bool matchesAt(std::string_view text, std::size_t at) const;

 private:
  class Code;
  std::unique_ptr<Code> code_;
};

/// A pattern as Oniguruma reads it (what the Regex entries of tokenizer.json are written for) in PCRE2's spelling: \s,
/// \w, \h, [:alpha:] and its kin, and scripts (\p{Han}) mean other characters there, ^ and $ lines. Throws Error for
/// what cannot be said in PCRE2.
std::string fromOniguruma(const std::string& pattern);

/// A pattern that matches exactly this text.
std::string literally(std::string_view text);

}  // namespace headlight::text
