#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace headlight::text {

/// A token and the bytes [begin, end) of the word that it stands for.
struct Subword {
  std::int32_t id = 0;
  int begin = 0;
  int end = 0;
};

/// Cuts one word into tokens: an entry `model` of tokenizer.json. Immutable but for what it remembers of words behind a
/// lock; usable from several threads at once.
class SubwordModel {
 public:
  virtual ~SubwordModel() = default;
  /// Appends the tokens of one word, well-formed UTF-8, in order. Bytes without a token and without an unknown token
  /// are left out.
  virtual void encodeWord(std::string_view word, std::vector<Subword>& pieces) const = 0;
};

}  // namespace headlight::text
