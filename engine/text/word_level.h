#pragma once

#include <memory>
#include <string>

#include "text/subword_model.h"
#include "text/token_table.h"

namespace headlight::text {

/// One token a word, or the unknown token (Hugging Face tokenizers, src/models/wordlevel): vocabularies of words, or of
/// characters where every character is a word.
class WordLevelModel final : public SubwordModel {
 public:
  /// Throws Error where the unknown token is not in the vocabulary.
  WordLevelModel(std::shared_ptr<const TokenTable> tokens, const std::string& unknown);

  void encodeWord(std::string_view word, std::vector<Subword>& pieces) const override;

 private:
  std::shared_ptr<const TokenTable> tokens_;
  std::int32_t unknown_ = 0;
};

}  // namespace headlight::text
