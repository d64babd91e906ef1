#include "text/word_level.h"

#include <utility>

namespace headlight::text {

WordLevelModel::WordLevelModel(std::shared_ptr<const TokenTable> tokens, const std::string& unknown)
    : tokens_(std::move(tokens)), unknown_(tokens_->needOrdinary(unknown, "unknown token")) {}

void WordLevelModel::encodeWord(std::string_view word, std::vector<Subword>& pieces) const {
  pieces.push_back({tokens_->findOrdinary(word).value_or(unknown_), 0, static_cast<int>(word.size())});
}

}  // namespace headlight::text
