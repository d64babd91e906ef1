#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "text/subword_model.h"
#include "text/token_table.h"
#include "text/word_cache.h"

namespace headlight::text {

/// Unigram language model (Kudo 2018): of all ways to write a word in tokens, the one whose scores sum to the most, by
/// Viterbi. A character without a token costs 10 more than the worst token; a run of such is one unknown token, or the
/// tokens of its bytes. Scores are summed in double, from left to right; of equal sums the first found wins, so ids
/// follow Hugging Face tokenizers (src/models/unigram/model.rs, encode_optimized).
class UnigramModel final : public SubwordModel {
 public:
  struct Parts {
    std::vector<double> scores;  ///< by id; the added tokens after them have none and are not used
    std::optional<std::int64_t> unknown;
    bool byteFallback = false;
  };

  /// Throws Error: unknown token outside the vocabulary, a score that is no number.
  UnigramModel(std::shared_ptr<const TokenTable> tokens, Parts parts);

  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override;

 private:
  /// A node of the trie of all tokens. Children of one node are linked through `sibling`.
  struct Node {
    std::int32_t token = -1;
    std::int32_t child = -1;
    std::int32_t sibling = -1;
    unsigned char byte = 0;
  };

  void insert(std::string_view key, std::int32_t id);
  std::int32_t childOf(std::int32_t node, unsigned char byte) const;
  void encode(std::string_view word, std::vector<Subword>& pieces) const;
  void putUnknown(std::string_view word, int begin, int end, std::vector<Subword>& pieces) const;

  std::shared_ptr<const TokenTable> tokens_;
  Parts parts_;
  double unknownScore_ = 0.0;
  std::vector<Node> nodes_;
  std::vector<std::int32_t> roots_;    ///< by first byte
  std::vector<std::int32_t> byteIds_;  ///< 256, or none where the vocabulary lacks one and no fallback is wanted
  mutable WordCache cache_;
};

}  // namespace headlight::text
