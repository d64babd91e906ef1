#pragma once

#include <memory>
#include <string>

#include "text/subword_model.h"
#include "text/token_table.h"
#include "text/word_cache.h"

namespace headlight::text {

/// BERT's WordPiece (google-research/bert, tokenization.py): the longest token that a word starts with, then the
/// longest with "##" in front that the rest starts with, and so on; the unknown token for the whole word where that
/// fails or where the word has too many characters.
class WordPieceModel final : public SubwordModel {
 public:
  struct Options {
    std::string unknown = "[UNK]";
    std::string continuing = "##";
    std::size_t longestWord = 100;  ///< characters
  };

  /// Throws Error where the unknown token is not in the vocabulary.
  WordPieceModel(std::shared_ptr<const TokenTable> tokens, const Options& options);

  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override;

 private:
  void encode(std::string_view word, std::vector<Subword>& pieces) const;

  std::shared_ptr<const TokenTable> tokens_;
  Options options_;
  std::int32_t unknown_ = 0;
  std::size_t longestKey_ = 0;  ///< bytes
  mutable WordCache cache_;
};

}  // namespace headlight::text
