#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/regex.h"

namespace headlight::text {

/// A token and the bytes [begin, end) of the word that it stands for.
struct WordPiece {
  std::int32_t id = 0;
  int begin = 0;
  int end = 0;
};

/// Cuts a text into GPT-2's words: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
/// (openai/gpt-2, src/encoder.py). The ranges tile the text, which must be well-formed UTF-8.
void splitGpt2Words(std::string_view utf8, std::vector<Range>& words);

/// Byte-pair encoding of one word (Sennrich et al. 2016, over bytes as in GPT-2): of all neighbours that may merge, the
/// pair learnt first, leftmost first, until none is left. O(n log n) in the length of the word.
///
/// Immutable but for a cache of words behind a lock; usable from several threads at once.
class ByteLevelBpe {
 public:
  /// Two tokens that merge into a third. A merge's rank is its index.
  struct Merge {
    std::int32_t left = 0;
    std::int32_t right = 0;
    std::int32_t result = 0;
  };
  struct Parts {
    std::array<std::int32_t, 256> byteIds{};  ///< the token of each single byte, -1 where the vocabulary has none
    std::vector<Merge> merges;                ///< a pair given twice takes the later rank
    std::int32_t unknown = -1;                ///< stands for bytes without a token; -1: they are left out
    bool fuseUnknown = false;                 ///< one unknown token for a run of them
    /// `ignore_merges`: words that are tokens as they stand, by their bytes, are not merged at all. Empty otherwise.
    std::unordered_map<std::string, std::int32_t> wholeWords;
  };

  explicit ByteLevelBpe(Parts parts);
  ~ByteLevelBpe();

  /// Appends the tokens of one word.
  void encodeWord(std::string_view word, std::vector<WordPiece>& pieces) const;

 private:
  struct Rule {
    std::uint32_t rank = 0;
    std::int32_t result = 0;
  };
  struct PairHash {
    std::size_t operator()(std::uint64_t pair) const;
  };
  struct Cache;

  const Rule* ruleFor(std::int32_t left, std::int32_t right) const;
  void merge(std::string_view word, std::vector<WordPiece>& pieces) const;

  Parts parts_;
  std::unordered_map<std::uint64_t, Rule, PairHash> rules_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace headlight::text
