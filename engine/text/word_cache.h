#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/subword_model.h"

namespace headlight::text {

/// Words seen lately and their tokens. Bounded: when full it is emptied, which costs less than keeping an order of use
/// under a shared lock. Thread-safe.
class WordCache {
 public:
  /// Appends the word's tokens as `encode(word, pieces)` gives them, remembered where the word is not too long.
  template <class Encode>
  void encode(std::string_view word, std::vector<Subword>& pieces, const Encode& encode) {
    if (word.size() > kLongestWord) return encode(word, pieces);
    if (find(word, pieces)) return;
    std::vector<Subword> found;
    encode(word, found);
    pieces.insert(pieces.end(), found.begin(), found.end());
    const std::unique_lock lock(mutex_);
    if (words_.size() >= kWords) words_.clear();
    words_.emplace(word, std::move(found));
  }

 private:
  static constexpr std::size_t kWords = 10000;
  static constexpr std::size_t kLongestWord = 256;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };

  bool find(std::string_view word, std::vector<Subword>& pieces) {
    const std::shared_lock lock(mutex_);
    const auto found = words_.find(word);
    if (found == words_.end()) return false;
    pieces.insert(pieces.end(), found->second.begin(), found->second.end());
    return true;
  }

  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::vector<Subword>, Hash, std::equal_to<>> words_;
};

}  // namespace headlight::text
