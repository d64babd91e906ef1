#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/subword_model.h"
#include "text/token_table.h"
#include "text/word_cache.h"

namespace headlight::text {

/// Byte-pair encoding of one word (Sennrich et al. 2016): of all neighbours that may merge, the pair learnt first,
/// leftmost first, until none is left. It starts from the word's bytes (GPT-2), or from its characters, those without a
/// token from their bytes (SentencePiece's `byte_fallback`). O(n log n) in the length of the word.
class BpeModel final : public SubwordModel {
 public:
  /// Two tokens that merge into a third. A merge's rank is its index.
  struct Merge {
    std::int32_t left = 0;
    std::int32_t right = 0;
    std::int32_t result = 0;
  };
  struct Parts {
    /// The token of each single byte, -1 where the vocabulary has none. Empty: characters without a token are unknown.
    std::vector<std::int32_t> byteIds;
    bool byteLevel = true;         ///< start from bytes; otherwise from characters
    TextIds characters;            ///< where it starts from characters: their tokens, affixes included
    std::string continuingPrefix;  ///< of characters that do not start a word
    std::string endSuffix;         ///< of the character that ends a word
    std::vector<Merge> merges;     ///< a pair given twice takes the later rank
    std::int32_t unknown = -1;     ///< stands for what has no token; -1: that is left out
    bool fuseUnknown = false;      ///< one unknown token for a run
    TextIds wholeWords;  ///< `ignore_merges`: words that are tokens as they stand are not merged. Empty otherwise.
  };

  explicit BpeModel(Parts parts);

  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override;

 private:
  struct Rule {
    std::uint32_t rank = 0;
    std::int32_t result = 0;
  };
  struct PairHash {
    std::size_t operator()(std::uint64_t pair) const;
  };
  struct Symbols;

  const Rule* ruleFor(std::int32_t left, std::int32_t right) const;
  void bytesOf(std::string_view word, Symbols& symbols) const;
  void charactersOf(std::string_view word, Symbols& symbols) const;
  void merge(Symbols& symbols) const;
  void encode(std::string_view word, std::vector<Subword>& pieces) const;

  Parts parts_;
  std::unordered_map<std::uint64_t, Rule, PairHash> rules_;
  mutable WordCache cache_;
};

/// The merges as ids. Throws Error("SOURCE: merge 3 ("a" + "b") makes "ab", which is not in the vocabulary"). A merge
/// leaves out the right one's `continuingPrefix`.
std::vector<BpeModel::Merge> mergesByIds(const std::string& source,
                                         const std::vector<std::pair<std::string, std::string>>& merges,
                                         const TokenTable& tokens, const std::string& continuingPrefix = {});

}  // namespace headlight::text
