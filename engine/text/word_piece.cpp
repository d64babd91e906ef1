#include "text/word_piece.h"

#include <algorithm>

#include "text/utf8.h"

namespace headlight::text {

WordPieceModel::WordPieceModel(std::shared_ptr<const TokenTable> tokens, const Options& options)
    : tokens_(std::move(tokens)), options_(options), unknown_(tokens_->needOrdinary(options.unknown, "unknown token")) {
  for (const std::string& key : tokens_->keys()) longestKey_ = std::max(longestKey_, key.size());
}

void WordPieceModel::encodeWord(std::string_view word, std::vector<Subword>& pieces) const {
  cache_.encode(word, pieces, [this](std::string_view one, std::vector<Subword>& into) { encode(one, into); });
}

void WordPieceModel::encode(std::string_view word, std::vector<Subword>& pieces) const {
  const auto characters =
      word.size() - static_cast<std::size_t>(std::count_if(word.begin(), word.end(), isContinuation));
  const std::size_t before = pieces.size();
  std::string key;
  std::size_t begin = characters > options_.longestWord ? std::string_view::npos : 0;
  while (begin < word.size()) {
    key = begin > 0 ? options_.continuing : std::string();
    const std::size_t prefix = key.size();
    key += word.substr(begin, longestKey_);
    std::size_t end = begin + key.size() - prefix;
    std::optional<std::int32_t> found;
    for (; end > begin; --end) {
      if (end == word.size() || !isContinuation(word[end])) {
        found = tokens_->findOrdinary(std::string_view(key).substr(0, prefix + end - begin));
        if (found) break;
      }
    }
    if (!found) break;
    pieces.push_back({*found, static_cast<int>(begin), static_cast<int>(end)});
    begin = end;
  }
  if (begin == word.size()) return;
  pieces.resize(before);
  pieces.push_back({unknown_, 0, static_cast<int>(word.size())});
}

}  // namespace headlight::text
